"""Six hours of transcript through `taichu summarize`: CPU seconds and peak memory.

A made-up meeting, a line every four seconds, drawn from a fixed seed: who says what of which thing, with its number, so that no line is like another and every hour has its own. A title, a short and a full
summary and the action items, with the small model; then an hour of the same, to see how it grows. What comes out is checked as far as a machine can: nothing is empty, and no number is there that was not said.
"""

import random
import re
import tempfile
from pathlib import Path

from lib import measure
from lib.paths import built, models
from lib.results import Row

_PEOPLE = ["Maria", "Tom", "Anna", "Peter", "Ruth", "Jonas", "Clara", "David"]
_THINGS = ["budget", "harbour", "bridge", "library", "garden", "timetable", "roof", "station", "kitchen", "contract", "survey", "printer", "ferry", "school", "market", "archive"]
_SAYINGS = [
    "{who} says that the {thing} behind the {other} costs {number} thousand euros more than last year.", "The {thing} is ready before the winter, and {who} shows it to the council.",
    "{who} will send the plans of the {thing} to the {other} committee by Friday.", "Nobody expected that the {thing} would need {number} new windows, says {who}.",
    "We talk about the {thing} again when the {other} is paid for.", "{who} asks whether the {thing} can wait until the {other} is repaired.",
]
_SECONDS_A_LINE = 4
_LENGTHS = ["title", "short", "full", "actions"]


def _stamp(seconds: float) -> str:
    return f"{int(seconds // 3600):02}:{int(seconds // 60 % 60):02}:{int(seconds % 60):02},{round(seconds % 1 * 1000):03}"


def _subtitles(hours: float) -> str:
    dice = random.Random(1)
    cues = []
    for index in range(round(hours * 3600 / _SECONDS_A_LINE)):
        text = dice.choice(_SAYINGS).format(who=dice.choice(_PEOPLE), thing=dice.choice(_THINGS), other=dice.choice(_THINGS), number=dice.randint(2, 990))
        start = index * _SECONDS_A_LINE
        cues.append(f"{index + 1}\n{_stamp(start)} --> {_stamp(start + 3.5)}\n{text}\n")
    return "\n".join(cues)


def _summarize(hours: float, folder: Path) -> tuple[measure.Usage, list[dict], str]:
    file = folder / f"{hours:g}.srt"
    text = _subtitles(hours)
    file.write_text(text)
    lengths = [part for length in _LENGTHS for part in ("--length", length)]
    usage = measure.run([built("taichu"), "summarize", "--model", "smollm2", "--json", *lengths, file])
    return usage, measure.json_lines(measure.succeeded(usage, "taichu summarize").output), text


def run(options) -> list[Row]:
    models("language/smollm2")
    hours = 6 if options.minutes is None else options.minutes / 60
    with tempfile.TemporaryDirectory() as work:
        hour, _, _ = _summarize(hours / 6, Path(work))
        whole, summaries, text = _summarize(hours, Path(work))
    wrong = [one["length"] for one in summaries if not one["text"].strip() or any(number not in text for number in re.findall(r"[0-9]+", one["text"]))]
    if wrong or len(summaries) != len(_LENGTHS):
        raise RuntimeError(f"of {len(summaries)} summaries these are empty, or have numbers that were not said: {', '.join(wrong)}")
    raw = {
        "lines": round(hours * 3600 / _SECONDS_A_LINE), "words": sum(len(line.split()) for line in text.split("\n")[2::4]), "by_model": [one["length"] for one in summaries if one["method"] == "model"],
        "wall": round(whole.wall, 1), "sixth": {"cpu": round(hour.cpu, 2), "peak_mb": round(hour.peak / 1e6)},
    }
    return [
        Row("transcripts.cpu", f"{hours:g} hours of transcript, all four lengths: CPU", whole.cpu, "s", raw=raw),
        Row("transcripts.memory", f"{hours:g} hours of transcript, all four lengths: peak memory, model included", whole.peak / 1e6, "MB", raw=raw),
        Row("transcripts.growth", f"CPU of {hours:g} hours / of a sixth of them", whole.cpu / hour.cpu, "×", raw=raw),
    ]
