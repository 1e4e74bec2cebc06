"""Trains the character head by itself, on the states of a checkpoint that stays as it is.

    python -m speechtrain.letters --model DIR --whisper DIR --pool DIR --out DIR [--minutes N] [--steps N]

States of English speech with a text are computed once and kept; each channel is brought to zero mean and unit variance while the head learns, and
the scale is folded into its weights at the end. Writes `ctc_head.safetensors` and `vocab.json` into --out.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence

from . import ctc, pool
from .dev import prepared
from .run import Means, mixed, rate, set_rate
from .student import Student
from .whisper import Whisper


def collected(student, sources, minutes: float, chunk: int, random: np.random.Generator) -> list[tuple[torch.Tensor, list[int]]]:
    """(states [T, 512], labels) of utterances drawn from all sources that have texts, until there are so many minutes."""
    choices = [(source, u) for source in sources for u in source.utterances if u.language == "en" and u.text and ctc.labels(u.text) and u.length < 10 * pool.RATE]
    found, total = [], 0.0
    for index in random.permutation(len(choices)):
        source, utterance = choices[index]
        wave = prepared(source.samples(utterance), tail=pool.RATE // 3) * float(10 ** (random.uniform(-4, 4) / 20))
        if random.random() < 0.4:
            wave = wave + torch.from_numpy(random.standard_normal(wave.shape).astype(np.float32)) * float(10 ** (-random.uniform(12, 45) / 20))
        with torch.no_grad(), mixed():
            features = student.front(wave)
            states = student.first_pass(features.float(), chunk)[0]
        found.append((states.half(), ctc.labels(utterance.text)))
        total += utterance.length / pool.RATE / 60
        if total > minutes:
            break
    return found


def trained(examples, steps: int, random: np.random.Generator) -> ctc.Head:
    every = torch.cat([states for states, _ in examples]).float()
    mean, scale = every.mean(0), every.std(0) + 1e-3
    head, means = ctc.Head(), Means()
    optimizer = torch.optim.AdamW(head.parameters(), lr=1e-2, betas=(0.9, 0.98), weight_decay=1e-3)
    by_length = sorted(examples, key=lambda example: len(example[0]))
    for step in range(steps):
        set_rate(optimizer, rate(step, steps, 1e-2, 20))
        start = int(random.integers(max(1, len(by_length) - 24)))
        batch = by_length[start : start + 24]
        states = pad_sequence([(states.float() - mean) / scale for states, _ in batch], batch_first=True)
        loss = ctc.loss(head(states), [labels for _, labels in batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        means.take({"loss": loss})
        if (step + 1) % 100 == 0:
            print(f"letters: step {step + 1}, {means.values['loss']:.3f} a letter", flush=True)
    with torch.no_grad():
        head.bias -= head.weight @ (mean / scale)
        head.weight /= scale
    return head


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("model", "whisper", "pool", "out"):
        arguments.add_argument("--" + name, type=Path, required=True)
    arguments.add_argument("--minutes", type=float, default=60)
    arguments.add_argument("--steps", type=int, default=1500)
    arguments.add_argument("--chunk", type=int, default=16)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    random = np.random.default_rng(options.seed)
    student = Student(Whisper(options.whisper).positions)
    student.load(options.model)
    examples = collected(student, pool.sources(options.pool).values(), options.minutes, options.chunk, random)
    head = trained(examples, options.steps, random)
    options.out.mkdir(parents=True, exist_ok=True)
    ctc.save(head, options.out)
    print(f"letters: {len(examples)} utterances; head written to {options.out}")


if __name__ == "__main__":
    main()
