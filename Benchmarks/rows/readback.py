"""Whether the voices are understood: our own recognizer's second pass writes down what they say.

Fifty English sentences (`texts/spoken-en.txt`), word error; fifty Chinese ones (`texts/spoken-zh.txt`), character error; the same normaliser as for the
recognizer's own rows. Each voice speaks them as files, `taichu transcribe` hears them. The recognizer has errors of its own, so this is an upper bound of the voice's.
In the raw figures Chinese stands also by syllables, to which 她 and 他 are the same. Loudness is of each whole file, by EBU R 128, before it is written with 16 bits. The
voices that nothing is promised of are in `voices`.
"""

from statistics import mean, stdev

from lib import readback
from lib.results import Row

# Voice, language, bar.
_VOICES = [("joe", "en", 0.08), ("jf_gongitsune", "zh", 0.12)]
_TARGET = -16


def run(options) -> list[Row]:
    rows, loudness, peaks = [], {}, []
    for voice, language, bar in _VOICES:
        heard = readback.read_back("readback", voice, language, options.every, bar)
        rows.append(heard.row)
        loudness[f"{voice}.{language}"] = [line["loudness"] for line in heard.lines if line.get("loudness") is not None]
        peaks += [line["peak"] for line in heard.lines]
    for voice, values in loudness.items():
        raw = {"mean": round(mean(values), 2), "least": round(min(values), 1), "most": round(max(values), 1), "spread": round(stdev(values), 2)}
        rows.append(Row(f"readback.{voice}.loudness", f"{voice}: mean loudness of the sentences, off −16 LUFS", abs(mean(values) - _TARGET), "LU", bar=1, raw=raw))
    rows.append(Row("readback.peak", "highest true peak of any sentence", max(peaks), "dBTP", bar=-0.9, raw={"sentences": len(peaks)}))
    return rows
