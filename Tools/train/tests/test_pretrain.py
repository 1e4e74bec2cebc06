"""Our pre-training objective against `transformers`' on one batch with the same weights, masks and distractors."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from transformers import Wav2Vec2Config, Wav2Vec2ForPreTraining

from speechtrain.pretrain import Clips, PreTraining, Quantizer, Settings, drawn_distractors, hidden_frames, sinusoids
from speechtrain.student import BLOCK_NAMES, Front, front_names
from speechtrain.whisper import Encoder

KERNELS, STRIDES, CHANNELS, WIDTH, LAYERS, HEADS = (10, 3), (5, 2), 24, 32, 2, 4


def theirs() -> Wav2Vec2ForPreTraining:
    torch.manual_seed(3)
    model = Wav2Vec2ForPreTraining(
        Wav2Vec2Config(
            hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=HEADS, intermediate_size=4 * WIDTH, do_stable_layer_norm=True,
            feat_extract_norm="layer", conv_bias=True, conv_dim=(CHANNELS,) * 2, conv_kernel=KERNELS, conv_stride=STRIDES, num_feat_extract_layers=2,
            num_conv_pos_embeddings=8, num_conv_pos_embedding_groups=4, hidden_dropout=0.0, attention_dropout=0.0, activation_dropout=0.0,
            feat_proj_dropout=0.0, feat_quantizer_dropout=0.0, final_dropout=0.0, layerdrop=0.0, num_codevectors_per_group=12,
            num_codevector_groups=2, codevector_dim=16, proj_codevector_dim=20, num_negatives=9, contrastive_logits_temperature=0.1,
        )
    )
    with torch.no_grad():
        # Our positions are a table, theirs a convolution: neither has any here.
        position = model.wav2vec2.encoder.pos_conv_embed.conv
        position.parametrizations.weight.original0.zero_()
        position.bias.zero_()
        model.quantizer.codevectors.normal_()
        for module in model.modules():
            if isinstance(module, torch.nn.LayerNorm):
                module.weight.add_(0.1 * torch.randn_like(module.weight))
                module.bias.add_(0.1 * torch.randn_like(module.bias))
    return model


def ours(model: Wav2Vec2ForPreTraining) -> PreTraining:
    """The same weights in our classes."""
    settings = Settings(groups=2, codes=12, code_width=16, compared_width=20, distractors=9)
    front = Front(KERNELS, STRIDES, CHANNELS, WIDTH)
    mine = PreTraining(front, Encoder(torch.zeros(200, WIDTH), LAYERS, HEADS, 4 * WIDTH), settings)
    arrays = model.state_dict()
    new = {}
    for kind in ("weight", "bias"):
        for name, own in front_names(2):
            new[f"front.{own}{kind}"] = arrays[f"wav2vec2.{name}{kind}"]
        for index in range(LAYERS):
            layer = f"wav2vec2.encoder.layers.{index}."
            new[f"encoder.blocks.{index}.qkv.{kind}"] = torch.cat([arrays[f"{layer}attention.{part}_proj.{kind}"] for part in "qkv"])
            for name, own in BLOCK_NAMES:
                new[f"encoder.blocks.{index}.{own}{kind}"] = arrays[layer + name + kind]
        new[f"encoder.final_norm.{kind}"] = arrays[f"wav2vec2.encoder.layer_norm.{kind}"]
        new[f"quantizer.choice.{kind}"] = arrays[f"quantizer.weight_proj.{kind}"]
        new[f"of_context.{kind}"] = arrays[f"project_hid.{kind}"]
        new[f"of_code.{kind}"] = arrays[f"project_q.{kind}"]
    new["hidden_frame"] = arrays["wav2vec2.masked_spec_embed"]
    new["quantizer.book"] = arrays["quantizer.codevectors"].view(2, 12, 8)
    mine.load_state_dict(new)
    return mine


class Agreement(unittest.TestCase):
    def setUp(self):
        random = np.random.default_rng(5)
        self.wave = torch.from_numpy(random.standard_normal((3, 1205)).astype(np.float32))
        frames = ((1205 - 10) // 5 + 1 - 3) // 2 + 1
        settings = Settings(mask_chance=0.1, mask_length=6)
        self.hidden = hidden_frames(3, frames, settings, random)
        self.drawn = drawn_distractors(self.hidden, 9, random)

    def compare(self, train: bool):
        model = theirs().train(train)
        mine = ours(model).train(train)
        hidden, drawn = torch.from_numpy(self.hidden), torch.from_numpy(self.drawn)
        # In training both draw the same Gumbel noise.
        torch.manual_seed(11)
        expected = model(self.wave, mask_time_indices=hidden, sampled_negative_indices=drawn)
        torch.manual_seed(11)
        loss, parts = mine(self.wave, hidden, drawn)
        self.assertAlmostEqual(loss.item(), expected.loss.item(), delta=1e-4 * expected.loss.item())
        self.assertAlmostEqual(parts["contrastive"].item(), expected.contrastive_loss.item(), delta=1e-4 * expected.contrastive_loss.item())
        self.assertAlmostEqual(parts["diversity"].item(), expected.diversity_loss.item(), delta=1e-4 * expected.diversity_loss.item())
        self.assertAlmostEqual(parts["perplexity"].item(), expected.codevector_perplexity.item(), delta=1e-4 * parts["perplexity"].item())
        loss.backward()
        expected.loss.backward()
        pairs = [
            (mine.front.convolutions[0].weight.grad, model.wav2vec2.feature_extractor.conv_layers[0].conv.weight.grad),
            (mine.encoder.blocks[1].feed_in.weight.grad, model.wav2vec2.encoder.layers[1].feed_forward.intermediate_dense.weight.grad),
            (mine.quantizer.book.grad.reshape(1, 24, 8), model.quantizer.codevectors.grad),
            (mine.hidden_frame.grad, model.wav2vec2.masked_spec_embed.grad),
        ]
        for got, wanted in pairs:
            self.assertLess((got - wanted).abs().max().item(), 1e-3 * wanted.abs().max().item() + 1e-6)

    def test_the_loss_and_its_gradient_agree_with_hard_choices(self):
        self.compare(train=False)

    def test_the_loss_and_its_gradient_agree_under_gumbel_noise(self):
        self.compare(train=True)


class Masks(unittest.TestCase):
    def test_every_clip_has_something_hidden_and_spans_have_their_length(self):
        settings = Settings(mask_chance=0.0, mask_length=7)
        hidden = hidden_frames(4, 60, settings, np.random.default_rng(0))
        self.assertEqual(hidden.sum(1).tolist(), [7] * 4)

    def test_distractors_are_other_hidden_frames_of_the_same_clip(self):
        random = np.random.default_rng(1)
        hidden = hidden_frames(3, 80, Settings(), random)
        drawn = drawn_distractors(hidden, 20, random)
        flat = hidden.flatten()
        for row, frame in zip(*np.nonzero(hidden)):
            places = drawn[row, frame]
            self.assertTrue(flat[places].all())
            self.assertTrue((places // 80 == row).all())
            self.assertNotIn(row * 80 + frame, places)


class Books(unittest.TestCase):
    def test_a_code_that_is_never_chosen_leaves_the_gradient_finite(self):
        torch.manual_seed(0)
        quantizer = Quantizer(8, Settings(groups=1, codes=4, code_width=6)).train()
        with torch.no_grad():
            quantizer.choice.bias.copy_(torch.tensor([500.0, 0.0, 0.0, 0.0]))
        codes, perplexity = quantizer(torch.randn(1, 5, 8), torch.ones(1, 5, dtype=torch.bool))
        (codes.sum() + perplexity).backward()
        self.assertAlmostEqual(perplexity.item(), 1.0, places=4)
        self.assertTrue(torch.isfinite(quantizer.choice.weight.grad).all())


    def test_what_all_frames_share_does_not_choose_one_code_for_all(self):
        torch.manual_seed(0)
        features = 20 * torch.randn(16) + torch.randn(2, 200, 16)
        quantizer = Quantizer(16, Settings(groups=2, codes=8, code_width=6)).eval()
        counted = torch.ones(2, 200, dtype=torch.bool)
        before = quantizer(features, counted)[1].item()
        quantizer.spread_out(features)
        self.assertLess(before, 8)
        self.assertGreater(quantizer(features, counted)[1].item(), 10)


class Learning(unittest.TestCase):
    def test_the_loss_falls_on_a_folder_of_sound(self):
        import soundfile

        torch.manual_seed(0)
        random = np.random.default_rng(0)
        with tempfile.TemporaryDirectory() as folder:
            time = np.arange(16_000) / 16_000
            for index in range(3):
                pitch = 200 * (1 + index) * (1 + 0.5 * np.sign(np.sin(2 * np.pi * (3 + index) * time)))
                tone = np.sin(2 * np.pi * np.cumsum(pitch) / 16_000)
                soundfile.write(f"{folder}/{index}.wav", 0.3 * tone + 0.01 * random.standard_normal(len(time)), 16_000)
            wave = Clips(Path(folder), random).batch(3, 1)
        settings = Settings(groups=2, codes=8, code_width=16, compared_width=16, distractors=10)
        model = PreTraining(Front((400, 1, 3), (160, 1, 2), 32, 32), Encoder(sinusoids(60, 32), 1, 4, 64), settings).train()
        optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
        hidden = hidden_frames(3, model.front.normed(wave).shape[1], settings, random)
        drawn = drawn_distractors(hidden, 10, random)
        losses = []
        for _ in range(50):
            loss, _ = model(wave, torch.from_numpy(hidden), torch.from_numpy(drawn))
            optimizer.zero_grad()
            (loss / hidden.sum()).backward()
            optimizer.step()
            losses.append(loss.item() / hidden.sum())
        self.assertLess(np.mean(losses[-5:]), 0.8 * np.mean(losses[:5]))


if __name__ == "__main__":
    unittest.main()
