"""The table of `Documentation/checkpoints.md`: what full-size checkpoints cost, and how near their graphs are to transformers."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tools" / "prepare" / "tests"))

import numpy as np
from support import CORE, EXACT, Model, deviation

# Runs a program in its own process and says what that took; memory with the mapped source files in it.
COSTS = """
import os, re, runpy, sys, time
sys.argv = sys.argv[1:]
sys.path.insert(0, os.path.dirname(sys.argv[0]))
began = time.monotonic()
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as end:
    if end.code:
        raise
used = os.times()
peak = int(re.search("VmHWM:\\s+(\\d+)", open("/proc/self/status").read()).group(1))
print(f"added in {time.monotonic() - began:.0f} s, {used.user + used.system:.1f} s of processor time, {peak / 1e6:.1f} GB of memory")
"""

ONE_THREAD = {"INFERENCE_NUM_THREADS": "1", "NUM_STREAMS": "1", "ENABLE_CPU_PINNING": "NO"}


def processor_seconds(request, inputs, runs=3):
    """Processor time of one run on one thread, the best of three after one to warm up."""
    request.infer(inputs)
    best = float("inf")
    for _ in range(runs):
        began = time.process_time()
        request.infer(inputs)
        best = min(best, time.process_time() - began)
    return best


def main():
    folder = Path(sys.argv[1])
    wave = np.fromfile(folder / "wave.s16", "<i2").astype(np.float64) / 32768
    seconds = len(wave) / 16000
    for source in sorted(path for path in folder.iterdir() if path.is_dir()):
        expected = {path.stem: np.fromfile(path, "<f4") for path in (source / "expected").iterdir()}
        for stored in ("f32", "f16", "int8"):
            with tempfile.TemporaryDirectory(dir=folder) as store:
                command = [sys.executable, "-c", COSTS, ROOT / "Tools" / "prepare" / "add_checkpoint.py", source, "--name", "model", "--store", store]
                costs = subprocess.run([*command, "--weights", stored], check=True, stdout=subprocess.PIPE, text=True).stdout
                print(f"{source.name} {stored}: {costs.splitlines()[-1]}")
                report(Path(store) / "model", wave, seconds, expected, stored == "f32")


def report(model_folder, wave, seconds, expected, with_pieces):
    size = sum(path.stat().st_size for path in model_folder.iterdir())
    model = Model(model_folder)
    sound = model.normalised(wave)
    features = model.features(sound)
    hidden, logits = model.encode(features)
    print(f"  {size / 1e6:.0f} MB; largest deviation: features {deviation(features, expected['features']):.1e},"
          f" hidden {deviation(hidden, expected['hidden']):.1e}, logits {deviation(logits, expected['logits']):.1e}"
          f" (values up to {np.abs(expected['logits']).max():.1f}); same best token in"
          f" {np.mean(logits.reshape(-1, logits.shape[-1]).argmax(1) == expected['logits'].reshape(-1, logits.shape[-1]).argmax(1)):.1%} of the frames")
    if with_pieces and "pieces" in expected:
        pieces = model.features_in_pieces(sound, 3200)
        print(f"  front in pieces of 200 ms: {deviation(pieces, expected['pieces']):.1e} from the reference in such pieces")
        late = np.abs(pieces - features[:, : pieces.shape[1]])[0].max(1)
        spread = features.std()
        print("  … and from one pass over everything, in units of the features' own spread: "
              + ", ".join(f"{late[int(50 * a): int(50 * b)].max() / spread:.3f} in second {b}" for a, b in ((0, 1), (1, 2), (4, 5), (9, 10))))
    inputs = {"wave": sound} | model.silence_before()
    if len(inputs) > 1:
        inputs["skip"] = np.zeros(1, np.int64)
    front = processor_seconds(model.front.create_infer_request(), inputs)
    line = f"  one thread, for each second of sound: front {1000 * front / seconds:.0f} ms (f32)"
    for name, options in (("f32", EXACT), ("the processor's choice", ONE_THREAD)):
        encoder = CORE.compile_model(model_folder / "encoder.xml", "CPU", options).create_infer_request()
        line += f"; encoder over {seconds:.0f} s {1000 * processor_seconds(encoder, {'features': features}) / seconds:.0f} ms,"
        line += f" over 1 s {1000 * processor_seconds(encoder, {'features': features[:, :50]}):.0f} ms ({name})"
    print(line, flush=True)


main()
