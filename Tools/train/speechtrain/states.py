"""States of English speech with a text, as the first pass has them for good (a chunk is heard twice): computed once, kept in parts, resumable. `letters` trains on them.

A part is 48 utterances, drawn by its number alone: whatever was there before a stop stays, and the same parts come out of the same pool and weights.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from . import ctc
from .dev import prepared
from .pool import RATE

EACH = 48
# Seconds of sound that an utterance may have: longer ones cost attention over all of their frames.
_LONGEST = 10
# One utterance in so many is never trained on: choices are made there.
HELD_BACK = 25


@dataclass
class Example:
    """`states` [T, 512] f16, `labels` by `ctc.VOCABULARY`; `source` and `held_back` say where it comes from and what it is for."""

    states: torch.Tensor
    labels: list[int]
    source: str
    held_back: bool


def spoken(sources: dict) -> list[tuple]:
    """(source's name, place, utterance) of all English with a text that has one spelling in letters, in a fixed mixed order."""
    found = [
        (name, place, utterance)
        for name, source in sources.items()
        for place, utterance in enumerate(source.utterances)
        if utterance.language == "en" and utterance.text and ctc.labels(utterance.text) and utterance.length < _LONGEST * RATE
    ]
    return [found[i] for i in np.random.default_rng(7).permutation(len(found))]


def disturbed(samples: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """An utterance as a microphone has it: a little quiet before and behind, at times noise or a narrow band, another level.

    Rooms and lines of other kinds are the front's business, which was trained with them.
    """
    before, behind = random.uniform(0, 0.5), random.uniform(0.1, 1.2)
    quiet = lambda seconds: np.zeros(int(seconds * RATE), np.float32)
    wave = np.concatenate([quiet(before), samples, quiet(behind)])
    loudness = float(samples.std()) + 1e-6
    noise = random.standard_normal(len(wave)).astype(np.float32)
    if random.random() < 0.5:
        # Brown rather than white: rooms and fans.
        spectrum = np.fft.rfft(noise)
        spectrum /= np.sqrt(1 + np.arange(len(spectrum)) / random.uniform(20, 400))
        noise = np.fft.irfft(spectrum, len(wave)).astype(np.float32)
        noise /= noise.std() + 1e-6
    wave = wave + noise * loudness * 10 ** (-random.uniform(10, 50) / 20)
    if random.random() < 0.15:
        spectrum = np.fft.rfft(wave)
        spectrum[int(len(spectrum) * random.uniform(0.4, 0.8)) :] = 0
        wave = np.fft.irfft(spectrum, len(wave)).astype(np.float32)
    return wave.astype(np.float32)


def fingerprint(model: Path, chunk: int) -> str:
    """Of what the states depend on beside the pool."""
    return hashlib.sha256((model / "model.safetensors").read_bytes()).hexdigest()[:16] + f"-{chunk}"


def parts(cache: Path) -> list[Path]:
    return sorted(cache.glob("part-*.pt"))


def load(cache: Path, minutes: float = float("inf")) -> list[Example]:
    """What is there, in order, up to so many minutes of states."""
    found, frames = [], 0
    for part in parts(cache):
        if frames >= minutes * 3000:
            break
        found += [Example(**one) for one in torch.load(part, weights_only=True)]
        frames = sum(len(one.states) for one in found)
    return found


@torch.no_grad()
def part(number: int, choices, sources, student, chunk: int) -> list[dict]:
    random = np.random.default_rng([11, number])
    found = []
    for name, place, utterance in choices[number * EACH : (number + 1) * EACH]:
        wave = prepared(disturbed(sources[name].samples(utterance), random), tail=0) * float(10 ** (random.uniform(-4, 4) / 20))
        states = student.first_pass(student.front(wave), chunk)[0]
        held_back = int(hashlib.sha256(f"{name} {utterance.text}".encode()).hexdigest(), 16) % HELD_BACK == 0
        found.append({"states": states.half(), "labels": ctc.labels(utterance.text), "source": name, "held_back": held_back})
    return found


def collect(student, sources, cache: Path, minutes: float, chunk: int, mark: str) -> None:
    """Brings the cache to so many minutes of sound; parts made from other weights are refused."""
    cache.mkdir(parents=True, exist_ok=True)
    stamp = cache / "made-from.json"
    if stamp.exists() and json.loads(stamp.read_text()) != mark:
        raise SystemExit(f"{cache} holds states of other weights ({json.loads(stamp.read_text())}, wanted {mark}); name another folder or delete it")
    stamp.write_text(json.dumps(mark))
    choices = spoken(sources)
    if not choices:
        raise SystemExit("the pool has no English speech with texts; make it with train-speech, or `--run voices`")
    total = 0.0
    for number in range((len(choices) + EACH - 1) // EACH):
        if total >= minutes:
            break
        file = cache / f"part-{number:04d}.pt"
        if not file.exists():
            aside = file.with_suffix(".new")
            torch.save(part(number, choices, sources, student, chunk), aside)
            os.replace(aside, file)
            print(f"states: part {number}, {total:.1f} of {minutes:.0f} minutes", flush=True)
        total += sum(utterance.length for _, _, utterance in choices[number * EACH : (number + 1) * EACH]) / RATE / 60
