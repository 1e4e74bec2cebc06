"""MediaPipe's person mask: a detector that finds where a person stands, and a landmark model that sees that region and gives the mask (BlazePose, Bazarevsky et al., 2020)."""

import numpy as np
import openvino as ov
from openvino import opset13 as op

from anchors import decoded, probabilities
from pictures import cut, feed, parameter, region_parameter, result

DETECTOR_SIDE = 224
STRIDES = [8, 16, 32, 32, 32]
SIDE = 256


def build(sources):
    """persons: image, region → boxes [2254, 4], points [2254, 4, 2] (relative to the region), scores [2254]; mask: image, region → mask [256, 256], presence [1]."""
    return {"persons": _persons(sources), "mask": _mask(sources)}


def _persons(sources):
    model = ov.Core().read_model(sources / "mediapipe" / "pose_detection.tflite")
    image, region = parameter(), region_parameter()
    feed(model, op.subtract(op.multiply(cut(image, region, DETECTOR_SIDE, DETECTOR_SIDE), np.float32(2 / 255)), np.float32(1)))
    boxes, points = decoded(model.output("Identity").get_node().input_value(0), DETECTOR_SIDE, STRIDES)
    scores = probabilities(model.output("Identity_1").get_node().input_value(0))
    return ov.Model([result(boxes, "boxes"), result(points, "points"), result(scores, "scores")], [image, region], "persons")


def _mask(sources):
    model = ov.Core().read_model(sources / "mediapipe" / "pose_landmark_full.tflite")
    image, region = parameter(), region_parameter()
    feed(model, op.multiply(cut(image, region, SIDE, SIDE), np.float32(1 / 255)))
    presence = op.reshape(model.output("Identity_1").get_node().input_value(0), np.array([1]), False)
    mask = op.sigmoid(op.reshape(model.output("Identity_2").get_node().input_value(0), np.array([SIDE, SIDE]), False))
    return ov.Model([result(mask, "mask"), result(presence, "presence")], [image, region], "mask")


def tables(sources):
    return {}
