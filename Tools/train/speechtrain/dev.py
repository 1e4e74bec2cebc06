"""The development set: recorded English of the pool that is never trained on, against the teacher's own words.

The benchmark's prompts are looked at for figures only; choices are made here.
"""

import re
from pathlib import Path

import numpy as np
import torch

from . import pool
from .pool import RATE
from .run import mixed
from .whisper import AFTER, BEFORE, HOP, Whisper, samples_for

_SOURCES = ("steel-sky", "amazon-queen")
_EACH = 20
_TAIL = RATE


def prepared(samples: np.ndarray, tail: int = _TAIL) -> torch.Tensor:
    """Samples at any level → padded unit-variance wave [1, N], silence behind."""
    samples = samples - samples.mean()
    samples = samples / (samples.std() + 1e-4)
    frames = (len(samples) + tail) // HOP
    wave = np.zeros(samples_for(frames), np.float32)
    room = len(wave) - BEFORE - AFTER
    wave[BEFORE : BEFORE + min(len(samples), room)] = samples[:room]
    return torch.from_numpy(wave)[None]


def words(text: str) -> list[str]:
    return re.sub(r"[^\w' ]", " ", text.lower().replace("-", " ").replace("’", "'")).split()


def distance(said: list, heard: list) -> int:
    """Words to change, leave out and put in."""
    row = list(range(len(heard) + 1))
    for i, one in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (one != other))
    return row[-1]


class DevSet:
    """Held-out utterances with the teacher's own transcription of each."""

    def __init__(self, folder: Path, whisper: Whisper):
        self.whisper = whisper
        self.clips, held = [], set()
        for name, source in pool.sources(folder).items():
            if name not in _SOURCES:
                continue
            fitting = [i for i, u in enumerate(source.utterances[:700]) if 2.5 * RATE < u.length < 9 * RATE]
            for index in fitting[:: max(1, len(fitting) // _EACH)][:_EACH]:
                held.add((name, index))
                self.clips.append(prepared(source.samples(source.utterances[index])))
        self.held_out = frozenset(held)
        self.wanted = None

    @torch.no_grad()
    def _answers(self):
        self.targets = [self.whisper.encoder(self.whisper.features(clip))[0] for clip in self.clips]
        self.wanted = [self.whisper.greedy(target) for target in self.targets]

    @torch.no_grad()
    def measure(self, states_of) -> dict:
        """Of the states [1, T, 512] that `states_of` makes of a padded wave: divergence of the next token along the teacher's words, whitened error, word error against them."""
        if not self.clips:
            return {}
        whisper = self.whisper
        with mixed():
            if self.wanted is None:
                self._answers()
            divergence = error = 0.0
            wrong = total = tokens_seen = 0
            for clip, target, wanted in zip(self.clips, self.targets, self.wanted):
                states = states_of(clip)
                error += float((((states - target) ** 2).mean((0, 1)) / (target.var((0, 1)) + 0.02)).mean())
                tokens = torch.tensor([whisper.prompt("en") + wanted + [whisper.end]])
                views = [whisper.decoder(tokens[:, :-1], whisper.decoder.cross(s))[0][:, 3:] for s in (states, target)]
                given, right = (whisper.decoder.logits(view).float().log_softmax(-1) for view in views)
                divergence += float((right.exp() * (right - given)).sum())
                tokens_seen += given.shape[1]
                said = words(whisper.tokenizer.decode(wanted))
                wrong += distance(said, words(whisper.tokenizer.decode(whisper.greedy(states))))
                total += len(said)
        return {"divergence": divergence / tokens_seen, "error": error / len(self.clips), "wer": wrong / max(1, total)}
