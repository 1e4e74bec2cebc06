"""The voices' graphs as they are rewritten: the same sums as those that they replace."""

import sys
import unittest
from pathlib import Path

import numpy as np
import openvino as ov
from openvino import opset13 as opset

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "voice"))
import generator
import rewrites


def run(value, parameters, arrays):
    model = ov.Core().compile_model(ov.Model([opset.result(value)], parameters, "test"), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return model(arrays)[0]


class Snake(unittest.TestCase):
    """Normalised over time, scaled and shifted by the style, x + sin²(αx)/α."""

    def test_is_what_the_formula_says(self):
        random = np.random.default_rng(1)
        channels, width, time = 6, 4, 200
        factors = random.uniform(0.2, 4, channels).astype(np.float32)
        weights, bias = random.normal(size=(2 * channels, width)).astype(np.float32), random.normal(size=2 * channels).astype(np.float32)
        value, style = opset.parameter([1, channels, -1], np.float32), opset.parameter([1, width], np.float32)
        bent = generator._bent(
            {"input": value.output(0), "style": style.output(0), "weights": weights, "bias": bias, "factors": factors, "inverse": 1 / factors, "least": 1e-5}, generator._Known(), {})
        sound, tone = random.normal(2, 3, (1, channels, time)).astype(np.float32), random.normal(size=(1, width)).astype(np.float32)
        found = run(opset.squeeze(bent, opset.constant(2)), [value, style], [sound, tone])
        scale, shift = np.split(tone @ weights.T + bias, 2, 1)
        straight = (sound - sound.mean(2, keepdims=True)) / np.sqrt(sound.var(2, keepdims=True) + 1e-5) * (1 + scale[..., None]) + shift[..., None]
        expected = straight + np.sin(factors[:, None] * straight) ** 2 / factors[:, None]
        # The sine's square is rounded to four places; of a small α the error counts more.
        self.assertLess(np.abs((found - expected) * factors[:, None]).max(), 3e-4)


class TransposedConvolution(unittest.TestCase):
    """All samples of a stride at once."""

    def test_is_the_same_sound(self):
        random = np.random.default_rng(2)
        for channels, made, taps, stride in [(3, 2, 8, 4), (5, 3, 12, 6), (4, 4, 20, 10)]:
            value = opset.parameter([1, channels, -1], np.float32)
            weights = random.normal(size=(channels, made, taps)).astype(np.float32)
            cut = (taps - stride) // 2
            node = opset.convolution_backprop_data(value, opset.constant(weights), [stride], pads_begin=[cut], pads_end=[cut])
            model = ov.Model([opset.result(node)], [value], "test")
            sound = random.normal(size=(1, channels, 30)).astype(np.float32)
            config = {"INFERENCE_PRECISION_HINT": "f32"}
            before = ov.Core().compile_model(model, "CPU", config)(sound)[0]
            rewrites.without_transposed_convolutions(model)
            model.validate_nodes_and_infer_types()
            self.assertFalse([each for each in model.get_ordered_ops() if each.get_type_name() == "ConvolutionBackpropData"])
            np.testing.assert_allclose(ov.Core().compile_model(model, "CPU", config)(sound)[0], before, atol=1e-4)


if __name__ == "__main__":
    unittest.main()
