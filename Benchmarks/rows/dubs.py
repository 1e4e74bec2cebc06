"""Dubs of real speech: as loud as the original, no peak above -1 dBTP, and French dubbed into English.

Two films without a picture worth looking at: the sample's reading, dubbed in its own language; and two announcements in French (Asterisk's prompts, a real voice),
transcribed, translated and spoken in English. Levels are FFmpeg's `ebur128` over the stretches in which a line is spoken: of the original by its lines' times, of
the finished file by the report's. The English of the dub is read back by our own recognizer and compared with the lines that it was to speak; whether those are a good
translation is for a reader: they are in the raw figures.
"""

import json
import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from lib import align, measure, taichu, words
from lib.paths import SAMPLE, built
from lib.results import Row

_RATE = 48_000
_FRENCH = Path("/usr/share/asterisk/sounds/fr_CA_f_June")
_ANNOUNCEMENTS = ["demo-congrats", "demo-echotest"]


def _film(sound: list[str | Path], output: Path) -> None:
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "color=size=160x120:rate=5", *sound, "-shortest", "-c:v", "libx264", "-preset", "ultrafast", "-ar", "48000", "-c:a", "aac",
         "-b:a", "160k", output], check=True)


def _samples(file: Path) -> np.ndarray:
    pcm = subprocess.run(["ffmpeg", "-v", "error", "-i", file, "-ac", "1", "-ar", str(_RATE), "-f", "f32le", "-"], check=True, capture_output=True).stdout
    return np.frombuffer(pcm, "<f4")


def _loudness(samples: np.ndarray) -> float:
    """Integrated, LUFS."""
    command = ["ffmpeg", "-hide_banner", "-nostats", "-f", "f32le", "-ac", "1", "-ar", str(_RATE), "-i", "-", "-af", "ebur128", "-f", "null", "-"]
    said = subprocess.run(command, check=True, input=samples.astype("<f4").tobytes(), capture_output=True).stderr.decode()
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])


def _peak(file: Path) -> float:
    """True peak of the file as it is, dBTP."""
    said = subprocess.run(["ffmpeg", "-hide_banner", "-nostats", "-i", file, "-vn", "-af", "ebur128=peak=true", "-f", "null", "-"], check=True, capture_output=True).stderr.decode()
    return float(re.findall(r"Peak:\s+(-?[\d.]+) dBFS", said)[-1])


def _spoken(samples: np.ndarray, spans: list[tuple[float, float]]) -> np.ndarray:
    return np.concatenate([samples[round(a * _RATE):round(b * _RATE)] for a, b in spans])


def _dub(film: Path, output: Path, *arguments: str) -> dict:
    return json.loads(measure.succeeded(measure.run([built("taichu"), "dub", film, "-o", output, "--json", "--quiet", *arguments]), "taichu dub").output)


def run(options) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="taichu-dubs-") as name:
        folder = Path(name)
        film, dubbed = folder / "reading.mp4", folder / "dubbed.mp4"
        _film(["-i", SAMPLE], film)
        report = _dub(film, dubbed)
        original = _loudness(_spoken(_samples(film), [(line["from"], line["to"]) for line in report["lines"]]))
        voice = _loudness(_spoken(_samples(dubbed), [(line["start"], line["end"]) for line in report["lines"]]))
        peak = _peak(dubbed)

        french, english = folder / "french.mp4", folder / "english.mp4"
        files = [_FRENCH / f"{name}.g722" for name in _ANNOUNCEMENTS]
        inputs = [part for file in files for part in ("-f", "g722", "-i", file)]
        joined = f"{''.join(f'[{index + 1}:a]' for index in range(len(files)))}concat=n={len(files)}:v=0:a=1[a]"
        _film([*inputs, "-filter_complex", joined, "-map", "0:v", "-map", "[a]"], french)
        translated = _dub(french, english, "--task", "translate", "--language", "fr", "--duck", "40")
        heard, _, _ = taichu.transcribe([english], "--language", "en")
        french_peak = _peak(english)
        said = words.english(" ".join(line["text"] for line in translated["lines"]))
        back = words.english(heard[english].text)
    errors = align.total([(said, back)])
    lines = [{"at": round(line["from"], 1), "text": line["text"], "drift": line["drift"], "rate": round(line["rate"], 2)} for line in translated["lines"]]
    return [
        Row("dubs.level", "the dub's voice against the original's speech, loudness over the spoken stretches", abs(voice - original), "LU", bar=1.5,
            raw={"original": original, "dub": voice, "report": report["loudness"]}),
        Row("dubs.peak", "true peak of the finished files, after the codec", max(peak, french_peak), "dBTP", bar=-1, raw={"reading": peak, "translated": french_peak}),
        Row("dubs.translated", f"French into English: word error of the dub read back against its {len(lines)} lines", errors.rate, "%", raw={**errors.as_dict(), "lines": lines}),
        Row("dubs.translated.drift", "French into English: the worst drift that the report names", max(abs(line["drift"]) for line in translated["lines"]) * 1000, "ms",
            raw={"rates": sorted(line["rate"] for line in lines)}),
    ]
