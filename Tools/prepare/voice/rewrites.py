"""What the recipes do to graphs: the same sums in an order that a processor is faster at."""

import numpy as np
from openvino import opset13 as opset


def source(node, index):
    return node.input_value(index).get_node()


def expect(node, *kinds):
    if node.get_type_name() not in kinds:
        raise ValueError(f"{node.get_friendly_name()} is a {node.get_type_name()} where {' or '.join(kinds)} was expected: this is another export of the voice")
    return node


def only_consumer(node):
    consumers = list(node.output(0).get_target_inputs())
    if len(consumers) != 1:
        raise ValueError(f"{node.get_friendly_name()} goes {len(consumers)} ways where one was expected: this is another export of the voice")
    return consumers[0].get_node()


def other(node, one):
    """The input of two that is not `one`. (Nodes are told apart by name: `==` between them would make a node.)"""
    return next(each for each in (source(node, 0), source(node, 1)) if each.get_name() != one.get_name())


def constant(node):
    while node.get_type_name() == "Convert":
        node = source(node, 0)
    return expect(node, "Constant")


def constant_values(node):
    return constant(node).data.astype(np.float32)


def named(graph, name):
    """The node that was exported under this name."""
    found = next((node for node in graph.get_ordered_ops() if node.get_friendly_name() == name), None)
    if found is None:
        raise ValueError(f"the graph has no {name}: this is another export of the voice")
    return found


def fixed_biases(graph):
    """Biases that are brought into shape while the graph runs become constants of that shape: only those are added by the convolution itself."""
    for node in graph.get_ordered_ops():
        if node.get_type_name() != "Add":
            continue
        for reshape in (source(node, 0), source(node, 1)):
            if reshape.get_type_name() == "Reshape" and reshape.get_output_partial_shape(0).is_static and source(reshape, 0).get_type_name() == "Constant":
                reshape.output(0).replace(opset.constant(source(reshape, 0).data.reshape(list(reshape.get_output_shape(0)))).output(0))


def without_transposed_convolutions(graph):
    """A transposed convolution in time, which the runtime is slow at, as a convolution that computes all samples of a stride at once, laid one behind the other."""
    for node in graph.get_ordered_ops():
        if node.get_type_name() == "ConvolutionBackpropData" and source(node, 1).get_type_name() == "Constant" and _keeps_time(node):
            node.output(0).replace(_at_once(node).output(0))


def _keeps_time(node):
    """Whether it has as many samples as its stride for each of its input's, neither more nor fewer."""
    attributes, weights = node.get_attributes(), source(node, 1).data
    if weights.ndim != 3 or len(node.inputs()) > 2 or attributes["dilations"][0] != 1:
        return False
    cut = attributes["pads_begin"][0] + attributes["pads_end"][0] - attributes["output_padding"][0]
    return weights.shape[2] - cut == attributes["strides"][0]


def _at_once(node):
    attributes, weights = node.get_attributes(), source(node, 1).data
    stride, before = attributes["strides"][0], attributes["pads_begin"][0]
    channels, made, taps = weights.shape
    # Sample `stride · q + phase` gets input `q + shift` by tap `phase + before − stride · shift`.
    least, most = -((taps - 1 - before) // stride), (stride - 1 + before) // stride
    phases = np.zeros((stride, made, channels, most - least + 1), np.float32)
    for phase in range(stride):
        for shift in range(least, most + 1):
            tap = phase + before - stride * shift
            if 0 <= tap < taps:
                phases[phase, :, :, shift - least] = weights[:, :, tap].T
    together = opset.convolution(node.input_value(0), opset.constant(phases.reshape(stride * made, channels, -1)), [1], [-least], [most], [1])
    together.set_friendly_name(f"{node.get_friendly_name()}/together")
    # Channels last: then the samples of a stride lie one behind the other already.
    by_time = opset.transpose(together, opset.constant([0, 2, 1]))
    result = opset.transpose(opset.reshape(by_time, opset.constant([1, -1, made]), False), opset.constant([0, 2, 1]))
    result.set_friendly_name(node.get_friendly_name())
    return result
