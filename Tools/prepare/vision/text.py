"""PP-OCRv6, small: where text is (a map, by differentiable binarization), and what a line says (CTC over 18,710 symbols, Chinese and Latin among them)."""

import numpy as np
import openvino as ov
from openvino import opset13 as op

from pictures import cut, feed, parameter, planes, region_parameter, result, sampled, spread

HEIGHT = 48


def build(sources):
    """places: image, rows [height], columns [width] (where to take them from, f32, in pixels of the picture; as many as a multiple of 32) → map [height, width].
    line: image, region, columns [2] (of text, in all; multiples of 8) → symbols, scores [columns / 8]."""
    return {"places": _places(sources), "line": _line(sources)}


def _numbers(name, count, kind=np.int64):
    numbers = op.parameter([count], kind, name=name)
    numbers.output(0).set_names({name})
    return numbers


def _part(numbers, index):
    return op.gather(numbers, np.int64(index), np.int64(0))


def _normalised(picture):
    """The range −1…1, blue, green, red, in planes."""
    turned = op.gather(picture, np.array([2, 1, 0], np.int64), np.int64(3))
    return planes(op.subtract(op.multiply(turned, np.float32(2 / 255)), np.float32(1)))


def _places(sources):
    model = ov.Core().read_model(sources / "rapidocr" / "PP-OCRv6_det_small.onnx")
    # Their number is the map's size. Who uses the graph fixes it before it is compiled: with sizes that stay open the runtime fuses less, and takes a third longer.
    image, rows, columns = parameter(), _numbers("rows", -1, np.float32), _numbers("columns", -1, np.float32)
    feed(model, _normalised(sampled(image, rows, columns)))
    found = op.squeeze(model.outputs[0].get_node().input_value(0), np.array([0, 1]))
    return ov.Model([result(found, "map")], [image, rows, columns], "places")


def _line(sources):
    model = ov.Core().read_model(sources / "rapidocr" / "PP-OCRv6_rec_small.onnx")
    image, region, columns = parameter(), region_parameter(), _numbers("columns", 2)
    left, top, across, down = (op.gather(region, np.int64(part), np.int64(0)) for part in range(4))
    rows = op.add(spread(HEIGHT, down, 0.5), top)
    text, every = _part(columns, 0), _part(columns, 1)
    steps = op.range(np.float32(0), op.convert(every, "f32"), np.float32(1), "f32")
    factor = op.divide(across, op.convert(text, "f32"))
    places = op.add(op.subtract(op.multiply(op.add(steps, np.float32(0.5)), factor), np.float32(0.5)), left)
    # Behind the text the network was shown zeros.
    filled = op.reshape(op.convert(op.less(steps, op.convert(text, "f32")), "f32"), np.array([1, 1, 1, -1]), False)
    feed(model, op.multiply(_normalised(sampled(image, rows, places)), filled))
    best = op.topk(op.squeeze(model.outputs[0].get_node().input_value(0), np.array([0])), np.int64(1), 1, "max", "none", "i64")
    symbols, scores = (op.reshape(best.output(part), np.array([-1]), False) for part in (1, 0))
    return ov.Model([result(symbols, "symbols"), result(scores, "scores")], [image, region, columns], "line")


def tables(sources):
    """The symbols that the network's columns stand for: nothing, those that its file names, a space."""
    model = ov.Core().read_model(sources / "rapidocr" / "PP-OCRv6_rec_small.onnx")
    named = model.get_rt_info(["framework", "character"]).astype(str)
    return {"symbols.json": ["", *named.split("\n"), " "]}
