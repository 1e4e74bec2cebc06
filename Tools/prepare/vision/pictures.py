"""How pictures come into a graph: 8 bits, red, green, blue, interleaved, of any size; the graph takes the samples that it needs and nothing else.

OpenVINO's own pre-processing resizes too, but asks for the picture's size when the model is compiled (its C interface does), knows one placement of the samples, and computes the
whole of a picture of which a region is wanted. So resizing stands in the graph itself; the conversion of colours, which only the running program knows, is left to the pre-processing.
"""

import numpy as np
import openvino as ov
from openvino import opset13 as op

_f32 = lambda value: op.constant(np.array(value, np.float32))
_i64 = lambda value: op.constant(np.array(value, np.int64))


def parameter():
    """The input `image`: u8 [1, ?, ?, 3]."""
    image = op.parameter([1, -1, -1, 3], np.uint8, name="image")
    image.output(0).set_names({"image"})
    return image


def side(image, axis):
    """Height (axis 1) or width (axis 2) of a picture, f32, a scalar."""
    return op.convert(op.gather(op.shape_of(image, "i64"), _i64(axis), _i64(0)), "f32")


def sampled(image, rows, columns):
    """The picture at these places (f32, in pixels; 0 is the middle of the first one): bilinear, f32 [1, rows, columns, 3]. What is outside repeats the edge."""
    upper, lower, down = _neighbours(rows, side(image, 1))
    left, right, across = _neighbours(columns, side(image, 2))
    down = op.reshape(down, _i64([1, -1, 1, 1]), False)
    across = op.reshape(across, _i64([1, 1, -1, 1]), False)

    def line(row):
        # Whole rows are copied; of them the columns; only then are bytes made numbers.
        taken = op.gather(image, row, _i64(1))
        first, second = (op.convert(op.gather(taken, column, _i64(2)), "f32") for column in (left, right))
        return op.add(first, op.multiply(op.subtract(second, first), across))

    above, below = line(upper), line(lower)
    return op.add(above, op.multiply(op.subtract(below, above), down))


def _neighbours(places, length):
    """The two pixels that a place lies between, and how far it is from the first to the second."""
    last = op.subtract(length, _f32(1))
    inside = op.minimum(op.maximum(places, _f32(0)), last)
    first = op.floor(inside)
    second = op.minimum(op.add(first, _f32(1)), last)
    return op.convert(first, "i32"), op.convert(second, "i32"), op.subtract(inside, first)


def spread(count, length, offset):
    """`count` places, evenly over `length` pixels. `offset` 0.5: in the middle of each one's share; 0: at its beginning, as TensorFlow 1 placed them."""
    return op.subtract(op.multiply(_f32(np.arange(count) + offset), op.divide(length, _f32(count))), _f32(offset))


def stretched(image, height, width, offset=0.5):
    """The whole picture at another size, each side by its own factor: f32 [1, height, width, 3], 0…255."""
    return sampled(image, spread(height, side(image, 1), offset), spread(width, side(image, 2), offset))


def region_parameter():
    """The input `region`: left, top, width, height in pixels of the picture, f32 [4]; it may lie partly or wholly outside."""
    region = op.parameter([4], np.float32, name="region")
    region.output(0).set_names({"region"})
    return region


def cut(image, region, height, width):
    """A region of the picture at a size of `height` × `width`: f32 [1, height, width, 3], 0…255; black where the region is outside of the picture."""
    left, top, across, down = (op.gather(region, _i64(part), _i64(0)) for part in range(4))
    rows = op.add(spread(height, down, 0.5), top)
    columns = op.add(spread(width, across, 0.5), left)
    inside = op.multiply(op.reshape(_inside(rows, side(image, 1)), _i64([1, -1, 1, 1]), False),
                         op.reshape(_inside(columns, side(image, 2)), _i64([1, 1, -1, 1]), False))
    return op.multiply(sampled(image, rows, columns), inside)


def _inside(places, length):
    """1 for places over the picture, 0 for others."""
    return op.convert(op.logical_and(op.greater_equal(places, _f32(-0.5)), op.less(places, op.subtract(length, _f32(0.5)))), "f32")


def planes(picture):
    """[1, height, width, 3] → [1, 3, height, width]."""
    return op.transpose(picture, _i64([0, 3, 1, 2]))


def feed(model, value):
    """Puts `value` in the place of a model's only input, as bytes where it wants bytes."""
    old = model.get_parameters()[0].output(0)
    if old.get_element_type() == ov.Type.u8:
        value = op.convert(op.round(value, "half_to_even"), "u8")
    old.replace(value.output(0))


def result(value, name):
    """A result of this name; numbers of 32 bits, or integers of 64."""
    value = value if isinstance(value, ov.Output) else value.output(0)
    if value.get_element_type() not in (ov.Type.f32, ov.Type.i64):
        value = op.convert(value, "f32").output(0)
    value.set_names({name})
    return op.result(value)
