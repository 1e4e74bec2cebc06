"""The two graphs of a checkpoint, built from arrays: front (wave → features) and encoder (features → hidden states and logits).

All shapes have a batch of 1. S counts samples, T frames. Names and order of the operations follow transformers' `Wav2Vec2ForCTC`.
"""

import numpy as np
import openvino as ov
import openvino.opset15 as op

from graph_ops import f16_weight, f32, i64, int8_weight, layer_norm, length, linear, parameter, result

from .activations import ACTIVATIONS
from .weights import MODEL, POSITIONS, Weights

# How the matrices of the encoder are stored.
STORES = {"f32": f32, "f16": f16_weight, "int8": int8_weight}


def turned(x):
    """[1, a, b] → [1, b, a]"""
    return op.transpose(x, i64([0, 2, 1]))


def front(weights: Weights) -> ov.Model:
    """Wave [1, S] → features [1, T, hidden], after the feature projection. Always 32-bit."""
    a = weights.architecture
    activation = ACTIVATIONS[a.feat_extract_activation]
    wave = parameter("wave", [1, -1])
    inputs, outputs = [wave], []
    x = op.unsqueeze(wave, i64(1))
    for index, stride in enumerate(a.conv_stride):
        layer = f"{MODEL}feature_extractor.conv_layers.{index}."
        grouped = a.feat_extract_norm == "group" and index == 0
        x = op.convolution(x, f32(weights[layer + "conv.weight"]), [stride], [0], [0], [1])
        # A norm over each channel takes a constant of that channel out again, so the first layer's bias has no effect there.
        if a.conv_bias and not grouped:
            x = op.add(x, f32(weights[layer + "conv.bias"].reshape(1, -1, 1)))
        if grouped:
            x, statistics_in, statistics_out = running_group_norm(x, *weights.pair(layer + "layer_norm"))
            inputs += statistics_in
            outputs += statistics_out
        elif a.feat_extract_norm == "layer":
            x = turned(layer_norm(turned(x), *weights.pair(layer + "layer_norm")))
        x = activation(x)
    x = layer_norm(turned(x), *weights.pair(MODEL + "feature_projection.layer_norm"), epsilon=a.layer_norm_eps)
    x = linear(x, *weights.pair(MODEL + "feature_projection.projection"), store=f32)
    return ov.Model([result("features", x)] + outputs, inputs, "front")


def running_group_norm(x, gamma, beta):
    """Group norm of [1, C, T] with one group a channel, over these frames and all that were heard before.

    (normalised, inputs, outputs): `count` [1], `sum` and `squares` [1, C, 1] of the frames before come in, and with those of this call go
    out as `count_after`, `sum_after`, `squares_after` (an input and an output cannot share a name). The first `skip` [1] frames
    of this call were counted by an earlier one. From zeros, over a whole clip, this is the norm as it was trained.
    """
    channels = len(gamma)
    skip = parameter("skip", [1], np.int64)
    count, total, squares = parameter("count", [1]), parameter("sum", [1, channels, 1]), parameter("squares", [1, channels, 1])
    frames = length(x, 2)
    place = op.range(i64(0), op.squeeze(frames, i64([0])), i64(1), "i64")
    fresh = op.unsqueeze(op.convert(op.greater_equal(place, skip), "f32"), i64([0, 2]))
    new_count = op.add(count, op.convert(op.maximum(op.subtract(frames, skip), i64([0])), "f32"))
    new_total = op.add(total, op.matmul(x, fresh, False, False))
    new_squares = op.add(squares, op.matmul(op.multiply(x, x), fresh, False, False))
    divisor = op.maximum(new_count, f32([1]))
    mean = op.divide(new_total, divisor)
    variance = op.maximum(op.subtract(op.divide(new_squares, divisor), op.multiply(mean, mean)), f32(0))
    scale = op.divide(f32(gamma.reshape(1, -1, 1)), op.sqrt(op.add(variance, f32(1e-5))))
    shift = op.subtract(f32(beta.reshape(1, -1, 1)), op.multiply(mean, scale))
    outputs = [result("count_after", new_count), result("sum_after", new_total), result("squares_after", new_squares)]
    return op.add(op.multiply(x, scale), shift), [skip, count, total, squares], outputs


def encoder(weights: Weights, stored: str) -> ov.Model:
    """Features [1, T, hidden] → hidden [1, T, hidden] (before an adapter) and logits [1, T', V]."""
    a = weights.architecture
    store = STORES[stored]
    norm = lambda x, name: layer_norm(x, *weights.pair(name), epsilon=a.layer_norm_eps)
    features = parameter("features", [1, -1, a.hidden_size])
    x = op.add(features, positions(features, weights))
    if not a.do_stable_layer_norm:
        x = norm(x, MODEL + "encoder.layer_norm")
    for index in range(a.num_hidden_layers):
        x = block(x, weights, f"{MODEL}encoder.layers.{index}.", norm, store)
    if a.do_stable_layer_norm:
        x = norm(x, MODEL + "encoder.layer_norm")
    hidden = x
    if a.changes_width:
        x = linear(x, *weights.pair(MODEL + "adapter.proj"), store=store)
        # The adapter's norm does not follow the configuration's epsilon.
        x = layer_norm(x, *weights.pair(MODEL + "adapter.proj_layer_norm"))
    if a.adapters:
        x = turned(x)
        for index in range(a.adapters):
            kernel, bias = weights.pair(f"{MODEL}adapter.layers.{index}.conv")
            x = op.add(op.convolution(x, kernel_weight(kernel, stored), [a.adapter_stride], [1], [1], [1]), f32(bias.reshape(1, -1, 1)))
            value, gate = op.split(x, i64(1), 2).outputs()
            x = op.multiply(value, op.sigmoid(gate))
        x = turned(x)
    logits = linear(x, *weights.pair("lm_head"), store=store)
    return ov.Model([result("hidden", hidden), result("logits", logits)], [features], "encoder")


def kernel_weight(values, stored):
    """Weights of a convolution: the plugin has no int8 form for them alone, so int8 models keep them in half precision."""
    return f32(values) if stored == "f32" else f16_weight(values)


def wide_groups(kernel, least=16):
    """The same convolution in groups of at least so many channels where there are that many: neighbours become one group, in which each is blind to the others' channels.

    OpenVINO 2026.4 computes 16-bit convolutions over fewer channels and many taps wrongly where the processor has AMX. Real checkpoints have 48 and 64 channels a group; small ones cost nothing.
    """
    groups, width, _, taps = kernel.shape
    together = next((count for count in range(1, groups) if groups % count == 0 and count * width >= least), groups)
    if together == 1:
        return kernel
    merged = np.zeros((groups // together, together * width, together * width, taps), kernel.dtype)
    for one in range(together):
        part = slice(one * width, (one + 1) * width)
        merged[:, part, part] = kernel[one::together]
    return merged


def positions(features, weights: Weights):
    """The positional convolution over the features, as wide as they are.

    Always 32-bit: it is a few per cent of the weights, and a model may keep a table of positions in sums over its taps.
    """
    a = weights.architecture
    kernel = weights.positional()
    groups, taps = a.num_conv_pos_embedding_groups, a.num_conv_pos_embeddings
    kernel = wide_groups(kernel.reshape(groups, -1, *kernel.shape[1:]))
    # As many frames come out as go in: of an even number of taps one more lies before than after.
    x = op.group_convolution(turned(features), f32(kernel), [1], [taps // 2], [(taps - 1) // 2], [1])
    x = op.add(x, f32(weights[POSITIONS + "bias"].reshape(1, -1, 1)))
    return turned(ACTIVATIONS[a.feat_extract_activation](x))


def block(x, weights: Weights, name: str, norm, store):
    """One transformer block: norms before (stable) or after each part."""
    a = weights.architecture
    heads = a.num_attention_heads

    def attention(y):
        stacked = [weights.pair(f"{name}attention.{part}_proj") for part in "qkv"]
        weight, bias = (np.concatenate(parts) for parts in zip(*stacked))
        split = op.split(linear(y, weight, bias, store=store), i64(2), 3).outputs()
        q, k, v = (
            op.transpose(op.reshape(part, i64([0, 0, heads, a.hidden_size // heads]), True), i64([0, 2, 1, 3])) for part in split
        )
        y = op.transpose(op.scaled_dot_product_attention(q, k, v), i64([0, 2, 1, 3]))
        return linear(op.reshape(y, i64([0, 0, a.hidden_size]), True), *weights.pair(name + "attention.out_proj"), store=store)

    def feed_forward(y):
        y = ACTIVATIONS[a.hidden_act](linear(y, *weights.pair(name + "feed_forward.intermediate_dense"), store=store))
        return linear(y, *weights.pair(name + "feed_forward.output_dense"), store=store)

    if a.do_stable_layer_norm:
        x = op.add(x, attention(norm(x, name + "layer_norm")))
        x = op.add(x, feed_forward(norm(x, name + "final_layer_norm")))
    else:
        x = norm(op.add(x, attention(x)), name + "layer_norm")
        x = norm(op.add(x, feed_forward(x)), name + "final_layer_norm")
    if a.has_attention_adapters:
        y = layer_norm(x, *weights.pair(name + "adapter_layer.norm"))
        y = op.relu(linear(y, *weights.pair(name + "adapter_layer.linear_1"), store=store))
        x = op.add(x, linear(y, *weights.pair(name + "adapter_layer.linear_2"), store=store))
    return x
