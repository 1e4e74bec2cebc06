"""What is changed in the decoder's graph, so that a prompt is read faster; what comes out stays the same.

- Only the last token's logits are computed, of which alone a next token is chosen; and of the last layer, whatever comes after its keys and values.
- Attention is marked as causal. A mask of numbers says the same, but the CPU computes what it then hides.

And what was rounded is made exact: the frequencies of positions.
"""

import numpy as np
import openvino as ov
from openvino import opset13 as op

from problem import Problem

INPUTS = {"input_ids", "attention_mask", "position_ids", "beam_idx"}
# 32-bit arithmetic, in which equal is equal, and the processor's own choice.
_SETTINGS = [{"INFERENCE_PRECISION_HINT": "f32", "KV_CACHE_PRECISION": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": 0}, {}]
# What is read whole and in slices, to see that it comes to the same.
_LENGTH, _SLICE = 24, 7


def decoder(core, path, rotation=None):
    """The stateful decoder: token ids [1, n] → `logits` [1, 1, vocabulary] of the last of them. `rotation` is the base of the frequencies by which positions are rotated."""
    model = core.read_model(path)
    names = {name for port in model.inputs for name in port.get_names()}
    if not {"input_ids", "attention_mask", "beam_idx"} <= names or not names <= INPUTS or not model.get_sinks():
        raise Problem(f"{path}: its inputs are {', '.join(sorted(names))}; a stateful decoder (input_ids, attention_mask, position_ids, beam_idx; "
                      "keys and values as state) was expected, as Optimum Intel and openvino-genai write it")
    _last_only(model, path)
    if rotation:
        _exact_frequencies(model, rotation)
    best = model
    for change in (_causal, _last_layer):
        changed = best.clone()
        if change(changed) and _agree(core, model, changed):
            best = changed
    return best


def _exact_frequencies(model, rotation):
    """Where weights are of 16 bits, openvino-genai keeps the frequencies [1, half a head, 1] in as many: at the thousandth token that is off by up to a quarter of a radian."""
    for node in model.get_ordered_ops():
        if node.get_type_name() != "Constant" or node.get_output_element_type(0) != ov.Type.f16 or len(node.get_output_shape(0)) != 3:
            continue
        one, half, last = node.get_output_shape(0)
        exact = (rotation ** (-np.arange(half) / half)).reshape(1, half, 1)
        if one == last == 1 and half > 1 and np.allclose(node.data, exact, rtol=1e-3, atol=1e-6):
            replacement = op.constant(exact.astype(np.float32))
            for target in node.output(0).get_target_inputs():
                for user in target.get_node().output(0).get_target_inputs() if target.get_node().get_type_name() == "Convert" else [target]:
                    user.replace_source_output(replacement.output(0))


def _last_only(model, path):
    product = model.output("logits").get_node().input_value(0).get_node()
    while product.get_type_name() in ("Convert", "Add", "Multiply", "Divide", "Tanh", "Reshape"):
        product = product.input_value(0).get_node()
    if product.get_type_name() != "MatMul":
        raise Problem(f"{path}: its logits do not come out of a product of matrices but of {product.get_type_name()}")
    _keep_last(product.input(0))
    model.validate_nodes_and_infer_types()


def _keep_last(port):
    """Of [1, n, size], what goes into `port`, the last row."""
    last = op.slice(port.get_source_output(), np.array([-1]), np.array([np.iinfo(np.int64).max]), np.array([1]), np.array([1]))
    port.replace_source_output(last.output(0))


def _causal(model):
    """In the standard's words the first query sees the first key. The CPU, with keys as state, lets the last query see the last key, as is meant here; `_agree` finds out."""
    for node in model.get_ordered_ops():
        # A fifth input is a scale.
        if node.get_type_name() == "ScaledDotProductAttention" and len(node.inputs()) == 4:
            marked = op.scaled_dot_product_attention(*(node.input_value(index) for index in range(3)), causal=True)
            for user in node.output(0).get_target_inputs():
                user.replace_source_output(marked.output(0))
    model.validate_nodes_and_infer_types()
    return True


def _last_layer(model):
    """Nothing looks back at the last layer's output: its projection, and what is added to it, are wanted for the last token alone. False where the graph goes another way."""
    attention = [node for node in model.get_ordered_ops() if node.get_type_name() == "ScaledDotProductAttention"]
    node, projected = attention[-1] if attention else None, False
    while node is not None:
        users = list(node.output(0).get_target_inputs())
        if len(users) != 1:
            return False
        port, node = users[0], users[0].get_node()
        kind = node.get_type_name()
        if kind == "MatMul":
            _keep_last(port)
            projected = True
        elif kind == "Add":
            other = node.input(1 - port.get_index())
            # A bias is no stream of tokens.
            if other.get_partial_shape().rank.get_length() == 3 and other.get_partial_shape()[1].is_dynamic:
                _keep_last(other)
                break
        elif kind not in ("Transpose", "Reshape"):
            return False
    if not projected:
        return False
    model.validate_nodes_and_infer_types()
    return True


def _agree(core, model, other):
    """Whether both say the same after a text, read whole and in slices."""
    vocabulary = model.output("logits").get_partial_shape()[2].get_length()
    ids = np.random.default_rng(1).integers(0, vocabulary, _LENGTH)
    for settings in _SETTINGS:
        expected, found = (
            np.stack([_logits(compiled, ids, size) for size in (_LENGTH, _SLICE)]) for compiled in (core.compile_model(each, "CPU", settings) for each in (model, other)))
        # Rounding moves them by far less, a token that sees too much or too little by far more.
        if np.abs(found - expected).max() > 0.05 * np.std(expected):
            return False
    return True


def _logits(compiled, ids, size):
    request = compiled.create_infer_request()
    names = {name for port in compiled.inputs for name in port.get_names()}
    for start in range(0, len(ids), size):
        end = min(start + size, len(ids))
        inputs = {"input_ids": ids[None, start:end], "attention_mask": np.ones((1, end), np.int64), "position_ids": np.arange(start, end)[None],
                  "beam_idx": np.zeros(1, np.int32)}
        request.infer({name: value for name, value in inputs.items() if name in names})
    return request.get_tensor("logits").data[0, -1].copy()
