"""A plain checkpoint in windows of left context, hop and look-ahead: cost, and how far its logits are from those of one pass.

A wav2vec2-base of full size with random weights (`lib/checkpoint.py`), 20 s of the reading. Each hop runs the encoder over left context + hop + look-ahead and keeps the new
frames' logits. Deviation: mean absolute difference over the logits' own spread, and the share of frames whose best token is the same. Cost: processor time of front and
encoder, one thread, the processor's own precision.
"""

import time

import numpy as np

from lib import checkpoint, sound
from lib.paths import SAMPLE
from lib.results import Row

# Milliseconds: (left context, hop, look-ahead).
WINDOWS = ((1280, 320, 0), (1280, 320, 320), (2560, 320, 320), (5120, 320, 320), (2560, 640, 320), (2560, 640, 640), (5120, 640, 640), (5120, 1280, 640))
_SECONDS = 20
_FRAME = 20
# What is left of the receptive field of 25 ms behind a frame's own 20 ms.
_FRONT_LOOK_AHEAD = 5


def run(options) -> list[Row]:
    import openvino

    folder = checkpoint.random_base()
    core = openvino.Core()
    settings = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False}
    front = core.compile_model(folder / "front.xml", "CPU", settings).create_infer_request()
    encoder = core.compile_model(folder / "encoder.xml", "CPU", settings).create_infer_request()
    seconds = max(6, _SECONDS // options.every)
    wave = sound.read(SAMPLE)[: seconds * sound.RATE]
    wave = ((wave - wave.mean()) / wave.std())[None].astype(np.float32)
    none = {"skip": np.zeros(1, np.int64), "count": np.zeros(1, np.float32), "sum": np.zeros((1, 512, 1), np.float32), "squares": np.zeros((1, 512, 1), np.float32)}

    front.infer({"wave": wave, **none})
    at = time.process_time()
    features = np.array(front.infer({"wave": wave, **none})["features"])
    front_cost = 1000 * (time.process_time() - at) / seconds
    encode = lambda window: np.array(encoder.infer({"features": window})["logits"])[0]
    whole = encode(features)
    spread = float(whole.std())
    rows = []
    for left, hop, ahead in WINDOWS[:: options.every]:
        frames, kept, took = features.shape[1], [], 0.0
        before, new, after = left // _FRAME, hop // _FRAME, ahead // _FRAME
        encode(features[:, : before + new + after])
        for begin in range(0, frames, new):
            first, end = max(0, begin - before), min(frames, begin + new)
            at = time.process_time()
            logits = encode(features[:, first : min(frames, end + after)])
            took += time.process_time() - at
            kept.append(logits[begin - first : end - first])
        found = np.concatenate(kept)
        deviation = float(np.abs(found - whole).mean()) / spread
        same = float((found.argmax(axis=1) == whole.argmax(axis=1)).mean())
        case = f"{left} + {hop} + {ahead} ms"
        for figure, text, value, unit in (
            ("wait", "sound waits, at most", hop + ahead + _FRONT_LOOK_AHEAD, "ms"),
            ("cost", "front and encoder, for a second of sound", front_cost + 1000 * took / seconds, "ms"),
            ("deviation", "logits' deviation from one pass, of their spread", deviation, "%"),
            ("same", "frames with the same best token", same, "%"),
        ):
            raw = {"case": case, "figure": text, "front_ms_a_second": round(front_cost, 1), "spread": round(spread, 4)}
            rows.append(Row(f"windows.l{left}h{hop}a{ahead}.{figure}", f"left context + hop + look-ahead {case}: {text}", value, unit, raw=raw))
    return rows
