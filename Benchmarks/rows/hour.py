"""An hour of sound through `taichu transcribe`: wall time, memory, cost by tenths, nothing lost.

Prompts with pauses, the whole reading after each twenty of them. CPU seconds are noted as each final comes, so cost can be
told by tenths of the file. Nothing lost: no gap is reported, and the words stand where they were spoken, to the end of the hour:
word error is counted prompt by prompt, from the finals' words whose times fall into the prompt's place.
"""

import json
from statistics import median

from lib import align, corpus, sound, taichu, words
from lib.measure import slope
from lib.results import Row


def _by_tenths(marks: list[tuple[float, float]], length: float) -> list[float]:
    """CPU seconds per second of sound in each tenth, from (media second, CPU seconds so far)."""
    tenths, last = [], (0.0, 0.0)
    for tenth in range(1, 11):
        reached = [mark for mark in marks if mark[0] <= length * tenth / 10]
        mark = reached[-1] if reached else last
        if mark[0] > last[0]:
            tenths.append((mark[1] - last[1]) / (mark[0] - last[0]))
        last = mark
    return tenths


def run(options) -> list[Row]:
    minutes = options.minutes or 60
    file, placed = corpus.conversation(minutes, 1, 20)
    marks = []

    def on_line(cpu: float, text: str) -> None:
        try:
            body = json.loads(text).get("body", {})
        except json.JSONDecodeError:
            return
        if "end" in body:
            marks.append((float(body["end"]), cpu))

    found, cost, lines = taichu.transcribe([file], "--language", "en", sample_memory=True, on_line=on_line)
    length = sound.seconds(file)
    heard = found[file].words
    if len(marks) < 20:
        raise RuntimeError(f"only {len(marks)} lines came while it ran: are they held back to the end?")
    gaps = [line["body"] for line in lines if line.get("topic") == "gap"]
    said_and_heard, at = [], 0
    for place in placed:
        end = place.start + sound.seconds(place.prompt.file) + 0.4
        while at < len(heard) and (heard[at]["start"] + heard[at]["end"]) / 2 < place.start - 0.4:
            at += 1
        inside = []
        while at < len(heard) and (heard[at]["start"] + heard[at]["end"]) / 2 < end:
            inside.append(heard[at]["text"])
            at += 1
        said_and_heard.append((words.english(place.prompt.text), words.english(" ".join(inside))))
    errors = align.total(said_and_heard)
    silent = sum(1 for _, one in said_and_heard if not one)

    # The first minute of sound is over when this share of the run is; loading is inside it.
    settled = [(at, size / 1e6) for at, size in cost.memory if at > cost.wall / minutes]
    growth = slope(settled) * cost.wall / minutes if settled else float("nan")
    tenths = _by_tenths(marks, length)
    # The first tenth holds the loading.
    flat = max(tenths[1:]) / median(tenths[1:]) if len(tenths) > 2 and median(tenths[1:]) else float("nan")
    step = max(1, len(cost.memory) // 60)
    return [
        Row("hour.wall", f"wall time of {minutes:g} minutes, per hour of sound", cost.wall / length * 60, "minutes", bar=12,
            raw={"wall": round(cost.wall, 1), "cpu": round(cost.cpu, 1), "audio": length}),
        Row("hour.memory", "memory's growth after the first minute, per minute of sound", growth, "MB/minute", bar=0.5,
            raw={"peak_mb": round(cost.peak / 1e6), "every_so_often_mb": [(round(at), round(size / 1e6)) for at, size in cost.memory[::step]]}),
        Row("hour.flat", "dearest tenth / median tenth, CPU per second of sound", flat, "×", bar=1.25,
            raw={"cpu_per_second": [round(one, 4) for one in tenths]}),
        Row("hour.lost", "prompts that no word was heard of, and gaps", silent + len(gaps), "", bar=0, raw={"gaps": gaps, "prompts": len(placed)}),
        Row("hour.wer", "word error by place, to the end of the hour", errors.rate, "%", raw=errors.as_dict()),
    ]
