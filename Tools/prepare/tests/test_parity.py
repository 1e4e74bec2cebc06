"""Our graphs against what transformers' own classes computed from the same files (`Tests/Checkpoints/generate`)."""

import json
import unittest

import numpy as np
import openvino as ov
import openvino.opset15 as op

from support import CHECKPOINTS, CORE, DATA, EXACT, CheckpointCase, Model, built, deviation, expected, wave

from checkpoint.activations import ACTIVATIONS
from checkpoint.graphs import wide_groups


class Parity(CheckpointCase):
    def test_features_hidden_states_and_logits_agree(self):
        for checkpoint in CHECKPOINTS:
            with self.subTest(checkpoint):
                model = Model(built(checkpoint))
                features = model.features(model.normalised(wave()))
                hidden, logits = model.encode(features)
                # A thousandth is the bar for logits; 1e-5 is what is reached.
                self.assertLess(deviation(features, expected(checkpoint, "features")), 2e-5)
                self.assertLess(deviation(hidden, expected(checkpoint, "hidden")), 2e-5)
                self.assertLess(deviation(logits, expected(checkpoint, "logits")), 5e-5)

    def test_a_group_norm_front_in_pieces_knows_what_was_heard_and_no_more(self):
        for checkpoint in ("base", "group-stable", "adapter-narrow", "chinese"):
            with self.subTest(checkpoint):
                model = Model(built(checkpoint))
                found = model.features_in_pieces(model.normalised(wave()), 3200)
                self.assertLess(deviation(found, expected(checkpoint, "pieces")), 2e-5)
                # Otherwise the test would not see a front that hears everything at once.
                self.assertGreater(deviation(expected(checkpoint, "pieces"), expected(checkpoint, "features")), 0.1)

    def test_the_first_convolutions_frames_are_counted_once_however_the_sound_is_cut(self):
        model = Model(built("base"))
        sound = model.normalised(wave())
        whole = model.front({"wave": sound, "skip": np.zeros(1, np.int64)} | model.silence_before())
        total = {key: whole[key + "_after"].copy() for key in ("count", "sum", "squares")}
        self.assertEqual(total["count"][0], (16000 - 10) // 5 + 1)
        statistics, counted = model.silence_before(), 0
        for start, end in ((0, 5000), (3200, 8123), (6400, 16000), (6400, 16000)):
            found = model.front({"wave": sound[:, start:end], "skip": np.array([counted - start // 5])} | statistics)
            statistics = {key: found[key + "_after"].copy() for key in statistics}
            counted = (end - 10) // 5 + 1
        for key, value in total.items():
            np.testing.assert_allclose(statistics[key], value, rtol=1e-4, atol=1e-2)

    def test_a_layer_norm_front_in_pieces_is_the_front_in_one(self):
        for checkpoint in ("large", "short-front"):
            with self.subTest(checkpoint):
                model = Model(built(checkpoint))
                sound = model.normalised(wave())
                pieces = model.features_in_pieces(sound, 1600)
                self.assertLess(deviation(pieces, model.features(sound)), 1e-5)

    def test_smaller_weights_change_little(self):
        for stored, bound in (("f16", 0.01), ("int8", 0.2)):
            for checkpoint in ("base", "adapter", "attention-adapter"):
                with self.subTest(checkpoint, stored=stored):
                    model = Model(built(checkpoint, stored))
                    features = model.features(model.normalised(wave()))
                    # The front is 32-bit whatever the encoder is.
                    self.assertLess(deviation(features, expected(checkpoint, "features")), 2e-5)
                    found = deviation(model.encode(features)[1], expected(checkpoint, "logits"))
                    self.assertLess(found, bound)
                    self.assertGreater(found, 1e-5)

    def test_a_pytorch_file_gives_the_same_graphs_to_the_bit(self):
        for checkpoint in ("base", "large"):
            with self.subTest(checkpoint):
                one = built(checkpoint)
                two = self.added(self.copy(checkpoint, without="model.safetensors"), name=f"{checkpoint}-bin")
                for graph in ("front.bin", "encoder.bin"):
                    self.assertEqual((one / graph).read_bytes(), (two / graph).read_bytes())


class Groups(unittest.TestCase):
    def test_neighbours_in_one_group_do_what_they_did_alone(self):
        draw = np.random.default_rng(1)

        def convolved(kernel, x):
            sound = op.parameter(x.shape, np.float32)
            model = ov.Model([op.group_convolution(sound, op.constant(kernel), [1], [8], [7], [1])], [sound])
            return CORE.compile_model(model, "CPU", EXACT)(x)[0]

        for channels, groups, merged in ((24, 1, 1), (24, 2, 1), (24, 6, 1), (48, 12, 3), (48, 6, 3), (8, 4, 1)):
            x = draw.standard_normal((1, channels, 40)).astype(np.float32)
            kernel = draw.standard_normal((groups, channels // groups, channels // groups, 16)).astype(np.float32)
            wide = wide_groups(kernel)
            self.assertEqual(wide.shape, (merged, channels // merged, channels // merged, 16))
            self.assertLess(np.abs(convolved(wide, x) - convolved(kernel, x)).max(), 1e-4)

    def test_wide_ones_stay_as_they_are(self):
        kernel = np.zeros((16, 48, 48, 3), np.float32)
        self.assertIs(wide_groups(kernel), kernel)
        self.assertEqual(wide_groups(np.zeros((12, 8, 8, 3), np.float32)).shape, (6, 16, 16, 3))


class Activations(unittest.TestCase):
    def test_each_is_the_one_of_transformers(self):
        reference = json.loads((DATA / "activations.json").read_text())
        self.assertEqual(set(reference["values"]), set(ACTIVATIONS))
        points = np.array(reference["points"], np.float32)[None]
        for name, values in reference["values"].items():
            with self.subTest(name):
                x = op.parameter([1, -1], np.float32)
                # An addition beside it, so that "linear" is a graph too.
                model = ov.Model([op.add(ACTIVATIONS[name](x), op.constant(np.float32(0)))], [x], name)
                found = CORE.compile_model(model, "CPU", EXACT)(points)[0]
                self.assertLess(deviation(found, np.array(values)), 2e-6 if max(map(abs, values)) < 50 else 1e-4)


if __name__ == "__main__":
    unittest.main()
