"""The pieces of the distillation: masks, losses, the pool, the checkpoint's layout, resuming."""

import importlib
import json
import pkgutil
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from transformers.utils import logging as transformers_logging

import speechtrain
from speechtrain import blend, ctc, curve, huggingface, letters, losses, pool, states
from speechtrain.dev import distance
from speechtrain.mixing import Mixer
from speechtrain.run import Average, digest, load_state, rate, save_state
from speechtrain.student import Student
from speechtrain.texts import speakable
from speechtrain.whisper import Encoder, chunk_mask, repetition, samples_for

transformers_logging.disable_progress_bar()
ROOT = Path(__file__).resolve().parents[3]
MODEL = ROOT / "Models/wav2vec2"
VECTORS = ROOT / "Tests/SpeechTests/Vectors"


class Masks(unittest.TestCase):
    def test_a_frame_sees_its_own_chunk_and_all_before(self):
        mask = chunk_mask(7, 3)
        self.assertEqual([int(row.sum()) for row in mask], [3, 3, 3, 6, 6, 6, 7])

    def test_what_comes_later_changes_nothing_in_an_encoder(self):
        torch.manual_seed(0)
        encoder = Encoder(torch.randn(40, 32), layers=2, heads=4, feed=64)
        features = torch.randn(1, 32, 32)
        whole = encoder(features, chunk_mask(32, 8))[0]
        part = encoder(features[:, :16], chunk_mask(16, 8))[0]
        self.assertLess((whole[:, :16] - part).abs().max().item(), 1e-5)

    def test_in_one_go_a_chunk_is_what_it_became_when_the_next_was_heard_with_it(self):
        torch.manual_seed(0)
        encoder = Encoder(torch.randn(40, 32), layers=3, heads=4, feed=64)
        features = torch.randn(1, 32, 32)
        both = encoder.revised(features, 8)[0]
        # The engine's way: windows of two chunks over the keys and values of the chunks that stay.
        kept = [[] for _ in encoder.blocks]
        for start in range(0, 32, 8):
            window = features[:, start : start + 16] + encoder.positions[start : min(start + 16, 32)]
            for block, past in zip(encoder.blocks, kept):
                q, k, v = block._parts(window)
                k, v = (torch.cat([*(old[i] for old in past), new], 2) for i, new in enumerate((k, v)))
                attended = torch.nn.functional.scaled_dot_product_attention(q, k, v)
                past.append([part[:, :, :8] for part in block._parts(window)[1:]])
                window = window + block.out(attended.transpose(1, 2).reshape(window.shape))
                window = window + block.feed_out(torch.nn.functional.gelu(block.feed_in(block.feed_norm(window))))
            window = encoder.final_norm(window)
            self.assertLess((both[:, start : start + 8] - window[:, :8]).abs().max().item(), 1e-5)
            if start < 24:
                self.assertLess((both[:, 32 + start + 8 : 32 + start + 16] - window[:, 8:]).abs().max().item(), 1e-5)


class Losses(unittest.TestCase):
    def test_nothing_is_lost_where_student_and_teacher_agree(self):
        states = torch.randn(2, 9, 5)
        self.assertEqual(losses.whitened(states, states).item(), 0)
        scores, mask = torch.randn(1, 2, 6, 6), chunk_mask(6, 2)
        self.assertAlmostEqual(losses.attention_divergence(scores, scores + 3, mask).item(), 0, places=5)
        logits = torch.randn(4, 11)
        self.assertAlmostEqual(losses.prediction_divergence(logits + 1, logits).item(), 0, places=5)

    def test_attention_that_the_student_cannot_have_is_not_asked_of_it(self):
        student, teacher = torch.zeros(1, 1, 4, 4), torch.zeros(1, 1, 4, 4)
        # All of the teacher's attention of the first row goes to a frame that comes later.
        teacher[0, 0, 0, 3] = 50
        self.assertAlmostEqual(losses.attention_divergence(student, teacher, chunk_mask(4, 2)).item(), 0, places=5)

    def test_an_error_counts_by_the_teachers_variance(self):
        teacher = torch.randn(1, 4000, 2) * torch.tensor([1.0, 10.0])
        wrong = teacher + torch.tensor([1.0, 0.0])
        slightly = teacher + torch.tensor([0.0, 1.0])
        self.assertGreater(losses.whitened(wrong, teacher).item(), 50 * losses.whitened(slightly, teacher).item())


    def test_terms_are_weighted(self):
        terms = {"embedding": torch.tensor(2.0), "hidden": torch.tensor(10.0), "letters": torch.tensor(3.0)}
        self.assertAlmostEqual(losses.Weights(embedding=1, hidden=0.3).total(terms).item(), 5.0, places=5)
        self.assertAlmostEqual(losses.Weights(embedding=1, hidden=0.0, letters=0.5).total(terms).item(), 3.5, places=5)


class Letters(unittest.TestCase):
    def test_texts_become_letters_and_come_back(self):
        found = ctc.labels("It's a well-known “fact”.")
        self.assertEqual("".join(ctc.VOCABULARY[index] for index in found), "it's|a|well|known|fact")

    def test_digits_and_other_scripts_have_no_labels(self):
        self.assertIsNone(ctc.labels("room 12"))
        self.assertIsNone(ctc.labels("naïve"))

    def test_repeats_are_joined_unless_a_blank_parts_them(self):
        path = [ctc.VOCABULARY.index(symbol) for symbol in ("l", "l", "<pad>", "l", "|", "<pad>", "a")]
        logits = torch.nn.functional.one_hot(torch.tensor(path), 32).float()
        self.assertEqual(ctc.best_path(logits), "ll a")

    def test_the_loss_reaches_the_head_only(self):
        head, states = ctc.Head(), torch.randn(1, 30, 512)
        first = ctc.loss(head(states), [ctc.labels("ab cd")])
        first.backward()
        self.assertIsNotNone(head.weight.grad)
        self.assertGreater(first.item(), 0)

    def examples(self) -> list[states.Example]:
        """States that tell the letters: a code for each, a little noise, a mean and a scale that are not 0 and 1."""
        torch.manual_seed(0)
        codes = 3 + 2 * torch.randn(32, 512)
        found = []
        for text in ["ab cab", "bad cab", "a dab", "cab bad a", "abba dad"] * 6:
            path = [index for label in ctc.labels(text) for index in (label, label, ctc.BLANK)]
            found.append(states.Example((codes[path] + 0.1 * torch.randn(len(path), 512)).half(), ctc.labels(text), "made", len(found) >= 27))
        return found

    def test_a_head_learns_from_states_that_tell_the_letters(self):
        for kind in ctc.KINDS:
            with self.subTest(kind), tempfile.TemporaryDirectory() as name:
                examples = self.examples()
                training = letters.Training(examples, 150, kind)
                head = training.train()
                self.assertEqual(ctc.best_path(head(examples[1].states.float()[None])[0]), "bad cab")
                self.assertLess(training.error(), 0.1)
                ctc.save(head, Path(name))
                again = ctc.load(Path(name))
                self.assertEqual(ctc.best_path(again(examples[1].states.float()[None])[0]), "bad cab")

    def test_a_training_that_was_stopped_goes_on_as_if_it_had_not_been(self):
        class Stopped(Exception):
            pass

        with tempfile.TemporaryDirectory() as name:
            whole, parts = Path(name) / "whole", Path(name) / "parts"
            whole.mkdir(), parts.mkdir()
            one = letters.Training(self.examples(), 120, run=whole).train()
            broken = letters.Training(self.examples(), 120, run=parts)
            step = broken.step

            def stopping(at):
                if at == 110:
                    raise Stopped
                return step(at)

            broken.step = stopping
            with self.assertRaises(Stopped):
                broken.train()
            two = letters.Training(self.examples(), 120, run=parts, seed=5).train()
        self.assertTrue(torch.equal(one.weight, two.weight))


class States(unittest.TestCase):
    def test_parts_are_made_once_and_only_from_the_same_weights(self):
        class Counting:
            calls = 0

            def front(self, wave):
                Counting.calls += 1
                return torch.zeros(1, (wave.shape[1] - 720) // 320, 512)

            def first_pass(self, features, chunk):
                return features

        random = np.random.default_rng(3)
        with tempfile.TemporaryDirectory() as name, mock.patch.object(states, "EACH", 4):
            writer = pool.Writer(Path(name) / "pool", "voice")
            for number in range(10):
                writer.add(0.1 * random.standard_normal(2 * pool.RATE).astype(np.float32), f"line {'abcdefghij'[number]}", "en", "x")
            writer.add(0.1 * random.standard_normal(2 * pool.RATE).astype(np.float32), "line 11", "en", "x")
            writer.add(0.1 * random.standard_normal(2 * pool.RATE).astype(np.float32), "ligne", "fr", "x")
            sources = pool.sources(Path(name) / "pool")
            self.assertEqual(len(states.spoken(sources)), 10)
            cache = Path(name) / "states"
            states.collect(Counting(), sources, cache, 0.2, 16, "a-16")
            self.assertEqual((len(states.parts(cache)), Counting.calls), (2, 8))
            before = states.load(cache)
            states.parts(cache)[0].unlink()
            states.collect(Counting(), sources, cache, 5, 16, "a-16")
            self.assertEqual((len(states.parts(cache)), Counting.calls), (3, 14))
            after = states.load(cache)
            self.assertEqual(len(after), 10)
            self.assertEqual([one.labels for one in before], [one.labels for one in after[:8]])
            self.assertEqual([one.states.shape for one in before], [one.states.shape for one in after[:8]])
            with self.assertRaisesRegex(SystemExit, "holds states of other weights"):
                states.collect(Counting(), sources, cache, 5, 16, "b-16")


class Words(unittest.TestCase):
    def test_distance_counts_changes_omissions_and_additions(self):
        self.assertEqual(distance("a b c".split(), "a x c".split()), 1)
        self.assertEqual(distance("a b c".split(), "a c".split()), 1)
        self.assertEqual(distance([], "a c".split()), 2)

    def test_a_repetition_is_cut_at_its_second_turn(self):
        self.assertEqual(repetition([9, 1, 2, 3, 4, 1, 2, 3, 4]), 5)
        self.assertIsNone(repetition([1, 2, 3, 1, 2, 3]))

    def test_sentences_that_a_voice_would_stumble_over_are_left_out(self):
        self.assertEqual(speakable('  "She sells  sea shells."'), "She sells sea shells.")
        for sentence in ("Only three words", "Section 4 is about this", "NASA said so again today", "It is a < b here"):
            self.assertIsNone(speakable(sentence), sentence)


class Curves(unittest.TestCase):
    def test_a_falling_loss_falls_in_the_drawing(self):
        self.assertEqual(curve.spark([4, 3, 2, 1]), "█▆▃▁")
        self.assertEqual(curve.spark([2, 2]), "▁▁")
        self.assertEqual(len(curve.spark(list(range(1000)))), 40)

    def test_every_term_and_every_kind_of_weights_has_a_line(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "dev.csv"
            path.write_text("step,which,wer\n0,last,0.5\n50,last,0.4\n50,average,0.3\n")
            self.assertEqual([line.split()[0] for line in curve.drawn(path)], ["dev.csv,", "wer", "dev.csv,", "wer"])


class Schedule(unittest.TestCase):
    def test_the_rate_rises_then_falls_to_nothing(self):
        rates = [rate(step, 100, 1.0, 10) for step in range(101)]
        self.assertEqual(max(rates), 1.0)
        self.assertLess(rates[0], 0.2)
        self.assertAlmostEqual(rates[-1], 0.0)
        self.assertEqual(rates[10:], sorted(rates[10:], reverse=True))

    def test_the_average_follows(self):
        module = torch.nn.Linear(1, 1)
        average = Average(module, half=5)
        with torch.no_grad():
            module.weight.fill_(4.0)
        for _ in range(60):
            average.update(module)
        self.assertAlmostEqual(average.module.weight.item(), 4.0, delta=0.1)


def small_pool(folder: Path) -> None:
    random = np.random.default_rng(0)
    for source in ("one", "two"):
        writer = pool.Writer(folder, source)
        for index in range(24):
            writer.add(random.standard_normal(pool.RATE * (1 + index % 4)) * 0.1, f"text {index}", "en", "noise")


class Resuming(unittest.TestCase):
    def test_a_stopped_run_goes_on_as_if_nothing_had_happened(self):
        """Weights, moments, averages and random numbers after a stop are those of a run without one."""

        def run(folder: Path, until: int, total: int = 6):
            torch.manual_seed(0)
            random = np.random.default_rng(0)
            model = torch.nn.Linear(3, 2)
            average = Average(model, half=3)
            optimizer = torch.optim.AdamW(model.parameters(), lr=0.1)
            parts, step = {"model": model, "average": average, "optimizer": optimizer}, 0
            if kept := load_state(folder / "state.pt", parts):
                step, random.bit_generator.state = kept[0]["step"], kept[1]
            while step < until:
                for group in optimizer.param_groups:
                    group["lr"] = rate(step, total, 0.1, 2)
                x = torch.tensor(random.standard_normal((4, 3)), dtype=torch.float32) + torch.randn(4, 3)
                optimizer.zero_grad()
                model(x).square().mean().backward()
                optimizer.step()
                average.update(model)
                step += 1
                save_state(folder / "state.pt", parts, {"step": step}, random.bit_generator.state)
            return model.weight.detach(), average.module.weight.detach()

        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
            whole = run(Path(one), 6)
            run(Path(two), 3)
            torch.randn(100)
            parted = run(Path(two), 6)
        for left, right in zip(whole, parted):
            self.assertTrue(torch.equal(left, right))


class Tools(unittest.TestCase):
    def test_every_tool_can_be_read(self):
        for module in pkgutil.iter_modules(speechtrain.__path__):
            importlib.import_module(f"speechtrain.{module.name}")

    def test_what_a_run_began_with_is_known_by_its_values(self):
        one, two = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
        self.assertNotEqual(digest(one), digest(two))
        two.load_state_dict(one.state_dict())
        self.assertEqual(digest(one), digest(two))


class Blending(unittest.TestCase):
    def test_a_share_of_each(self):
        found = blend.blended({"a": torch.tensor([1.0, 2.0])}, {"a": torch.tensor([3.0, 2.0])}, 0.75)
        self.assertEqual(found["a"].tolist(), [1.5, 2.0])


class Pool(unittest.TestCase):
    def test_a_broken_line_and_the_sound_behind_it_are_dropped(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            small_pool(folder)
            before = pool.Source(folder, "one")
            with (folder / "one.jsonl").open("a") as file:
                file.write('{"start": 12')
            with (folder / "one.pcm").open("ab") as file:
                file.write(b"\1\2" * 99)
            writer = pool.Writer(folder, "one")
            self.assertEqual(writer.count, len(before.utterances))
            writer.add(np.ones(pool.RATE), "last", "en", "x")
            after = pool.Source(folder, "one")
            self.assertEqual(after.utterances[-1].text, "last")
            self.assertEqual(after.utterances[-1].start, sum(u.length for u in before.utterances))

    def test_a_mixer_goes_on_where_it_was(self):
        with tempfile.TemporaryDirectory() as name:
            small_pool(Path(name))
            mixer = Mixer(Path(name), seed=4, seconds_each=8)
            mixer.batch()
            state = json.loads(json.dumps(mixer.state))
            expected = mixer.batch()
            other = Mixer(Path(name), seed=99, seconds_each=8)
            other.state = state
            again = other.batch()
            self.assertTrue(torch.equal(expected.wave, again.wave))
            self.assertEqual(expected.texts, again.texts)

    def test_clips_are_padded_and_whole(self):
        with tempfile.TemporaryDirectory() as name:
            small_pool(Path(name))
            batch = Mixer(Path(name), seed=1, seconds_each=8, lengths=(4,)).batch()
            self.assertEqual(batch.wave.shape, (2, samples_for(200)))
            self.assertTrue((batch.wave[:, :520] == 0).all())
            self.assertTrue(torch.isfinite(batch.wave).all())


class Checkpoint(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        from speechtrain.pretrain import sinusoids

        # Whisper's table is the sinusoids of the same frequencies.
        cls.positions = sinusoids(1500, 512)
        cls.student = Student(cls.positions)
        cls.student.load(MODEL)

    def test_saving_what_was_loaded_gives_the_same_file(self):
        from safetensors.torch import load_file

        with tempfile.TemporaryDirectory() as name:
            self.student.save(MODEL, Path(name))
            before, after = load_file(MODEL / "model.safetensors"), load_file(Path(name) / "model.safetensors")
        self.assertEqual(before.keys(), after.keys())
        for key in before:
            self.assertEqual(before[key].dtype, after[key].dtype, key)
            self.assertTrue(torch.allclose(before[key].float(), after[key].float(), atol=1e-4), key)

    def test_the_front_agrees_with_the_vectors(self):
        wave = torch.from_numpy(np.fromfile(VECTORS / "wave.f32", np.float32))[None]
        expected = np.fromfile(VECTORS / "features.f32", np.float32).reshape(-1, 512)
        with torch.no_grad():
            self.assertLess(np.abs(self.student.front(wave)[0].numpy() - expected).max(), 1e-3)

    def test_the_hugging_face_folder_gives_the_same_letters(self):
        from transformers import Wav2Vec2ForCTC

        torch.manual_seed(0)
        head = ctc.Head()
        with tempfile.TemporaryDirectory() as name:
            model, out = Path(name) / "model", Path(name) / "out"
            self.student.save(MODEL, model)
            ctc.save(head, model)
            huggingface.export(model, out)
            theirs = Wav2Vec2ForCTC.from_pretrained(out, dtype=torch.float32).eval()
            wave = torch.from_numpy(np.fromfile(VECTORS / "wave.f32", np.float32))[None, :32_720]
            with torch.no_grad():
                got = theirs(wave).logits
                table = theirs.wav2vec2.encoder.pos_conv_embed.conv.bias - 1000
                encoder = Encoder(self.positions, layers=6)
                encoder.load_state_dict(self.student.encoder.state_dict())
                wanted = head(encoder(self.student.front(wave))[0])
        # The first row of the table of positions is in the convolution's bias; the rest in its taps, with fewer digits.
        self.assertLess((table - self.positions[0]).abs().max().item(), 1e-3)
        self.assertLess((got - wanted).abs().max().item(), 0.15)
        self.assertGreater((got.argmax(-1) == wanted.argmax(-1)).float().mean().item(), 0.9)


if __name__ == "__main__":
    unittest.main()
