"""Kokoro's generator, which makes the wave and has nine tenths of all multiplications: the same sums, written so that the runtime goes over memory seldom.

Between two convolutions each channel is normalised over time, scaled and shifted by the style, and bent by the snake x + sin²(αx)/α. As it is published that is a dozen passes over
memory, and two more to turn channels over. Here it is three, all in the order that the convolutions want (channels beside each other), for which the runtime asks that

- tensors have four dimensions, time the last and 1 before it: of three it normalises only the other order;
- what the style gives comes out of convolutions, whose order is taken for the sum's;
- a chain of sums reads nothing that its first reads too, nor a piece of a split: only then it is one pass.
"""

import numpy as np
from openvino import opset13 as opset

from rewrites import constant_values, expect, only_consumer, other, source

# Time's operations that are taken over as they are, with a dimension more.
_KEPT = {"Add": opset.add, "Multiply": opset.multiply, "Divide": opset.divide, "PRelu": opset.prelu}
_BLOCKS = 48


def with_channels_last(graph):
    """Rewrites everything from the first sound-like tensors to the last convolution. Biases have to be constants, and transposed convolutions convolutions."""
    sums = _snakes(graph)
    if len(sums) != _BLOCKS:
        raise ValueError(f"the generator bends {len(sums)} times where {_BLOCKS} were expected: this is another export of Kokoro")
    known, styles = _Known(), {}
    for node in graph.get_ordered_ops():
        kind, name, output = node.get_type_name(), node.get_friendly_name(), node.output(0) if node.get_output_size() else None
        if name in sums:
            known.add(output, _bent(sums[name], known, styles), name)
        elif not known.has(output) and (_begins(node) or any(known.has(each) for each in node.input_values())):
            if kind == "Convolution":
                last, convolved = _convolution(node, known)
                known.add(last, convolved, name)
            elif kind == "Pad":
                known.add(output, _pad(node, known), name)
            elif kind in _KEPT:
                known.add(output, _KEPT[kind](known.get(node.input_value(0)), known.get(node.input_value(1))), name)
            elif kind in ("Slice", "Transpose"):
                node.input(0).replace_source_output(opset.squeeze(known.get(node.input_value(0)), opset.constant(2)).output(0))
    graph.validate_nodes_and_infer_types()


class _Known:
    """What has been written anew, and how the rest gets its fourth dimension."""

    def __init__(self):
        self._found = {}

    @staticmethod
    def _key(output):
        return output.get_node().get_name(), output.get_index()

    def has(self, output):
        return output is not None and self._key(output) in self._found

    def add(self, output, node, name):
        node.set_friendly_name(name)
        self._found[self._key(output)] = node.output(0)

    def get(self, output):
        if self.has(output):
            return self._found[self._key(output)]
        node = output.get_node()
        if node.get_type_name() == "Constant":
            return opset.constant(node.data[:, :, None] if node.data.ndim == 3 else node.data).output(0)
        return opset.unsqueeze(output, opset.constant(2)).output(0)


def _begins(node):
    """The harmonics' convolutions, and what comes out of the upsampling."""
    name = node.get_friendly_name()
    return node.get_type_name() == "Convolution" and "/generator/noise_convs." in name or node.get_type_name() == "Add" and "/generator/ups." in name


def _snakes(graph):
    """{name of the sum that a snake ends in: what it is made of}"""
    found = {}
    for square in graph.get_ordered_ops():
        if square.get_type_name() != "Power" or source(square, 0).get_type_name() != "Sin":
            continue
        turn = expect(source(source(square, 0), 0), "Multiply")
        factor = next(index for index in (0, 1) if source(turn, index).get_type_name() == "Constant")
        scaled = expect(only_consumer(square), "Multiply")
        shifted = expect(source(turn, 1 - factor), "Add")
        multiplied = next(each for each in (source(shifted, 0), source(shifted, 1)) if each.get_type_name() == "Multiply")
        shift = expect(other(shifted, multiplied), "VariadicSplit")
        normal = next(each for each in (source(multiplied, 0), source(multiplied, 1)) if each.get_type_name() == "Divide")
        weights, bias, style = _style(expect(source(expect(source(shift, 0), "Unsqueeze"), 0), "Add"))
        found[expect(only_consumer(scaled), "Add").get_friendly_name()] = {
            "input": source(normal, 0).input_value(0), "least": float(constant_values(source(expect(source(source(normal, 1), 0), "Add"), 1)).reshape(-1)[0]),
            "factors": source(turn, factor).data.reshape(-1), "inverse": other(scaled, square).data.reshape(-1), "weights": weights, "bias": bias, "style": style,
        }
    return found


def _style(add):
    """(weights, bias, style): scale − 1 and shift of each channel are linear in the style."""
    scaled = next(each for each in (source(add, 0), source(add, 1)) if each.get_type_name() == "Multiply")
    product = next(each for each in (source(scaled, 0), source(scaled, 1)) if each.get_type_name() == "MatMul")
    difference = expect(source(product, 1), "Subtract")
    weights = (constant_values(source(difference, 0)) - constant_values(source(difference, 1))) * constant_values(other(scaled, product)).reshape(1, -1)
    return weights.T, constant_values(other(add, scaled)).reshape(-1), product.input_value(0)


def _bent(snake, known, styles):
    """Normalised, scaled, shifted, bent. The sine's square goes by t, what αx is beyond whole half turns: (t − ½)², squared three times more with a line in between."""
    value, style = known.get(snake["input"]), snake["style"]
    if style.get_node().get_name() not in styles:
        styles[style.get_node().get_name()] = opset.reshape(style, opset.constant([1, -1, 1, 1]), False)
    style, channels = styles[style.get_node().get_name()], len(snake["factors"])
    scale = _linear(style, snake["weights"][:channels], snake["bias"][:channels] + 1)
    shift = _linear(style, snake["weights"][channels:], snake["bias"][channels:])
    turns = _line(snake["factors"] / np.pi)
    normal = opset.mvn(value, opset.constant([2, 3]), True, snake["least"], "INSIDE_SQRT")
    straight = opset.add(opset.multiply(normal, scale), shift)
    wave = opset.floor_mod(opset.add(opset.multiply(normal, opset.multiply(scale, turns)), opset.multiply(shift, turns)), _number(1))
    wave = opset.power(opset.add(wave, _number(-0.5)), _number(2))
    for slope, start in _SQUARES[:-1]:
        wave = opset.power(opset.add(opset.multiply(wave, _number(slope)), _number(start)), _number(2))
    wave = opset.add(opset.multiply(wave, _number(_SQUARES[-1][0])), _number(_SQUARES[-1][1]))
    return opset.add(opset.multiply(wave, _line(snake["inverse"])), straight)


def _linear(style, weights, bias):
    return opset.add(opset.convolution(style, opset.constant(weights[:, :, None, None]), [1, 1], [0, 0], [0, 0], [1, 1]), _line(bias))


def _line(values):
    """A value for each channel."""
    return opset.constant(values.astype(np.float32).reshape(1, -1, 1, 1))


def _number(value):
    return opset.constant(np.float32(value))


def _convolution(node, known):
    """(the output that is replaced, the node that replaces it); scales that follow it go into its weights."""
    weights, last, attributes = source(node, 1), node, node.get_attributes()
    if weights.get_type_name() == "Subtract":
        last = expect(only_consumer(node), "Multiply")
        values = (constant_values(source(weights, 0)) - constant_values(source(weights, 1))) * constant_values(other(last, node))
    else:
        values = constant_values(weights)
    strides, begin, end, dilations = ([first, *attributes[name]] for name, first in (("strides", 1), ("pads_begin", 0), ("pads_end", 0), ("dilations", 1)))
    return last.output(0), opset.convolution(known.get(node.input_value(0)), opset.constant(values[:, :, None]), strides, begin, end, dilations)


def _pad(node, known):
    begin, end = ([int(each) for each in constant_values(source(node, index))] for index in (1, 2))
    return opset.pad(known.get(node.input_value(0)), opset.constant([*begin[:2], 0, begin[2]]), opset.constant([*end[:2], 0, end[2]]), node.get_attributes()["pad_mode"])


def _fitted():
    """Lines between the squares, each a slope and a start: cos²(π u) from u², where cos x = 2 cos²(x/2) − 1 says how; what is left off is made up for by least squares."""
    place = np.linspace(-0.5, 0.5, 4_001) ** 2
    goal = np.cos(np.pi * np.sqrt(place)) ** 2

    def off(lines):
        value = place
        for slope, start in lines[:-2].reshape(-1, 2):
            value = (slope * value + start) ** 2
        return lines[-2] * value + lines[-1] - goal

    lines = np.array([-np.pi ** 2 / 32, 1, 2, -1, 2, -1, 1, 0])
    damping = 1e-3
    for _ in range(200):
        slopes = np.stack([(off(lines + step) - off(lines - step)) / 2e-6 for step in 1e-6 * np.eye(len(lines))], 1)
        normal = slopes.T @ slopes
        moved = lines - np.linalg.solve(normal + damping * np.diag(np.diag(normal)), slopes.T @ off(lines))
        better = np.square(off(moved)).sum() < np.square(off(lines)).sum()
        lines, damping = (moved, damping / 3) if better else (lines, damping * 3)
    if np.abs(off(lines)).max() > 2e-4:
        raise ValueError(f"the sine's square is {np.abs(off(lines)).max():.1e} off where less than 2e-4 was expected")
    return lines.reshape(-1, 2)


_SQUARES = _fitted()
