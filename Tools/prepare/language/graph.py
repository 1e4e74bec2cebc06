"""The decoder's graph as openvino-genai or Optimum Intel writes it, checked; what was rounded is made exact: the frequencies of positions. Keys and values get their blocks when it is loaded."""

import numpy as np
import openvino as ov
from openvino import opset13 as op
from openvino._offline_transformations import paged_attention_transformation

from problem import Problem

INPUTS = {"input_ids", "attention_mask", "position_ids", "beam_idx"}


def decoder(core, path, rotation=None):
    """The stateful decoder: token ids [1, n] → `logits` [1, n, vocabulary]. `rotation` is the base of the frequencies by which positions are rotated."""
    model = core.read_model(path)
    names = {name for port in model.inputs for name in port.get_names()}
    if not {"input_ids", "attention_mask", "beam_idx"} <= names or not names <= INPUTS or not model.get_sinks():
        raise Problem(f"{path}: its inputs are {', '.join(sorted(names))}; a stateful decoder (input_ids, attention_mask, position_ids, beam_idx; "
                      "keys and values as state) was expected, as Optimum Intel and openvino-genai write it")
    if rotation:
        _exact_frequencies(model, rotation)
    try:
        # The same that is done when it is loaded; what cannot be done then is said now.
        paged_attention_transformation(model.clone())
    except RuntimeError as error:
        raise Problem(f"{path}: its attention is not of a kind whose keys and values OpenVINO can keep in blocks ({str(error).strip().splitlines()[0]})") from None
    return model


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
