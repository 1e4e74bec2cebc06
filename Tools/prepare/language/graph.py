"""What is changed in the decoder's graph: only the last token's logits are computed, of which alone a next token is chosen."""

import numpy as np
from openvino import opset13 as op

from problem import Problem

INPUTS = {"input_ids", "attention_mask", "position_ids", "beam_idx"}


def decoder(core, path):
    """The stateful decoder: token ids [1, n] → `logits` [1, 1, vocabulary] of the last of them."""
    model = core.read_model(path)
    names = {name for port in model.inputs for name in port.get_names()}
    if not {"input_ids", "attention_mask", "beam_idx"} <= names or not names <= INPUTS or not model.get_sinks():
        raise Problem(f"{path}: its inputs are {', '.join(sorted(names))}; a stateful decoder (input_ids, attention_mask, position_ids, beam_idx; "
                      "keys and values as state) was expected, as Optimum Intel and openvino-genai write it")
    logits = model.output("logits").get_node()
    product = logits.input_value(0).get_node()
    while product.get_type_name() in ("Convert", "Add", "Multiply", "Divide", "Tanh", "Reshape"):
        product = product.input_value(0).get_node()
    if product.get_type_name() != "MatMul":
        raise Problem(f"{path}: its logits do not come out of a product of matrices but of {product.get_type_name()}")
    last = op.slice(product.input_value(0), np.array([-1]), np.array([np.iinfo(np.int64).max]), np.array([1]), np.array([1]))
    product.input(0).replace_source_output(last.output(0))
    model.validate_nodes_and_infer_types()
    return model
