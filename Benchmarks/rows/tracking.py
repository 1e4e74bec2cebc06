"""Identity switches of the tracker against PyPI `trackers`' OC-SORT, on the same detections.

Seven kinds of made-up streets, five seeds of each (`lib/crossings.py`), and two real ones. Both sides get the same boxes and scores, and the same arithmetic
counts (`trackers.eval`: CLEAR's IDSW, IDF1). Both sides begin tracks at scores of 0.6. The other side runs twice, as it comes (a second of patience) and with
our two seconds; the better of the two is the bar.
Cost: 20 people who cross, a mean frame.
"""

import json
import subprocess
import warnings

import numpy as np

from lib import crossings
from lib.paths import built
from lib.results import Row


def _ours(sequence) -> tuple[list[list[int]], float]:
    """The ids of each frame's detections (-1: none), and microseconds a frame."""
    lines = []
    for frame in sequence.frames:
        boxes = [
            {"x": left / sequence.width, "y": top / sequence.height, "width": width / sequence.width, "height": height / sequence.height}
            for (left, top, width, height), _ in frame.found
        ]
        found = [{"label": "person", "score": score, "box": box} for box, (_, score) in zip(boxes, frame.found)]
        lines.append(json.dumps({"time": frame.time, "detections": found}))
    answer = subprocess.run(
        [built("track-boxes"), str(sequence.width / sequence.height)], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [[-1 if number is None else number for number in json.loads(line)] for line in answer[:-1]], json.loads(answer[-1])["microseconds"]


def _theirs(sequence, **settings) -> list[list[int]]:
    import supervision
    from trackers import OCSORTTracker

    tracker = OCSORTTracker(frame_rate=sequence.rate, **settings)
    answers = []
    for frame in sequence.frames:
        ids = [-1] * len(frame.found)
        detections = supervision.Detections.empty()
        if frame.found:
            corners = [[left, top, left + width, top + height] for (left, top, width, height), _ in frame.found]
            # It returns the detections in an order of its own; `place` tells which is which.
            detections = supervision.Detections(
                xyxy=np.array(corners, np.float32), confidence=np.array([score for _, score in frame.found], np.float32),
                class_id=np.zeros(len(ids), int), data={"place": np.arange(len(ids))},
            )
        tracked = tracker.update(detections)
        if len(tracked):
            for place, number in zip(tracked.data["place"], tracked.tracker_id):
                ids[int(place)] = int(number)
        answers.append(ids)
    return answers


def _count(sequence, answers) -> dict:
    from trackers.eval import compute_clear_metrics
    from trackers.eval.box import box_iou
    from trackers.eval.identity import compute_identity_metrics

    people, tracks, overlaps = [], [], []
    for frame, ids in zip(sequence.frames, answers):
        kept = [place for place, number in enumerate(ids) if number >= 0]
        people.append(np.array(list(frame.truth), int))
        tracks.append(np.array([ids[place] for place in kept], int))
        boxes = lambda some: np.array(some, float).reshape(-1, 4)
        overlaps.append(box_iou(boxes(list(frame.truth.values())), boxes([frame.found[place][0] for place in kept]), "xywh"))
    clear, identity = compute_clear_metrics(people, tracks, overlaps), compute_identity_metrics(people, tracks, overlaps)
    return {"switches": int(clear["IDSW"]), "idf1": round(float(identity["IDF1"]), 4), "recall": round(float(clear["CLR_Re"]), 4), "mota": round(float(clear["MOTA"]), 4)}


def run(options) -> list[Row]:
    warnings.filterwarnings("ignore", module="trackers|supervision")
    rows = []
    sides = {
        "ours": lambda sequence: _ours(sequence)[0],
        "theirs": _theirs,
        # It counts patience in frames of 30 a second.
        "theirs, our patience": lambda sequence: _theirs(sequence, lost_track_buffer=60),
    }
    for name, sequences in crossings.sequences(options.every).items():
        figures = {side: [_count(sequence, follow(sequence)) for sequence in sequences] for side, follow in sides.items()}
        total = lambda side: sum(one["switches"] for one in figures[side])
        mean = lambda side, what: float(np.mean([one[what] for one in figures[side]]))
        bar = min(total("theirs"), total("theirs, our patience"))
        rows.append(Row(f"tracking.{name}.switches", f"{name}: identity switches (bar: trackers' OC-SORT)", total("ours"), "switches", bar=bar, raw=figures))
        best = max(mean("theirs", "idf1"), mean("theirs, our patience", "idf1"))
        rows.append(Row(f"tracking.{name}.idf1", f"{name}: IDF1 (theirs: {100 * best:.1f} %)", mean("ours", "idf1"), "%"))
    crowd = crossings.crowd(20)
    cost = min(_ours(crowd)[1] for _ in range(5))
    rows.append(Row("tracking.cost", "20 people who cross: a frame", cost, "µs"))
    return rows
