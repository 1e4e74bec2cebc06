"""Attention-guided masking: what the rule promises, that the model looks and restores where it says, that training learns and resumes."""

import contextlib
import csv
import io
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from speechtrain.run import Average
from visiontrain import mst
from visiontrain.compose import composed
from visiontrain.masks import candidates, low_response, scattered
from visiontrain.measure import Held, compared, kept, lost, of_patches, ranked
from visiontrain.model import PATCH, Block, Decoder, Seer, Student, Transformer
from visiontrain.mst import Centre, agreement, losses, views
from visiontrain.pictures import Folder, cut, read, recoloured, squares, write
from visiontrain.settings import Settings

SMALL = {"side": 32, "width": 32, "layers": 2, "heads": 2, "prototypes": 16}


def seeded(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


class TheRule(unittest.TestCase):
    def setUp(self):
        self.attention = torch.rand(50, 64, generator=seeded()).softmax(1)

    def test_candidates_are_the_lowest_share_and_no_other(self):
        low = candidates(self.attention, 0.25)
        self.assertEqual(low.sum(1).tolist(), [16] * 50)
        for row, chosen in zip(self.attention, low):
            self.assertLess(row[chosen].max(), row[~chosen].min())

    def test_a_patch_of_high_response_is_never_hidden_however_often_one_draws(self):
        high = ~candidates(self.attention, 0.25)
        generator = seeded()
        for chance in (0.1, 0.5, 0.9, 1.0):
            for _ in range(50):
                self.assertFalse((low_response(self.attention, 0.25, chance, generator) & high).any())

    def test_each_candidate_is_hidden_with_the_chance_asked_for(self):
        generator, low = seeded(), candidates(self.attention, 0.25)
        draws = torch.stack([low_response(self.attention, 0.25, 0.3, generator) for _ in range(400)]).float().mean(0)[low]
        self.assertAlmostEqual(draws.mean().item(), 0.3, delta=0.005)
        # Five standard deviations of 400 draws: no candidate has a chance of its own.
        self.assertLess((draws - 0.3).abs().max().item(), 5 * (0.3 * 0.7 / 400) ** 0.5)

    def test_no_more_than_the_share_is_hidden_and_all_of_it_at_chance_one(self):
        for share in (0.0, 0.1, 0.125, 0.5, 1.0):
            self.assertLessEqual(low_response(self.attention, share, 0.7, seeded()).sum(1).max().item(), int(share * 64))
            self.assertEqual(low_response(self.attention, share, 1.0, seeded()).sum(1).tolist(), [int(share * 64)] * 50)
        self.assertFalse(low_response(self.attention, 0.5, 0.0, seeded()).any())

    def test_the_same_generator_draws_the_same_mask(self):
        first, same, other = (low_response(self.attention, 0.5, 0.5, seeded(seed)) for seed in (7, 7, 8))
        self.assertTrue(torch.equal(first, same))
        self.assertFalse(torch.equal(first, other))

    def test_a_teacher_that_looks_everywhere_alike_still_loses_no_more_than_the_share(self):
        self.assertEqual(low_response(torch.full((3, 40), 1 / 40), 0.25, 1.0, seeded()).sum(1).tolist(), [10] * 3)

    def test_what_cannot_be_meant_is_refused(self):
        for share, chance in ((1.5, 0.5), (-0.1, 0.5), (0.5, 2.0), (0.5, -1.0)):
            with self.assertRaises(ValueError):
                low_response(self.attention, share, chance)
        self.attention[3, 4] = torch.nan
        with self.assertRaisesRegex(ValueError, "finite"):
            low_response(self.attention, 0.5, 0.5)

    def test_the_random_mask_hides_as_many_patches_of_each_picture_anywhere(self):
        hidden = low_response(self.attention, 0.5, 0.5, seeded())
        anywhere = [scattered(hidden, seeded(seed)) for seed in range(200)]
        for mask in anywhere:
            self.assertEqual(mask.sum(1).tolist(), hidden.sum(1).tolist())
        # No place is favoured.
        often = torch.stack(anywhere).float().mean((0, 1))
        self.assertLess((often - often.mean()).abs().max().item(), 0.03)


class Looking(unittest.TestCase):
    def test_the_attention_is_the_last_layers_class_token_averaged_over_heads(self):
        torch.manual_seed(0)
        block, x = Block(32, 4), torch.randn(3, 17, 32)
        theirs = torch.nn.MultiheadAttention(32, 4, batch_first=True)
        theirs.load_state_dict({"in_proj_weight": block.qkv.weight, "in_proj_bias": block.qkv.bias, "out_proj.weight": block.attended.weight, "out_proj.bias": block.attended.bias})
        normed = block.attention_norm(x)
        answer, weights = theirs(normed, normed, normed, average_attn_weights=True)
        self.assertLess((block.gaze(x) - weights[:, 0, 1:]).abs().max().item(), 1e-6)
        attended = x + answer
        self.assertLess((block(x) - (attended + block.feed(block.feed_norm(attended)))).abs().max().item(), 1e-5)

    def test_looking_gives_the_states_of_a_plain_pass(self):
        torch.manual_seed(0)
        transformer, pictures = Transformer(32, 32, 3, 2), torch.randn(2, 3, 32, 32)
        states, looks = transformer.look(pictures)
        self.assertTrue(torch.allclose(states, transformer(pictures), atol=1e-6))
        self.assertEqual(looks.shape, (2, 16))

    def test_what_lies_under_a_hidden_patch_cannot_matter(self):
        torch.manual_seed(0)
        transformer, pictures = Transformer(32, 32, 2, 2), torch.randn(1, 3, 32, 32)
        hidden = torch.zeros(1, 16, dtype=torch.bool)
        hidden[0, 6] = True
        other = pictures.clone()
        other[:, :, PATCH : 2 * PATCH, 2 * PATCH : 3 * PATCH] = 5
        self.assertTrue(torch.equal(transformer(pictures, hidden), transformer(other, hidden)))
        self.assertFalse(torch.equal(transformer(pictures), transformer(other)))

    def test_a_smaller_view_has_a_smaller_grid(self):
        self.assertEqual(Transformer(32, 32, 1, 2)(torch.randn(1, 3, 16, 16)).shape, (1, 5, 32))

    def test_the_decoder_puts_each_patch_in_its_place_and_sees_all_of_them(self):
        torch.manual_seed(0)
        decoder, states = Decoder(32, 2), torch.randn(1, 17, 32)
        picture = decoder(states)
        self.assertEqual(picture.shape, (1, 3, 32, 32))
        # Patch 6 is the second of rows, the third of columns.
        patch = decoder.pixels(decoder.norm(decoder.block(states)))[0, 7].view(3, PATCH, PATCH)
        self.assertTrue(torch.allclose(picture[0, :, PATCH : 2 * PATCH, 2 * PATCH : 3 * PATCH], patch))
        states[0, 16] = torch.randn(32)
        self.assertFalse(torch.allclose(decoder(states)[0, :, :PATCH, :PATCH], picture[0, :, :PATCH, :PATCH]))


class Objective(unittest.TestCase):
    def test_a_view_is_compared_with_every_other_and_never_with_itself(self):
        torch.manual_seed(0)
        wanted, scores = torch.randn(2, 5, 7).softmax(-1), torch.randn(4, 5, 7)
        pairs = [(v, w) for v in range(2) for w in range(4) if v != w]
        expected = sum(torch.nn.functional.cross_entropy(scores[w] / 0.1, wanted[v]) for v, w in pairs) / len(pairs)
        self.assertAlmostEqual(agreement(wanted, scores, 0.1).item(), expected.item(), places=4)

    def test_centring_takes_the_win_from_a_prototype_that_wins_for_all(self):
        torch.manual_seed(0)
        scores = torch.randn(2, 50, 8)
        scores[..., 3] += 10
        centre = Centre(8, 0.0)
        self.assertEqual(set(centre.sharpened(scores, 0.04).argmax(-1).flatten().tolist()), {3})
        centre.take(scores)
        self.assertEqual(len(set(centre.sharpened(scores, 0.04).argmax(-1).flatten().tolist())), 8)

    def test_the_teacher_learns_only_by_following(self):
        torch.manual_seed(0)
        settings, student = Settings(side=32, small_side=16), Student(**SMALL)
        teacher = Average(student.seer, 10)
        loss, parts = losses(student, teacher.module, Centre(16, 0.9), *views(torch.rand(4, 3, 48, 48), settings), settings)
        loss.backward()
        self.assertTrue(all(parameter.grad is None for parameter in teacher.module.parameters()))
        self.assertTrue(all(parameter.grad is not None for parameter in student.parameters()))
        self.assertLessEqual(parts["hidden"].item(), settings.share)
        before = teacher.module.head.prototypes.clone()
        with torch.no_grad():
            student.seer.head.prototypes.add_(1)
        teacher.update(student.seer)
        moved = (teacher.module.head.prototypes - before).mean().item()
        self.assertTrue(0 < moved < 1, moved)


class Pictures(unittest.TestCase):
    def setUp(self):
        self.kept = tempfile.TemporaryDirectory()
        self.addCleanup(self.kept.cleanup)
        self.folder = Path(self.kept.name)

    def test_what_is_written_is_read(self):
        picture = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
        write(self.folder / "a.png", picture)
        self.assertTrue(np.array_equal(read(self.folder / "a.png"), picture))

    def test_a_wide_picture_is_several_squares_and_a_square_is_one(self):
        self.assertEqual([square.shape for square in squares(np.zeros((20, 50, 3)))], [(20, 20, 3)] * 3)
        self.assertEqual([square.shape for square in squares(np.zeros((45, 20, 3)))], [(20, 20, 3)] * 3)
        self.assertEqual(len(squares(np.zeros((20, 20, 3)))), 1)

    def test_a_folder_without_pictures_and_a_broken_picture_say_so(self):
        with self.assertRaisesRegex(SystemExit, "no picture in it"):
            Folder(self.folder, 32)
        (self.folder / "broken.jpg").write_bytes(b"no picture")
        with self.assertRaisesRegex(SystemExit, "broken.jpg"):
            Folder(self.folder, 32)

    def test_views_keep_their_size_and_stay_pictures(self):
        torch.manual_seed(0)
        view = recoloured(cut(torch.rand(6, 3, 48, 48), 32, 0.1, 0.4))
        self.assertEqual(view.shape, (6, 3, 32, 32))
        self.assertTrue(0 <= view.min() and view.max() <= 1)

    def test_a_composition_says_where_its_thing_is(self):
        thing = np.zeros((40, 60, 4), np.uint8)
        thing[10:30, 10:50] = (255, 0, 0, 255)
        picture, where = composed(thing, np.full((200, 300, 3), (0, 0, 200), np.uint8), np.random.default_rng(3))
        red = picture[..., 0] > 100
        self.assertGreater(red.sum(), 200)
        self.assertEqual((red != (where > 128)).mean(), 0)


class Measures(unittest.TestCase):
    def setUp(self):
        where = torch.zeros(2, 64, 64)
        where[0, 8:32, 16:40] = 1
        where[1, 40:64, :24] = 1
        self.thing = of_patches(where)

    def test_a_teacher_that_looks_at_the_thing_keeps_it_and_one_that_looks_away_loses_it(self):
        at = compared(self.thing + 0.01 * torch.rand(2, 64, generator=seeded()), self.thing, 0.5, 1.0, seeded())
        away = compared(-self.thing, self.thing, 0.5, 1.0, seeded())
        self.assertEqual((at["lost"], at["kept"]), (0.0, 1.0))
        self.assertEqual((away["lost"], away["kept"]), (1.0, 0.0))
        self.assertAlmostEqual(at["lost by chance"], 0.5, delta=0.06)

    def test_ranks_are_one_a_half_and_nothing(self):
        self.assertEqual(ranked(self.thing, self.thing).tolist(), [1.0, 1.0])
        self.assertEqual(ranked(torch.ones(2, 64), self.thing).tolist(), [0.5, 0.5])
        self.assertEqual(ranked(-self.thing, self.thing).tolist(), [0.0, 0.0])

    def test_a_twentieth_may_be_hidden_before_a_thing_counts_as_lost(self):
        thing, hidden = torch.ones(1, 64), torch.zeros(1, 64, dtype=torch.bool)
        hidden[0, :3] = True
        self.assertTrue(kept(hidden, thing).all())
        hidden[0, 3] = True
        self.assertFalse(kept(hidden, thing).any())
        self.assertAlmostEqual(lost(hidden, thing).item(), 4 / 64)


class Learning(unittest.TestCase):
    def setUp(self):
        self.kept = tempfile.TemporaryDirectory()
        self.addCleanup(self.kept.cleanup)
        self.folder = Path(self.kept.name)
        random = np.random.default_rng(0)
        for kind in ("pictures", "objects"):
            (self.folder / kind).mkdir()
        for index in range(8):
            thing = np.full((20, 20, 4), 255, np.uint8)
            # Stripes: wide and narrow ones, lying and standing, two kinds of each.
            stripes = np.arange(20) * (1 + index % 2) // 4 % 2 * 255
            thing[..., :3] = (stripes[:, None] if index & 2 else stripes[None, :])[..., None]
            thing[..., index // 4] = 255
            ground = np.full((60, 60, 3), random.integers(0, 256, 3), np.uint8)
            picture, where = composed(thing, ground, random)
            write(self.folder / "pictures" / f"{index}.png", picture)
            write(self.folder / "objects" / f"{index}.png", where)

    def run_until(self, run: str, steps: int, *more: str) -> Path:
        with contextlib.redirect_stdout(io.StringIO()):
            mst.main(["--pictures", str(self.folder / "pictures"), "--run", str(self.folder / run), "--steps", str(steps), "--batch", "4", *more])
        return self.folder / run

    def test_a_run_that_was_stopped_ends_where_an_unbroken_one_ends(self):
        self.run_until("broken", 2)
        broken = self.run_until("broken", 4)
        whole = self.run_until("whole", 4)
        states = [torch.load(run / "state.pt", weights_only=False) for run in (broken, whole)]
        self.assertEqual([state["counters"]["step"] for state in states], [4, 4])
        for part in ("student", "centre"):
            for name, value in states[0]["parts"][part].items():
                self.assertTrue(torch.equal(value, states[1]["parts"][part][name]), f"{part}.{name}")
        for name, value in states[0]["parts"]["teacher"]["module"].items():
            self.assertTrue(torch.equal(value, states[1]["parts"]["teacher"]["module"][name]), f"teacher.{name}")

    def test_a_run_leaves_its_curve_and_how_well_its_masks_spare_things(self):
        run = self.run_until("run", 10, "--held", str(self.folder))
        curve = list(csv.DictReader((run / "curve.csv").open()))
        self.assertEqual([row["step"] for row in curve], ["10"])
        self.assertTrue({"contrastive", "restoration", "hidden"} <= curve[0].keys())
        looks = list(csv.DictReader((run / "dev.csv").open()))
        self.assertEqual([row["step"] for row in looks], ["0", "10"])
        self.assertTrue(all(0 <= float(row["lost"]) <= 1 for row in looks))

    def test_the_loss_falls_on_a_few_pictures(self):
        torch.manual_seed(1)
        settings, student = Settings(side=32, small_side=16, share=0.5), Student(**SMALL)
        teacher, centre = Average(student.seer, 10), Centre(16, settings.centre_keeps)
        optimizer = torch.optim.AdamW(student.parameters(), lr=2e-3)
        pictures = Folder(self.folder / "pictures", 48).squares / 255
        rows = []
        for _ in range(60):
            loss, parts = losses(student, teacher.module, centre, *views(pictures, settings), settings)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            teacher.update(student.seer)
            rows.append([loss.item(), *(parts[name].item() for name in ("restoration", "used", "unsure"))])
        first, last = np.mean(rows[:10], 0), np.mean(rows[-10:], 0)
        self.assertLess(last[0], 0.9 * first[0])
        self.assertLess(last[1], 0.75 * first[1])
        # It did not fall because every picture has the same answer.
        self.assertGreater(last[2], 1.3 * last[3])

    def test_held_pictures_are_measured_with_their_own_things(self):
        held = Held(self.folder, 64)
        self.assertEqual(held.thing.shape, (8, 64))
        self.assertTrue((held.thing.sum(1) > 1).all())
        row = held.look(Seer(side=64).transformer, Settings())
        self.assertEqual(set(row), {"lost", "lost by chance", "kept", "kept by chance", "ranked"})


if __name__ == "__main__":
    unittest.main()
