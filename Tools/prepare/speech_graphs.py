"""The graphs of the speech side, built from arrays: no training framework is needed.

All shapes have a batch of 1. T counts 20 ms frames, n tokens. `past` says how many rows of the K/V state stay: a caller
steps back (a chunk heard again with more sound, a text that was only half right) by naming a smaller `past`.
"""

import numpy as np
import openvino as ov
import openvino.opset15 as op

from graph_ops import (
    MODEL, WIDTH, embedding, f32, gelu, i64, kept, layer_norm, length, linear, merge_heads, parameter,
    result, split_heads, state,
)

LAYERS = 6
# Tokens that the decoder names at each place, best first.
NEAR = 16


def front(weights) -> ov.Model:
    """Normalised wave [1, N] → features [1, T, 512]: the wav2vec2 conv front and feature projection."""
    wave = parameter("wave", [1, -1])
    config = weights.config
    x = op.unsqueeze(wave, i64(1))
    for layer in range(config["num_feat_extract_layers"]):
        name = f"feature_extractor.conv_layers.{layer}."
        kernel, stride = config["conv_kernel"][layer], config["conv_stride"][layer]
        x = op.convolution(x, f32(weights[name + "conv.weight"]), [stride], [0], [0], [1])
        x = op.add(x, f32(weights[name + "conv.bias"].reshape(1, -1, 1)))
        x = op.transpose(x, i64([0, 2, 1]))
        x = gelu(layer_norm(x, weights[name + "layer_norm.weight"], weights[name + "layer_norm.bias"]))
        x = op.transpose(x, i64([0, 2, 1]))
    x = op.transpose(x, i64([0, 2, 1]))
    x = layer_norm(x, weights["feature_projection.layer_norm.weight"], weights["feature_projection.layer_norm.bias"])
    x = linear(x, weights["feature_projection.projection.weight"], weights.projection_bias(), store=f32)
    return ov.Model([result("features", x)], [wave], "front")


def mel_filters(bins=80, rate=16000, size=400) -> np.ndarray:
    """Triangular mel filters [80, 201], Slaney's scale and area normalisation (the ones that Whisper was trained on)."""
    linear_step, corner, log_step = 200 / 3, 1000.0, np.log(6.4) / 27

    def to_mel(frequency):
        return frequency / linear_step if frequency < corner else corner / linear_step + np.log(frequency / corner) / log_step

    def to_frequency(mel):
        below = mel * linear_step
        above = corner * np.exp(log_step * (mel - corner / linear_step))
        return np.where(mel < corner / linear_step, below, above)

    frequencies = np.linspace(0, rate / 2, size // 2 + 1)
    edges = to_frequency(np.linspace(0, to_mel(rate / 2), bins + 2))
    rising = (frequencies[None] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - frequencies[None]) / (edges[2:] - edges[1:-1])[:, None]
    triangles = np.maximum(0, np.minimum(rising, falling))
    return triangles * (2 / (edges[2:] - edges[:-2]))[:, None]


def mel_front(whisper) -> ov.Model:
    """Wave [1, N] at any level → features [1, N / 320, 512]: Whisper's log-mel and its two convolutions.

    The short-time transform is a convolution with the windowed cosine and sine rows: no FFT operator is needed.
    """
    size, hop, bins = 400, 160, 201
    wave = parameter("wave", [1, -1])
    padded = op.pad(wave, i64([0, size // 2]), i64([0, size // 2]), "reflect", f32(0))
    n = np.arange(size)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * n / size)
    angles = 2 * np.pi * np.outer(np.arange(bins), n) / size
    rows = np.concatenate([np.cos(angles) * window, np.sin(angles) * window])[:, None, :]
    spectrum = op.convolution(op.unsqueeze(padded, i64(1)), f32(rows), [hop], [0], [0], [1])
    # One more frame comes out than Whisper uses.
    spectrum = op.slice(spectrum, i64([0]), i64([-1]), i64([1]), i64([2]))
    squared = op.multiply(spectrum, spectrum)
    real, imaginary = op.split(squared, i64(1), 2).outputs()
    power = op.add(real, imaginary)
    mel = op.matmul(f32(mel_filters()[None]), power, False, False)
    log = op.divide(op.log(op.maximum(mel, f32(1e-10))), f32(np.log(10)))
    log = op.maximum(log, op.subtract(op.reduce_max(log, i64([1, 2]), True), f32(8)))
    x = op.divide(op.add(log, f32(4)), f32(4))
    for layer, stride in ((1, 1), (2, 2)):
        name = f"encoder/conv{layer}/"
        x = op.convolution(x, f32(whisper[name + "weight"]), [stride], [1], [1], [1])
        x = gelu(op.add(x, f32(whisper[name + "bias"].reshape(1, -1, 1))))
    return ov.Model([result("features", op.transpose(x, i64([0, 2, 1])))], [wave], "mel_front")


def whisper_block(whisper, index):
    """One block of Whisper's encoder in the names of `block`."""
    name = f"encoder/layer_{index}/"

    def pair(part, first="weight", second="bias"):
        return whisper[name + part + "/" + first], whisper[name + part + "/" + second]

    return {
        "attention_norm": pair("self_attention/layer_norm", "gamma", "beta"),
        "qkv": pair("self_attention/linear_0"),
        "out": pair("self_attention/linear_1"),
        "feed_norm": pair("ffn/layer_norm", "gamma", "beta"),
        "feed_in": pair("ffn/linear_0"),
        "feed_out": pair("ffn/linear_1"),
    }


def block(x, weights, attend, store):
    """A pre-norm transformer block; `attend(q, k, v)` is the attention over whatever is visible."""
    y = layer_norm(x, *weights["attention_norm"])
    parts = op.split(linear(y, *weights["qkv"], store=store), i64(2), 3).outputs()
    x = op.add(x, linear(merge_heads(attend(*map(split_heads, parts))), *weights["out"], store=store))
    y = layer_norm(x, *weights["feed_norm"])
    return op.add(x, linear(gelu(linear(y, *weights["feed_in"], store=store)), *weights["feed_out"], store=store))


def cross_outputs(encoded, whisper, store):
    """The decoder's cross-attention keys and values of these frames, [1, T, 512] each."""
    outputs = []
    for layer in range(LAYERS):
        name = f"decoder/layer_{layer}/attention/linear_1/"
        pair = linear(encoded, whisper[name + "weight"], whisper[name + "bias"], store=store)
        for kind, part in zip("kv", op.split(pair, i64(2), 2).outputs()):
            outputs.append(result(f"cross_{kind}{layer}", part))
    return outputs


def letters_output(encoded, letters):
    """Log probabilities of the head's symbols at each frame, [1, T, symbols]; nothing where there is no head.

    Both transformers have it: the chunked one, whose states it was trained on, imitates the other. It costs a three-hundredth of a block.
    """
    if letters is None:
        return []
    scores = linear(encoded, letters.weight, letters.bias, store=f32)
    return [result("letters", op.subtract(scores, _log_sum_exp(scores)))]


def full_context(whisper, store, letters=None) -> ov.Model:
    """Features [1, T, 512] → encoded [1, T, 512], cross K/V and letters: Whisper's own blocks, every frame sees every other."""
    features = parameter("features", [1, -1, MODEL])
    table = f32(whisper["encoder/position_encodings/encodings"])
    x = op.add(features, op.slice(table, i64([0]), length(features, 1), i64([1]), i64([0])))
    for layer in range(LAYERS):
        x = block(x, whisper_block(whisper, layer), lambda q, k, v: op.scaled_dot_product_attention(q, k, v), store)
    x = layer_norm(x, whisper["encoder/layer_norm/gamma"], whisper["encoder/layer_norm/beta"])
    return ov.Model([result("encoded", x)] + cross_outputs(x, whisper, store) + letters_output(x, letters), [features], "full_context")


def chunked(weights, whisper, store) -> ov.Model:
    """Features of one chunk [1, n, 512] → encoded [1, n, 512], its cross K/V and its letters.

    `past` frames of state are kept and seen; the chunk's frames see them and one another, nothing after.
    """
    features = parameter("features", [1, -1, MODEL])
    past = parameter("past", [1], np.int64)
    table = f32(whisper["encoder/position_encodings/encodings"])
    end = op.add(past, length(features, 1))
    x = op.add(features, op.slice(table, past, end, i64([1]), i64([0])))
    sinks = []
    for layer in range(LAYERS):
        memory = [state(f"{kind}{layer}") for kind in "kv"]

        def attend(q, k, v):
            joined = []
            for (read, variable), new in zip(memory, (k, v)):
                whole = op.concat([kept(read, past), new], 2)
                sinks.append(ov.op.assign(whole, variable))
                joined.append(whole)
            return op.scaled_dot_product_attention(q, *joined)

        x = block(x, weights.block(layer), attend, store)
    x = layer_norm(x, *weights.final_norm())
    outputs = [result("encoded", x)] + cross_outputs(x, whisper, store) + letters_output(x, weights.letters)
    return ov.Model(outputs, sinks, [features, past], "chunked")


def decoder(whisper, config, store) -> ov.Model:
    """Tokens [1, n] after `past` kept ones, cross K/V [1, T, 512] → for each token the decoder's view of what follows.

    Of the T rows only the first `frames` count, so that a caller can round T up: a runtime that prepares itself for each new
    shape then meets few of them. The rows behind must be finite.

    Outputs: `token` and `logprob` [1, n]: the best next token and its log probability over all but the suppressed ones;
    `near` and `near_logprob` [1, n, 16]: the same of the best sixteen, falling, among which hot-words are looked for;
    `given` [1, n]: the log probability of the token that in fact follows in `tokens` (meaningless for the last one);
    `silence` [1, n]: of the no-speech token over everything (it means
    something after the start token only); `language` [1, n, 99]: the language tokens' log probabilities among themselves;
    `alignment` [8, n, T]: cross-attention of the heads that follow the sound.
    """
    tokens = parameter("tokens", [1, -1], np.int64)
    past = parameter("past", [1], np.int64)
    frames = parameter("frames", [1], np.int64)
    cross = {f"{kind}{layer}": parameter(f"cross_{kind}{layer}", [1, -1, MODEL]) for layer in range(LAYERS) for kind in "kv"}
    rows_of, embeddings = embedding(whisper["decoder/embeddings/weight"], store)
    x = rows_of(tokens)
    new = length(tokens, 1)
    total = op.add(past, new)
    table = f32(whisper["decoder/position_encodings/encodings"])
    x = op.add(x, op.slice(table, past, total, i64([1]), i64([0])))

    scalar = lambda node: op.squeeze(node, i64([0]))
    rows = op.unsqueeze(op.range(scalar(past), scalar(total), i64(1), "i64"), i64(1))
    columns = op.unsqueeze(op.range(i64(0), scalar(total), i64(1), "i64"), i64(0))
    mask = op.unsqueeze(op.select(op.less_equal(columns, rows), f32(0), f32(-1e9)), i64([0, 1]))

    rows_there = op.unsqueeze(op.range(i64(0), scalar(length(cross["k0"], 1)), i64(1), "i64"), i64([0, 1, 2]))
    heard = op.select(op.less(rows_there, frames), f32(0), f32(-1e9))

    heads_of = {}
    for layer, head in config["alignment_heads"]:
        heads_of.setdefault(layer, []).append(head)

    sinks, alignment = [], []
    for layer in range(LAYERS):
        name = f"decoder/layer_{layer}/"

        def part(y, which):
            return linear(y, whisper[name + which + "/weight"], whisper[name + which + "/bias"], store=store)

        def norm(y, which):
            return layer_norm(y, whisper[name + which + "/layer_norm/gamma"], whisper[name + which + "/layer_norm/beta"])

        q, k, v = map(split_heads, op.split(part(norm(x, "self_attention"), "self_attention/linear_0"), i64(2), 3).outputs())
        whole = []
        for kind, fresh in zip("kv", (k, v)):
            read, variable = state(f"self_{kind}{layer}")
            whole.append(op.concat([kept(read, past), fresh], 2))
            sinks.append(ov.op.assign(whole[-1], variable))
        attended = op.scaled_dot_product_attention(q, *whole, mask)
        x = op.add(x, part(merge_heads(attended), "self_attention/linear_1"))

        q = split_heads(part(norm(x, "attention"), "attention/linear_0"))
        k, v = split_heads(cross[f"k{layer}"]), split_heads(cross[f"v{layer}"])
        if layer in heads_of:
            chosen = i64(heads_of[layer])
            scores = op.matmul(op.gather(q, chosen, i64(1)), op.gather(k, chosen, i64(1)), False, True)
            alignment.append(op.softmax(op.add(op.multiply(scores, f32(1 / np.sqrt(WIDTH))), heard), -1))
        x = op.add(x, part(merge_heads(op.scaled_dot_product_attention(q, k, v, heard)), "attention/linear_2"))
        y = norm(x, "ffn")
        x = op.add(x, part(gelu(part(y, "ffn/linear_0")), "ffn/linear_1"))

    x = layer_norm(x, whisper["decoder/layer_norm/gamma"], whisper["decoder/layer_norm/beta"])
    matrix = whisper["decoder/embeddings/weight"]
    no_timestamps = config["suppress_ids"][-1] + 1
    silence = config["suppress_ids"][-1]
    # The ban is a bias of the projection: the plugin fuses it, and no second table of n × 51,865 is made.
    forbidden = np.zeros(matrix.shape[0], np.float32)
    forbidden[config["suppress_ids"] + config["lang_ids"]] = -1e9
    forbidden[no_timestamps:] = -1e9
    allowed = op.add(op.matmul(x, embeddings, False, True), f32(forbidden))
    normaliser = _log_sum_exp(allowed)
    best = op.topk(allowed, i64(NEAR), -1, "max", "value", "i64")
    first = lambda node: op.slice(node, i64([0]), i64([1]), i64([1]), i64([2]))
    # The banned tokens that are asked about have a small projection of their own.
    special = linear(x, matrix[[silence] + config["lang_ids"]])
    silent, languages = op.variadic_split(special, i64(2), i64([1, -1])).outputs()
    flat = lambda node: op.squeeze(node, i64([2]))
    following = op.concat([op.slice(tokens, i64([1]), i64([2**31 - 1]), i64([1]), i64([1])), op.constant(np.zeros((1, 1), np.int64))], 1)
    given = op.gather_elements(allowed, op.unsqueeze(following, i64(2)), 2)
    everything = _log_sum_exp(op.concat([normaliser, special], 2))
    outputs = [
        result("token", flat(first(best.output(1)))),
        result("logprob", flat(first(op.subtract(best.output(0), normaliser)))),
        result("near", best.output(1)),
        result("near_logprob", op.subtract(best.output(0), normaliser)),
        result("given", flat(op.subtract(given, normaliser))),
        result("silence", flat(op.subtract(silent, everything))),
        result("language", op.subtract(languages, _log_sum_exp(languages))),
        result("alignment", op.squeeze(op.concat(alignment, 1), i64([0]))),
    ]
    return ov.Model(outputs, sinks, [tokens, past, frames] + list(cross.values()), "decoder")


def _log_sum_exp(x):
    peak = op.reduce_max(x, i64([-1]), True)
    return op.add(peak, op.log(op.reduce_sum(op.exp(op.subtract(x, peak)), i64([-1]), True)))
