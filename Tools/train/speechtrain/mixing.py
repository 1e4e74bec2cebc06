"""Clips for training: utterances one after the other, changed as rooms, lines and microphones change them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from . import pool
from .pool import RATE
from .whisper import AFTER, BEFORE, HOP, samples_for

# Shares of the batches' seconds by kind of source; what is not named has 1. A source counts with the square root of its length.
_WEIGHTS = {
    "steel-sky": 1.0, "amazon-queen": 1.2, "drascula": 0.7, "fillets-cs": 0.25, "fillets-nl": 0.25,
    "hibari": 2.0, "piper": 2.0, "flite": 1.4, "espeak": 0.6,
    "asterisk-core-sounds-es": 1.6, "asterisk-core-sounds-fr": 1.6, "asterisk-core-sounds-it": 1.6, "asterisk-core-sounds-ru": 1.2,
}


@dataclass
class Batch:
    """`wave` [B, N] padded and normalised; `texts` None where what is said is not known."""

    wave: torch.Tensor
    texts: list[str | None]
    languages: list[str]

    @property
    def seconds(self) -> float:
        return self.wave.numel() / RATE


class Mixer:
    """Draws batches. All that it needs to go on after a stop is in `state`."""

    def __init__(self, folder: Path, seed: int, seconds_each: float = 48, lengths=(4, 7, 11), held_out: frozenset = frozenset()):
        self.folder, self.seconds_each, self.lengths, self.held_out = folder, seconds_each, lengths, held_out
        self.random = np.random.default_rng(seed)
        self.reload()

    def reload(self) -> None:
        """Takes in what has been added to the pool."""
        self.sources = {
            name: source for name, source in pool.sources(self.folder).items() if not name.startswith("dev-") and len(source.utterances) > 20
        }
        if not self.sources:
            raise SystemExit(f"{self.folder}: no speech there yet; run the preparation first")
        self.names = list(self.sources)
        shares = np.array([_WEIGHTS.get(name, 1.0) * np.sqrt(self.sources[name].hours) for name in self.names])
        self.shares = shares / shares.sum()

    @property
    def state(self):
        return self.random.bit_generator.state

    @state.setter
    def state(self, value):
        self.random.bit_generator.state = value

    def batch(self) -> Batch:
        length = int(self.random.choice(self.lengths))
        count = max(1, round(self.seconds_each / length))
        clips = [self.clip(length) for _ in range(count)]
        return Batch(torch.from_numpy(np.stack([clip[0] for clip in clips])), [clip[1] for clip in clips], [clip[2] for clip in clips])

    def _utterance(self, source):
        while True:
            index = int(self.random.integers(len(source.utterances)))
            if (source.name, index) not in self.held_out:
                return source.utterances[index]

    def clip(self, seconds: int):
        """One clip of so many seconds: (padded wave, text, language)."""
        r = self.random
        frames = seconds * RATE // HOP
        size = frames * HOP
        sound = np.zeros(size, np.float32)
        source = self.sources[self.names[r.choice(len(self.names), p=self.shares)]]
        at, texts = int(r.uniform(0, 0.25) * RATE), []
        # Silence behind the speech, as a recognizer has at an utterance's end; sometimes none.
        room = size - at - (int(r.uniform(0.3, 1.2) * RATE) if r.random() < 0.7 else 0)
        speed = float(r.uniform(0.88, 1.18)) if r.random() < 0.4 else 1.0
        first = True
        while True:
            utterance = self._utterance(source)
            samples = source.samples(utterance)
            if speed != 1:
                count = int(len(samples) / speed)
                samples = np.interp(np.arange(count) * speed, np.arange(len(samples)), samples).astype(np.float32)
            if len(samples) > room and not first:
                break
            whole = len(samples) <= room
            samples = samples[:room]
            samples = samples - samples.mean()
            sound[at : at + len(samples)] = samples / (samples.std() + 1e-4) * 10 ** (r.uniform(-3, 3) / 20)
            texts.append(utterance.text if whole else None)
            gap = int(r.uniform(0.05, 0.6) * RATE)
            at += len(samples) + gap
            room -= len(samples) + gap
            first = False
            if room < RATE or r.random() < 0.15:
                break
        sound = self.changed(sound)
        wave = np.zeros(samples_for(frames), np.float32)
        wave[BEFORE : BEFORE + size] = sound
        text = None if None in texts else " ".join(texts)
        return wave[: BEFORE + size + AFTER], text, utterance.language

    def changed(self, x: np.ndarray) -> np.ndarray:
        """Noise, tones, echo, a narrow band, level; unit variance of the speech before the level."""
        r, size = self.random, len(x)
        spoken = np.abs(x) > 0
        scale = lambda y: y / (y[spoken].std() + 1e-4)
        if r.random() < 0.2:
            spectrum, frequencies = np.fft.rfft(x), np.fft.rfftfreq(size, 1 / RATE)
            slope = (np.maximum(frequencies, 80) / 1000) ** r.uniform(-0.5, 0.5)
            x = np.fft.irfft(spectrum * slope, size)
        if r.random() < 0.15:
            reach = int(r.uniform(1500, 5000))
            echo = r.standard_normal(reach) * np.exp(-np.arange(reach) / r.uniform(200, 1200)) * r.uniform(0.02, 0.08)
            echo[0] = 1
            length = 1 << int(np.ceil(np.log2(size + reach)))
            x = np.fft.irfft(np.fft.rfft(x, length) * np.fft.rfft(echo, length), length)[:size]
        x = scale(x)
        chance = r.random()
        if chance < 0.3:
            noise = np.fft.rfft(r.standard_normal(size))
            noise = np.fft.irfft(noise * (np.arange(len(noise)) + 20.0) ** -r.uniform(0, 1.2), size)
            x = x + noise / noise.std() * 10 ** (-r.uniform(8, 45) / 20)
        elif chance < 0.36:
            time = np.arange(size) / RATE
            tones = sum(
                r.uniform(0.1, 1) * np.sin(2 * np.pi * r.uniform(60, 4000) * time + r.uniform(0, 6)) * (np.sin(2 * np.pi * r.uniform(0.2, 4) * time) > r.uniform(-1, 0.8))
                for _ in range(5)
            )
            x = x + tones / (tones.std() + 1e-6) * 10 ** (-r.uniform(5, 30) / 20)
        if r.random() < 0.15:
            spectrum, frequencies = np.fft.rfft(x), np.fft.rfftfreq(size, 1 / RATE)
            x = np.fft.irfft(spectrum / (1 + (frequencies / r.uniform(3000, 7000)) ** 12), size)
        return (scale(x) * 10 ** (r.uniform(-6, 6) / 20)).astype(np.float32)
