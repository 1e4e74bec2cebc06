"""Sound files of the benchmark: 16 kHz mono, written once into the cache."""

import hashlib
from pathlib import Path

import numpy as np
import soundfile

RATE = 16_000


def read(path: Path) -> np.ndarray:
    """Mono f32 at 16 kHz; anything else is a mistake of the benchmark."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    if rate != RATE:
        raise ValueError(f"{path}: {rate} Hz, expected {RATE}")
    return samples.mean(axis=1)


def write(path: Path, samples: np.ndarray) -> Path:
    """16-bit WAV, aside and renamed, so that a broken run leaves no half file."""
    half = path.with_suffix(".part")
    soundfile.write(half, samples, RATE, subtype="PCM_16", format="WAV")
    half.rename(path)
    return path


def seconds(path: Path) -> float:
    info = soundfile.info(str(path))
    return info.frames / info.samplerate


def digest(path: Path) -> str:
    """Short hash of a file's bytes: a cache key."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def levels(samples: np.ndarray, frame: int = 320) -> np.ndarray:
    """RMS in dB of each 20 ms frame."""
    whole = samples[: len(samples) // frame * frame].reshape(-1, frame)
    return 10 * np.log10((whole**2).mean(axis=1) + 1e-10)


def onset(samples: np.ndarray) -> int | None:
    """The first sample of the first 10 ms whose level is at most 35 dB below the loudest; none where all is silent."""
    block = RATE // 100
    frames = samples[: len(samples) // block * block].reshape(-1, block)
    level = np.sqrt((frames.astype(np.float64) ** 2).mean(axis=1))
    loud = np.flatnonzero(level > level.max() * 10 ** (-35 / 20))
    return int(loud[0]) * block if len(loud) else None
