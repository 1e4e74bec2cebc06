"""Small building blocks over `openvino.opset15`: constants, layers, attention."""

import numpy as np
import openvino as ov
import openvino.opset15 as op

HEADS, WIDTH = 8, 64
MODEL = HEADS * WIDTH


def f32(values):
    return op.constant(np.asarray(values, np.float32))


def i64(values):
    return op.constant(np.asarray(values, np.int64))


def f16_weight(values):
    """A matrix that is stored in half precision and computed with in the plugin's own."""
    return op.convert(op.constant(np.asarray(values, np.float16)), "f32")


def int8_weight(values):
    """A matrix as int8 with one scale a row (symmetric), dequantized in the graph."""
    quantized, scale = _int8(values)
    return op.multiply(op.convert(op.constant(quantized), "f32"), f32(scale))


def _int8(values):
    scale = np.abs(values).max(1, keepdims=True) / 127 + 1e-12
    return np.clip(np.round(values / scale), -127, 127).astype(np.int8), scale


def embedding(values, store):
    """(rows of the matrix by index, the matrix as a weight), stored once where that is in int8."""
    if store is not int8_weight:
        weight = store(values)
        return (lambda index: op.gather(weight, index, i64(0))), weight
    quantized, scale = _int8(values)
    rows, scales = op.constant(quantized), f32(scale)
    return (
        lambda index: op.multiply(op.convert(op.gather(rows, index, i64(0)), "f32"), op.gather(scales, index, i64(0))),
        op.multiply(op.convert(rows, "f32"), scales),
    )


def parameter(name, shape, kind=np.float32):
    node = op.parameter(shape, kind, name=name)
    node.output(0).set_names({name})
    return node


def result(name, node):
    node = op.result(node)
    node.output(0).set_names({name})
    return node


def linear(x, weight, bias=None, store=f16_weight):
    y = op.matmul(x, store(weight), False, True)
    return y if bias is None else op.add(y, f32(bias))


def layer_norm(x, gamma, beta, epsilon=1e-5):
    """Over the last axis."""
    y = op.mvn(x, i64([-1]), True, epsilon, "INSIDE_SQRT")
    return op.add(op.multiply(y, f32(gamma)), f32(beta))


def gelu(x):
    return op.gelu(x, "ERF")


def split_heads(x):
    """[1, T, 512] → [1, 8, T, 64]"""
    return op.transpose(op.reshape(x, i64([0, 0, HEADS, WIDTH]), True), i64([0, 2, 1, 3]))


def merge_heads(x):
    """[1, 8, T, 64] → [1, T, 512]"""
    return op.reshape(op.transpose(x, i64([0, 2, 1, 3])), i64([0, 0, MODEL]), True)


def length(x, axis):
    """The size of one axis, as i64 [1]."""
    return op.gather(op.shape_of(x), i64([axis]), i64(0))


def state(name):
    """A variable [1, 8, t, 64], empty at first; returns (read node, variable)."""
    info = ov.op.util.VariableInfo()
    info.data_shape = ov.PartialShape([1, HEADS, -1, WIDTH])
    info.data_type = ov.Type.f32
    info.variable_id = name
    variable = ov.op.util.Variable(info)
    empty = op.constant(np.zeros((1, HEADS, 0, WIDTH), np.float32))
    return op.read_value(empty, variable), variable


def kept(past_state, past):
    """The first `past` rows of a state, so that a caller can take steps back without copying it out."""
    return op.slice(past_state, i64([0]), past, i64([1]), i64([2]))
