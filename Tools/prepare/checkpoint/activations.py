"""The activation functions of transformers' configurations, as nodes."""

import numpy as np
import openvino.opset15 as op

from graph_ops import f32, gelu


def _gelu_tanh(x):
    return op.gelu(x, "TANH")


def _quick_gelu(x):
    return op.multiply(x, op.sigmoid(op.multiply(x, f32(1.702))))


def _relu_squared(x):
    y = op.relu(x)
    return op.multiply(y, y)


def _silu(x):
    return op.multiply(x, op.sigmoid(x))


ACTIVATIONS = {
    "gelu": gelu,
    "gelu_python": gelu,
    "gelu_new": _gelu_tanh,
    "gelu_fast": _gelu_tanh,
    "gelu_accurate": _gelu_tanh,
    "gelu_pytorch_tanh": _gelu_tanh,
    "gelu_python_tanh": _gelu_tanh,
    "gelu_10": lambda x: op.clamp(gelu(x), -10.0, 10.0),
    "quick_gelu": _quick_gelu,
    "relu": op.relu,
    "relu2": _relu_squared,
    "relu6": lambda x: op.clamp(x, 0.0, 6.0),
    "leaky_relu": lambda x: op.prelu(x, f32(np.array([0.01]))),
    "silu": _silu,
    "swish": _silu,
    "mish": op.mish,
    "hardswish": op.hswish,
    "sigmoid": op.sigmoid,
    "tanh": op.tanh,
    "linear": lambda x: x,
}
