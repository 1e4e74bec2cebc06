"""Hop, look-ahead and left context against latency, cost and word error: our own model's chunks, and the settings of a profile.

Chunks of C frames, each heard as the newest and once more with the next 16: the same weights at 8, 16, 32 or 64 frames (they were trained for 16, heard once), every fourth prompt through
`taichu transcribe --pass first --look-back 0`; cost: the graph alone, one thread, five seconds into an utterance. A frame waits for the end of its chunk and for the 12.5 ms
of the front: half a chunk on average. Settings: the daemon hears ninety seconds of prompts at real-time pace; word error is that of the last partials
before each final, against faster-whisper's words.
"""

import hashlib
import json
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from lib import align, corpus, live, reference, sound, taichu, words
from lib.latency import flicker, latencies, percentile
from lib.paths import models
from lib.results import Row

CHUNKS = (8, 16, 32, 64)
TRAINED = 16
# (hop_ms, look_back_ms, ahead_ms); the second is the default of a profile.
SETTINGS = ((320, 0, 320), (320, 1280, 320), (320, 1280, 0), (320, 1280, 640), (320, 640, 320), (640, 1280, 320), (1280, 1280, 320))
_FRAME = 20
_FRONT_LOOK_AHEAD = 12.5


def _with_chunks(frames: int, folder: Path) -> Path:
    """A folder of models with the same speech model, described as having chunks of so many frames."""
    source, there = models("speech"), folder / "speech"
    there.mkdir()
    for file in source.iterdir():
        if file.name not in ("speech.json", "manifest.json"):
            (there / file.name).symlink_to(file)
    text = json.dumps(json.loads((source / "speech.json").read_text()) | {"chunkFrames": frames})
    (there / "speech.json").write_text(text)
    manifest = json.loads((source / "manifest.json").read_text())
    for file in manifest["files"]:
        if file["name"] == "speech.json":
            file |= {"size": len(text.encode()), "sha256": hashlib.sha256(text.encode()).hexdigest()}
    (there / "manifest.json").write_text(json.dumps(manifest))
    return folder


def _chunk_milliseconds(frames: int) -> float:
    """Processor time of one hop (a chunk and the 16 frames after it) after 250 frames, one thread, its own precision: median of ten."""
    import openvino

    compiled = openvino.Core().compile_model(
        models("speech") / "chunked.xml", "CPU", {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False})
    request = compiled.create_infer_request()
    random = np.random.default_rng(1)
    rows = lambda count: random.standard_normal((1, count, 512)).astype(np.float32)
    past = 0
    while past < 250:
        request.infer({"features": rows(16), "past": np.array([past], np.int64)})
        past += 16
    chunk, times = rows(frames + 16), []
    for _ in range(12):
        at = time.process_time()
        request.infer({"features": chunk, "past": np.array([past], np.int64)})
        times.append(1000 * (time.process_time() - at))
    return median(times[2:])


def _chunk_rows(options) -> list[Row]:
    prompts = corpus.prompts(4 * options.every)
    files = [prompt.file for prompt in prompts]
    said = [words.english(prompt.text) for prompt in prompts]
    rows = []
    for frames in CHUNKS:
        folder = Path(tempfile.mkdtemp(prefix="taichu-chunks-"))
        try:
            found, _, _ = taichu.transcribe(files, "--language", "en", *taichu.ALONE, "--models", _with_chunks(frames, folder))
        finally:
            shutil.rmtree(folder)
        errors = align.total(zip(said, (words.english(found[file].text) for file in files)))
        length = frames * _FRAME
        cost = _chunk_milliseconds(frames)
        case = f"{frames} frames ({length} ms)" + (", as trained" if frames == TRAINED else "")
        for figure, text, value, unit in (
            ("wait", "sound waits, on average", length / 2 + _FRONT_LOOK_AHEAD, "ms"),
            ("worst", "at most", length + _FRONT_LOOK_AHEAD, "ms"),
            ("cost", "transformer, for a second of sound", cost * 1000 / length, "ms"),
            ("wer", f"word error, {len(prompts)} prompts", errors.rate, "%"),
        ):
            raw = {"case": case, "figure": text, "milliseconds_a_chunk": round(cost, 2), **errors.as_dict()}
            rows.append(Row(f"incremental.c{frames}.{figure}", f"chunks of {case}: {text}", value, unit, raw=raw))
    return rows


def _setting_rows(options) -> list[Row]:
    file, placed = corpus.conversation(options.minutes or 1.5, 4)
    heard = reference.words([*{one.prompt.file for one in placed}])
    said = [word for one in placed for word in live.spoken(heard[one.prompt.file], one.start)]
    samples = sound.read(file)
    rows = []
    for hop, look_back, ahead in SETTINGS[:: options.every]:
        played = live.listen(samples, said, {"hop_ms": hop, "look_back_ms": look_back, "ahead_ms": ahead})
        found, changes = latencies(played.placed, played.showings), flicker(played.showings)
        errors = played.first_pass_errors()
        case = f"`hop_ms = {hop}`, `look_back_ms = {look_back}`, `ahead_ms = {ahead}`"
        for figure, text, value, unit in (
            ("any.p50", "word's end to any word there, p50", 1000 * percentile(found.any, 50), "ms"),
            ("any.p95", "p95", 1000 * percentile(found.any, 95), "ms"),
            ("settled.p50", "to the final's word, there to stay, p50", 1000 * percentile(found.settled, 50), "ms"),
            ("settled.p95", "settled, p95", 1000 * percentile(found.settled, 95), "ms"),
            ("flicker", "flicker", changes.rate, "%"),
            ("wer", "word error of the last partials", errors.rate, "%"),
            ("missing", "of it words that are not there yet", errors.deletions / errors.reference, "%"),
            ("cpu", "CPU, of one core", played.cpu, "%"),
        ):
            raw = {"case": case, "figure": text, "hop_ms": hop, "look_back_ms": look_back, "ahead_ms": ahead, **changes.__dict__, **played.raw}
            rows.append(Row(f"incremental.h{hop}b{look_back}a{ahead}.{figure}", f"{case}: {text}", value, unit, raw=raw))
    return rows


def run(options) -> list[Row]:
    return _chunk_rows(options) + _setting_rows(options)
