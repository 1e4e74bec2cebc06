"""Ten minutes of what is no speech, the same samples every time."""

from pathlib import Path

import numpy as np

from lib import sound
from lib.paths import cache

KINDS = ["silence", "pink noise", "music-like tones", "keyboard-like clicks"]


def _silence(length: int, random: np.random.Generator) -> np.ndarray:
    """Digital zeros first, then the hiss of a quiet converter (−75 dB)."""
    hiss = random.standard_normal(length).astype(np.float32) * 10 ** (-75 / 20)
    hiss[: length // 2] = 0
    return hiss


def _pink_noise(length: int, random: np.random.Generator) -> np.ndarray:
    """1/f noise whose level wanders between −50 and −20 dB."""
    spectrum = np.fft.rfft(random.standard_normal(length))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), length * 20 / sound.RATE))
    noise = np.fft.irfft(spectrum, length)
    noise /= noise.std()
    level = np.interp(np.arange(length), np.linspace(0, length, 25), random.uniform(-50, -20, 25))
    return (noise * 10 ** (level / 20)).astype(np.float32)


def _music(length: int, random: np.random.Generator) -> np.ndarray:
    """Chords of harmonic tones with a struck or a slow onset, a melody with vibrato above, a soft beat below."""
    out = np.zeros(length + sound.RATE * 4, np.float32)
    beat = 0.5
    roots = [220.0, 174.6, 261.6, 196.0]
    scale = [1, 9 / 8, 5 / 4, 3 / 2, 5 / 3, 2]

    def tone(frequency: float, duration: float, slow: bool, vibrato: float) -> np.ndarray:
        t = np.arange(int(duration * sound.RATE)) / sound.RATE
        phase = 2 * np.pi * frequency * t + vibrato * np.sin(2 * np.pi * 5.5 * t)
        harmonics = sum(np.sin(k * phase) / k**1.5 for k in range(1, 8) if k * frequency < 7500)
        envelope = np.minimum(t / 0.2, 1) * np.minimum((duration - t) / 0.3, 1) if slow else np.exp(-3 * t)
        return (harmonics * envelope).astype(np.float32)

    at, bar = 0, 0
    while at < length:
        root = roots[bar % 4]
        slow = bar // 16 % 2 == 1
        for interval in (1, 5 / 4 if bar % 4 != 1 else 6 / 5, 3 / 2):
            piece = tone(root * interval, beat * 4, slow, 0)
            out[at : at + len(piece)] += 0.08 * piece
        for step in range(4):
            begin = at + int(step * beat * sound.RATE)
            piece = tone(2 * root * scale[random.integers(len(scale))], beat, slow, 0.4)
            out[begin : begin + len(piece)] += 0.08 * piece
            thump = random.standard_normal(1600).astype(np.float32) * np.exp(-np.arange(1600) / 250).astype(np.float32)
            out[begin : begin + 1600] += 0.03 * thump
        at += int(4 * beat * sound.RATE)
        bar += 1
    return out[:length]


def _keyboard(length: int, random: np.random.Generator) -> np.ndarray:
    """Bursts of typing: each key a click down and a softer one up, each a few milliseconds with a short wooden ring."""
    out = random.standard_normal(length).astype(np.float32) * 10 ** (-65 / 20)
    t = np.arange(int(0.04 * sound.RATE)) / sound.RATE

    def click(level: float) -> np.ndarray:
        ring = np.sin(2 * np.pi * random.uniform(900, 3500) * t) * np.exp(-t / 0.006)
        snap = random.standard_normal(len(t)) * np.exp(-t / 0.0015)
        return (level * (0.4 * ring + snap)).astype(np.float32)

    at = 0.0
    while at < length / sound.RATE - 2:
        for _ in range(random.integers(5, 60)):
            level = 10 ** (random.uniform(-30, -12) / 20)
            for delay, share in ((0.0, 1.0), (random.uniform(0.06, 0.11), 0.4)):
                begin = int((at + delay) * sound.RATE)
                if begin + len(t) < length:
                    out[begin : begin + len(t)] += click(level * share)
            at += random.uniform(0.09, 0.3)
        at += random.exponential(2.0)
    return out


def files(minutes: float = 10) -> dict[str, Path]:
    """One file a kind."""
    makers = dict(zip(KINDS, (_silence, _pink_noise, _music, _keyboard)))
    paths = {}
    for number, (kind, make) in enumerate(makers.items()):
        path = cache("made") / f"{kind.replace(' ', '-')}-{minutes:g}-1.wav"
        if not path.exists():
            samples = make(int(minutes * 60 * sound.RATE), np.random.default_rng(number))
            sound.write(path, np.clip(samples, -1, 1))
        paths[kind] = path
    return paths
