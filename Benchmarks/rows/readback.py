"""Whether the voices are understood: our own recognizer's second pass writes down what they say.

Fifty English sentences (`texts/spoken-en.txt`), word error; fifty Chinese ones (`texts/spoken-zh.txt`), character error; the same normaliser as for the
recognizer's own rows. Each voice speaks them as files, `taichu transcribe` hears them. The recognizer has errors of its own, so this is an upper bound of the voice's.
espeak-ng's own synthesis is beside them. Loudness is of each whole file, by EBU R 128, before it is written with 16 bits.
"""

import tempfile
from pathlib import Path
from statistics import mean, stdev

from lib import align, spoken, taichu, words
from lib.results import Row

# Voice, language, bar.
_VOICES = [
    ("joe", "en", 0.08), ("jm_kumo", "en", None), ("espeak-en", "en", None),
    ("jm_kumo", "zh", 0.12), ("jf_gongitsune", "zh", None), ("espeak-zh", "zh", None),
]
_TARGET = -16


def run(options) -> list[Row]:
    simplify = words.simplifier()
    rows, loudness, peaks = [], {}, []
    for voice, language, bar in _VOICES:
        sentences = spoken.sentences(language, options.every)
        normal = words.english if language == "en" else lambda text: words.chinese(text, simplify)
        with tempfile.TemporaryDirectory() as folder:
            files, lines = spoken.speak(sentences, voice, Path(folder))
            heard, _, _ = taichu.transcribe(files, "--language", language)
        pairs = [(normal(said), normal(heard[file].text)) for said, file in zip(sentences, files)]
        errors = align.total(pairs)
        gap = " " if language == "en" else ""
        wrong = [{"said": gap.join(said), "heard": gap.join(other)} for said, other in pairs if said != other]
        unit = "word" if language == "en" else "character"
        what = f"{voice}: {unit} error of {len(sentences)} {'English' if language == 'en' else 'Chinese'} sentences, read back"
        rows.append(Row(f"readback.{voice}.{language}", what, errors.rate, "%", bar=bar, raw={**errors.as_dict(), "wrong": wrong}))
        if not voice.startswith("espeak"):
            loudness.setdefault(f"{voice}.{language}", []).extend(line["loudness"] for line in lines if line.get("loudness") is not None)
            peaks += [line["peak"] for line in lines]
    for voice, values in loudness.items():
        raw = {"least": round(min(values), 1), "most": round(max(values), 1), "spread": round(stdev(values), 2)}
        rows.append(Row(f"readback.{voice}.loudness", f"{voice}: mean loudness of the sentences, off −16 LUFS", abs(mean(values) - _TARGET), "LU", bar=1, raw=raw))
    rows.append(Row("readback.peak", "highest true peak of any sentence", max(peaks), "dBTP", bar=-0.9, raw={"sentences": len(peaks)}))
    return rows
