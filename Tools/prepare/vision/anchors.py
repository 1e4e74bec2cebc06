"""MediaPipe's detectors of faces and of poses: a fixed grid of anchors, whose boxes and points the network shifts (BlazeFace, Bazarevsky et al., 2019)."""

import numpy as np
from openvino import opset13 as op


def grid(side, strides):
    """The anchors' middles, relative, f32 [count, 2] (x, y): two for each layer at each cell, layers of one stride side by side."""
    middles = []
    for stride in dict.fromkeys(strides):
        cells = side // stride
        places = (np.arange(cells) + 0.5) / cells
        y, x = np.meshgrid(places, places, indexing="ij")
        repeats = 2 * strides.count(stride)
        middles.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), repeats, axis=0))
    return np.concatenate(middles).astype(np.float32)


def decoded(raw, side, strides):
    """The network's numbers [count, 4 + 2 × points] → boxes [count, 4] (left, top, right, bottom) and points [count, points, 2] (x, y), relative to its input."""
    middles = grid(side, strides)
    raw = op.divide(op.reshape(raw, np.array([len(middles), -1]), False), np.float32(side))
    taken = lambda first, last: op.slice(raw, np.array([first]), np.array([last]), np.array([1]), np.array([1]))
    middle = op.add(taken(0, 2), middles)
    half = op.multiply(taken(2, 4), np.float32(0.5))
    boxes = op.concat([op.subtract(middle, half), op.add(middle, half)], axis=1)
    points = op.add(op.reshape(taken(4, 1 << 30), np.array([len(middles), -1, 2]), False), middles[:, None])
    return boxes, points


def probabilities(raw):
    """Scores before the sigmoid → [count], 0…1."""
    return op.sigmoid(op.clamp(op.reshape(raw, np.array([-1]), False), -100, 100))
