"""MediaPipe's short-range face detector: faces within some two metres, with six points each."""

import numpy as np
import openvino as ov
from openvino import opset13 as op

from anchors import decoded, probabilities
from pictures import cut, feed, parameter, region_parameter, result

SIDE = 128
STRIDES = [8, 16, 16, 16]


def build(sources):
    """image [1, ?, ?, 3] u8, region [4] → boxes [896, 4], points [896, 6, 2] (relative to the region), scores [896]."""
    model = ov.Core().read_model(sources / "mediapipe" / "face_detection_short_range.tflite")
    image, region = parameter(), region_parameter()
    feed(model, op.subtract(op.multiply(cut(image, region, SIDE, SIDE), np.float32(2 / 255)), np.float32(1)))
    boxes, points = decoded(model.output("regressors").get_node().input_value(0), SIDE, STRIDES)
    scores = probabilities(model.output("classificators").get_node().input_value(0))
    return {"faces": ov.Model([result(boxes, "boxes"), result(points, "points"), result(scores, "scores")], [image, region], "faces")}


def tables(sources):
    return {}
