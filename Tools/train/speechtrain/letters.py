"""Trains the character head by itself, on the states of a checkpoint that stays as it is.

    python -m speechtrain.letters --model DIR --whisper DIR --pool DIR --run DIR --out DIR [--minutes N] [--steps N] [--kind linear|convolution]

States of English speech with a text are computed once and kept in RUN/states (`states`); each channel is brought to zero mean and unit variance while the head
learns, and the scale is folded into its weights at the end. A state is saved each hundred steps: the same command resumes. Writes `ctc_head.safetensors` and
`vocab.json` into --out, and `RUN/letters.csv`.
"""

import argparse
import copy
from pathlib import Path

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence

from . import ctc, pool, states
from .dev import distance
from .run import Average, Means, load_state, rate, report, save_state, set_rate
from .states import Example
from .student import Student
from .whisper import Whisper

_BATCH = 24
_PEAK = {"linear": 5e-3, "convolution": 4e-3}


class Training:
    """A head over normalised states; `kind` is one of `ctc.KINDS`."""

    def __init__(self, examples: list[Example], steps: int, kind: str = "linear", seed: int = 1, run: Path | None = None):
        self.trained_on = sorted((one for one in examples if not one.held_back), key=lambda one: len(one.states))
        self.held_back = [one for one in examples if one.held_back]
        every = torch.cat([one.states for one in self.trained_on[:: max(1, len(self.trained_on) // 1500)]]).float()
        self.mean, self.scale = every.mean(0), every.std(0) + 1e-3
        self.steps, self.kind, self.run = steps, kind, run
        torch.manual_seed(seed)
        self.random = np.random.default_rng(seed)
        self.head = ctc.head(kind)
        self.average = Average(self.head, 60)
        self.optimizer = torch.optim.AdamW(self.head.parameters(), lr=1e-3, betas=(0.9, 0.98), weight_decay=2e-2)

    def _normalised(self, found: torch.Tensor) -> torch.Tensor:
        return (found.float() - self.mean) / self.scale

    def step(self, step: int) -> torch.Tensor:
        set_rate(self.optimizer, rate(step, self.steps, _PEAK[self.kind], 20))
        # Of about one length, so that little is padding.
        start = int(self.random.integers(max(1, len(self.trained_on) - _BATCH + 1)))
        batch = self.trained_on[start : start + _BATCH]
        found = pad_sequence([self._normalised(one.states) for one in batch], batch_first=True)
        loss = ctc.loss(self.head(found), [one.labels for one in batch], [len(one.states) for one in batch])
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.head.parameters(), 1.0)
        self.optimizer.step()
        self.average.update(self.head)
        return loss

    def train(self) -> torch.nn.Module:
        """The head with its average weights, for states as they are."""
        means, first = Means(), 0
        parts = {"head": self.head, "optimizer": self.optimizer, "average": self.average}
        state = self.run / f"letters-{self.kind}.pt" if self.run else None
        if state and (found := load_state(state, parts)):
            first, self.random.bit_generator.state = found[0]["step"], found[1]
            means.resume(found[0])
        for step in range(first, self.steps):
            means.take({"loss": self.step(step)})
            if state and ((step + 1) % 100 == 0 or step + 1 == self.steps):
                save_state(state, parts, {"step": step + 1} | means.counter, self.random.bit_generator.state)
                report(self.run / f"letters-{self.kind}.csv", {"step": step + 1, **means.values, "letter_error": self.error()})
        return ctc.unscaled(copy.deepcopy(self.average.module), self.mean, self.scale)

    @torch.no_grad()
    def error(self) -> float:
        """Letters wrong of what was held back, best path."""
        wrong = total = 0
        for one in self.held_back:
            wanted = ctc.text(one.labels)
            wrong += distance(list(wanted), list(ctc.best_path(self.average.module(self._normalised(one.states)[None])[0])))
            total += len(wanted)
        return wrong / max(1, total)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("model", "whisper", "pool", "run", "out"):
        arguments.add_argument("--" + name, type=Path, required=True)
    arguments.add_argument("--minutes", type=float, default=35)
    arguments.add_argument("--steps", type=int, default=400)
    arguments.add_argument("--chunk", type=int, default=16)
    arguments.add_argument("--kind", choices=ctc.KINDS, default="linear")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--threads", type=int, default=1)
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    student = Student(Whisper(options.whisper).positions)
    student.load(options.model)
    cache = options.run / "states"
    states.collect(student, pool.sources(options.pool), cache, options.minutes, options.chunk, states.fingerprint(options.model, options.chunk))
    examples = states.load(cache, options.minutes)
    head = Training(examples, options.steps, options.kind, options.seed, options.run).train()
    options.out.mkdir(parents=True, exist_ok=True)
    ctc.save(head, options.out)
    minutes = sum(len(one.states) for one in examples) / 3000
    print(f"letters: {len(examples)} utterances, {minutes:.0f} minutes; head written to {options.out}")


if __name__ == "__main__":
    main()
