"""A dub's lines against their cues, heard in the finished file: where each begins, and whether drift adds up.

A black video with a silent sound track, so that nothing but the voice is in the result, and a subtitle file: the sample's sentences, one after another at a reader's pace with its pauses, five minutes of them (`--minutes N` takes N).
The onset of a line is the first 10 ms within half a second of its planned place whose level is 35 dB below the line's own or more. Drift is that onset after the cue's start.
"""

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from lib import measure, sound
from lib.paths import built
from lib.results import Row

MINUTES = 5
_RATE = sound.RATE
# What is said, and how long a reader took for it, seconds.
_LINES = [
    ("It was the best of times, it was the worst of times.", 4.1), ("It was the age of wisdom, it was the age of foolishness.", 3.6),
    ("It was the epoch of belief, it was the epoch of incredulity.", 4.2), ("It was the season of light, it was the season of darkness.", 3.7),
    ("It was the spring of hope, it was the winter of despair.", 3.6), ("We had everything before us, we had nothing before us.", 3.3),
    ("We were all going direct to heaven, we were all going direct the other way.", 4.2), ("In short, the period was far like the present period.", 3.0),
]
_PAUSES = [0.4, 0.9, 0.3, 0.6, 1.2]


def _cues(minutes: float) -> list[tuple[float, float, str]]:
    cues, at, index = [], 0.7, 0
    while at < 60 * minutes - 6:
        text, length = _LINES[index % len(_LINES)]
        cues.append((at, at + length, text))
        at += length + _PAUSES[index % len(_PAUSES)]
        index += 1
    return cues


def _time(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def _onset(samples: np.ndarray, near: float, until: float) -> float | None:
    first, last = max(0, round((near - 0.5) * _RATE)), round(until * _RATE)
    heard = sound.onset(samples[first:last])
    return (first + heard) / _RATE if heard is not None else None


def run(options) -> list[Row]:
    minutes = options.minutes or MINUTES
    cues = _cues(minutes)
    with tempfile.TemporaryDirectory(prefix="taichu-dub-") as name:
        folder = Path(name)
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "color=size=160x120:rate=5", "-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo", "-t", str(60 * minutes),
             "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", folder / "in.mp4"], check=True)
        (folder / "in.srt").write_text("".join(f"{i + 1}\n{_time(a)} --> {_time(b)}\n{text}\n\n" for i, (a, b, text) in enumerate(cues)))
        usage = measure.succeeded(measure.run([built("taichu"), "dub", folder / "in.mp4", "--subtitles", folder / "in.srt", "-o", folder / "out.mp4", "--json", "--quiet"]), "taichu dub")
        report = json.loads(usage.output)
        pcm = subprocess.run(["ffmpeg", "-v", "error", "-i", folder / "out.mp4", "-ac", "1", "-ar", str(_RATE), "-f", "s16le", "-"], check=True, capture_output=True).stdout
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    onsets = [_onset(samples, line["start"], line["end"]) for line in report["lines"]]
    # A line with a lead: before it the one before may still sound within half a second; its own onset is looked for behind that one's end.
    for index in range(1, len(onsets)):
        line, before = report["lines"][index], report["lines"][index - 1]
        if onsets[index] is not None and onsets[index] < before["end"] + 0.03:
            onsets[index] = _onset(samples, max(line["start"], before["end"] + 0.53), line["end"])
    drifts = np.array([1000 * (onset - line["from"]) for onset, line in zip(onsets, report["lines"]) if onset is not None])
    quarter = max(1, len(drifts) // 4)
    added = float(np.median(drifts[-quarter:]) - np.median(drifts[:quarter]))
    rates = [line["rate"] for line in report["lines"]]
    raw = {"lines": len(cues), "heard": len(drifts), "median": round(float(np.median(drifts)), 1), "rates": [round(min(rates), 2), round(max(rates), 2)], "cpu": round(usage.cpu, 1)}
    return [
        Row("dubbing.drift", f"a line's onset in the finished file against its cue, the worst of {len(cues)}", float(np.abs(drifts).max()), "ms", bar=80, raw=raw),
        Row("dubbing.lost", "lines that are not heard in the finished file", float(len(cues) - len(drifts)), "", bar=0),
        Row("dubbing.added", f"drift that adds up over {minutes:g} minutes: the median of the last quarter's lines less that of the first's", abs(added), "ms", bar=20, raw={"ms": round(added, 1)}),
        Row("dubbing.cost", "CPU seconds of a dub over seconds of file", usage.cpu / (60 * minutes), "×", raw=raw),
    ]
