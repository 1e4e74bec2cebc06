"""wav2vec 2.0's own objective: hide stretches of frames, and tell for each hidden frame which quantized sound was there.

    python -m speechtrain.pretrain --sound DIR --run DIR --steps N [--start DIR]

Runs on any folder of sound files (or a pool of this package); no text and no teacher is needed. Loss as in Baevski et al. 2020: contrastive
over 100 distractors from the same clip, plus the diversity of the codebooks.
"""

import argparse
import csv
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from . import pool
from .pool import RATE
from .recordings import decode
from .run import mixed
from .student import Front
from .whisper import AFTER, BEFORE, HOP, Encoder, chunk_mask, samples_for

_ENDINGS = {".wav", ".flac", ".ogg", ".opus", ".mp3", ".g722", ".gsm"}


@dataclass
class Settings:
    """Names and meanings as in the paper; `code_width` is the width of a quantized frame over all groups."""

    groups: int = 2
    codes: int = 320
    code_width: int = 256
    compared_width: int = 256
    distractors: int = 100
    temperature: float = 0.1
    diversity: float = 0.1
    mask_chance: float = 0.065
    mask_length: int = 10
    gumbel_start: float = 2.0
    gumbel_end: float = 0.5
    gumbel_decay: float = 0.9995


class Quantizer(nn.Module):
    """Features → for each group one of its code vectors; hard choice forward, Gumbel softmax backward."""

    def __init__(self, channels: int, settings: Settings):
        super().__init__()
        self.groups, self.codes, self.temperature = settings.groups, settings.codes, settings.gumbel_start
        self.choice = nn.Linear(channels, settings.groups * settings.codes)
        self.book = nn.Parameter(torch.empty(settings.groups, settings.codes, settings.code_width // settings.groups).uniform_())
        nn.init.normal_(self.choice.weight, std=1)
        nn.init.zeros_(self.choice.bias)

    @torch.no_grad()
    def spread_out(self, features, sharpness: float = 4.0) -> None:
        """Centres and scales the choices on features [B, T, channels]: what all frames share must not choose one code for all."""
        self.choice.bias.copy_(-self.choice.weight @ features.mean((0, 1)))
        scale = sharpness / self.choice(features).std()
        self.choice.weight.mul_(scale)
        self.choice.bias.mul_(scale)

    def forward(self, features, counted):
        """Features [B, T, channels], counted [B, T] → codes [B, T, code_width] and the perplexity of their use where counted."""
        batch, frames, _ = features.shape
        scores = self.choice(features).view(batch * frames * self.groups, self.codes)
        if self.training:
            chosen = F.gumbel_softmax(scores.float(), tau=self.temperature, hard=True)
            spread = scores.float().softmax(-1)
        else:
            chosen = F.one_hot(scores.argmax(-1), self.codes).to(scores.dtype)
            spread = chosen
        spread = spread.view(batch, frames, self.groups, self.codes)[counted].mean(0)
        # The small number keeps the gradient finite where a code is never chosen.
        perplexity = torch.exp(-(spread * torch.log(spread + 1e-7)).sum(-1)).sum()
        codes = torch.einsum("ngc,gcw->ngw", chosen.view(batch * frames, self.groups, self.codes).to(self.book.dtype), self.book)
        return codes.reshape(batch, frames, -1), perplexity


class PreTraining(nn.Module):
    """Front, transformer and what the objective needs beside them."""

    def __init__(self, front: Front, encoder: Encoder, settings: Settings):
        super().__init__()
        channels, width = front.last_norm.normalized_shape[0], encoder.final_norm.normalized_shape[0]
        self.settings, self.front, self.encoder = settings, front, encoder
        self.hidden_frame = nn.Parameter(torch.empty(width).uniform_())
        self.quantizer = Quantizer(channels, settings)
        self.of_context = nn.Linear(width, settings.compared_width)
        self.of_code = nn.Linear(settings.code_width, settings.compared_width)

    def forward(self, wave, hidden, distractors, mask=None):
        """Wave [B, N], hidden [B, T] true where a frame is masked, distractors [B, T, K] places in 0…B·T → (loss, parts).

        `loss` is a sum over the hidden frames, as in the paper; divide by their number to compare batches.
        """
        settings = self.settings
        seen = self.front.normed(wave)
        x = self.front.projection(seen)
        x = torch.where(hidden[..., None], self.hidden_frame.to(x.dtype), x)
        context = self.of_context(self.encoder(x, mask)[0])
        codes, perplexity = self.quantizer(seen, hidden)
        codes = self.of_code(codes.to(self.of_code.weight.dtype))
        others = codes.reshape(-1, codes.shape[-1])[distractors.flatten()].view(*distractors.shape, -1)
        candidates = torch.cat([codes[:, :, None], others], 2)
        scores = F.cosine_similarity(context[:, :, None].float(), candidates.float(), dim=-1) / settings.temperature
        # A distractor that happens to be the very same code is no mistake.
        same = (others == codes[:, :, None]).all(-1)
        scores = torch.cat([scores[..., :1], scores[..., 1:].masked_fill(same, -torch.inf)], -1)
        wanted = scores[hidden]
        contrastive = F.cross_entropy(wanted, torch.zeros(len(wanted), dtype=torch.long), reduction="sum")
        every = settings.groups * settings.codes
        diversity = (every - perplexity) / every * hidden.sum()
        right = (wanted.argmax(-1) == 0).float().mean()
        parts = {"contrastive": contrastive, "diversity": diversity, "perplexity": perplexity, "right": right}
        return contrastive + settings.diversity * diversity, parts


def hidden_frames(batch: int, frames: int, settings: Settings, random: np.random.Generator) -> np.ndarray:
    """[B, T]: spans of `mask_length` frames begin anywhere with `mask_chance`; they may overlap. Each clip has at least one."""
    hidden = np.zeros((batch, frames), bool)
    for row in hidden:
        starts = np.flatnonzero(random.random(frames - settings.mask_length) < settings.mask_chance)
        for start in starts if len(starts) else [random.integers(frames - settings.mask_length)]:
            row[start : start + settings.mask_length] = True
    return hidden


def drawn_distractors(hidden: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """[B, T, K]: for each hidden frame K other hidden frames of the same clip, as places in the flattened batch."""
    batch, frames = hidden.shape
    drawn = np.zeros((batch, frames, count), np.int64)
    for row in range(batch):
        places = np.flatnonzero(hidden[row])
        picks = random.integers(0, len(places) - 1, (len(places), count))
        picks += picks >= np.arange(len(places))[:, None]
        drawn[row, places] = places[picks]
        drawn[row] += row * frames
    return drawn


class Clips:
    """Pieces of so many seconds from a folder of sound files, or from a pool."""

    def __init__(self, folder: Path, random: np.random.Generator):
        self.random = random
        self.sources = list(pool.sources(folder).values())
        self.files = [] if self.sources else sorted(path for path in folder.rglob("*") if path.suffix.lower() in _ENDINGS)
        if not self.sources and not self.files:
            raise SystemExit(f"{folder}: no sound file in it ({', '.join(sorted(_ENDINGS))}); name another folder with --sound")

    def _piece(self, length: int) -> np.ndarray:
        pieces, total = [], 0
        while total < length:
            if self.sources:
                source = self.sources[self.random.integers(len(self.sources))]
                samples = source.samples(source.utterances[self.random.integers(len(source.utterances))])
            else:
                path = self.files[self.random.integers(len(self.files))]
                samples = decode(path, "g722" if path.suffix == ".g722" else None)
                if len(samples) > length:
                    start = self.random.integers(len(samples) - length + 1)
                    samples = samples[start : start + length]
                elif not len(samples):
                    raise SystemExit(f"{path}: no sound could be read from it; take it out of the folder")
            pieces.append(samples)
            total += len(samples)
        return np.concatenate(pieces)[:length]

    def batch(self, count: int, seconds: float) -> torch.Tensor:
        frames = int(seconds * RATE) // HOP
        wave = np.zeros((count, samples_for(frames)), np.float32)
        for row in wave:
            piece = self._piece(frames * HOP)
            piece = piece - piece.mean()
            row[BEFORE : len(row) - AFTER] = piece / (piece.std() + 1e-4)
        return torch.from_numpy(wave)


def sinusoids(length: int, width: int) -> torch.Tensor:
    scale = np.log(10_000) / (width // 2 - 1)
    angles = np.arange(length)[:, None] * np.exp(-scale * np.arange(width // 2))
    return torch.tensor(np.concatenate([np.sin(angles), np.cos(angles)], 1), dtype=torch.float32)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--sound", type=Path, required=True)
    arguments.add_argument("--run", type=Path, required=True)
    arguments.add_argument("--steps", type=int, required=True)
    arguments.add_argument("--start", type=Path, help="a checkpoint of ours to begin from; without it, random weights")
    arguments.add_argument("--chunk", type=int, default=0, help="frames of a chunk mask; 0: full context")
    arguments.add_argument("--layers", type=int, default=6)
    arguments.add_argument("--clips", type=int, default=6)
    arguments.add_argument("--seconds", type=float, default=5)
    arguments.add_argument("--peak", type=float, default=5e-4)
    arguments.add_argument("--code-share", type=float, default=0.1, help="learning rate of the quantizer, as a share of the others'")
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    random = np.random.default_rng(options.seed)
    settings = Settings()
    if options.start:
        from .student import Student

        student = Student(sinusoids(1500, 512))
        student.load(options.start)
        front, encoder = student.front, student.encoder
    else:
        front, encoder = Front(), Encoder(sinusoids(1500, 512), layers=options.layers)
    model = PreTraining(front, encoder, settings).train()
    # Slow codes: at the pace of the rest, and with small batches, they all become one, which is easy to tell and worth nothing.
    slow = list(model.quantizer.parameters())
    fast = [parameter for name, parameter in model.named_parameters() if not name.startswith("quantizer.")]
    groups = [{"params": fast, "share": 1.0}, {"params": slow, "share": options.code_share}]
    optimizer = torch.optim.AdamW(groups, lr=options.peak, betas=(0.9, 0.98), weight_decay=0.01)
    clips = Clips(options.sound, random)
    options.run.mkdir(parents=True, exist_ok=True)
    state, step = options.run / "pretrain.pt", 0
    if state.exists():
        kept = torch.load(state, weights_only=False)
        model.load_state_dict(kept["model"])
        optimizer.load_state_dict(kept["optimizer"])
        random.bit_generator.state, step = kept["random"], kept["step"]
        torch.set_rng_state(kept["torch"])
        print(f"goes on at step {step}", flush=True)
    else:
        model.quantizer.spread_out(model.front.normed(clips.batch(options.clips, options.seconds)))
    while step < options.steps:
        for group in optimizer.param_groups:
            group["lr"] = group["share"] * options.peak * min(1.0, (step + 1) / 50)
        model.quantizer.temperature = max(settings.gumbel_end, settings.gumbel_start * settings.gumbel_decay**step)
        wave = clips.batch(options.clips, options.seconds)
        hidden = hidden_frames(len(wave), (wave.shape[1] - 720) // HOP, settings, random)
        drawn = torch.from_numpy(drawn_distractors(hidden, settings.distractors, random))
        mask = chunk_mask(hidden.shape[1], options.chunk) if options.chunk else None
        with mixed():
            loss, parts = model(wave, torch.from_numpy(hidden), drawn, mask)
        count = int(hidden.sum())
        optimizer.zero_grad(set_to_none=True)
        (loss / count).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        row = {"step": step, "loss": loss.item() / count, "contrastive": parts["contrastive"].item() / count, "perplexity": parts["perplexity"].item(), "right": parts["right"].item()}
        curve = options.run / "pretrain.csv"
        new = not curve.exists()
        with curve.open("a", newline="") as file:
            writer = csv.writer(file)
            if new:
                writer.writerow(row)
            writer.writerow(f"{value:.5g}" for value in row.values())
        if step % 10 == 0:
            print(" ".join(f"{name} {value:.4g}" for name, value in row.items()), flush=True)
        if step % 50 == 0 or step == options.steps:
            aside = state.with_suffix(".new")
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "random": random.bit_generator.state, "step": step, "torch": torch.get_rng_state()}, aside)
            os.replace(aside, state)


if __name__ == "__main__":
    main()
