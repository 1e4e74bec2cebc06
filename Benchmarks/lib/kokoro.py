"""Kokoro-82M (int8) through OpenVINO: the voice that speaks the Mandarin sentences."""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np

from lib import fetch, mandarin, sound
from lib.paths import cache

_RATE = 24_000
VOICES = ("jm_kumo", "jf_gongitsune")


def _resampled(samples: np.ndarray) -> np.ndarray:
    """24 → 16 kHz of a whole clip, band-limited: the spectrum is cut at 8 kHz."""
    length = len(samples) * sound.RATE // _RATE
    spectrum = np.fft.rfft(samples)[: length // 2 + 1]
    return (np.fft.irfft(spectrum, length) * (length / len(samples))).astype(np.float32)


def speak(sentences: list[str]) -> list[Path]:
    """A sound file for each sentence, the voices taking turns; made once, kept by hash of symbols and voice."""
    folder = cache("mandarin")
    wanted = []
    for number, sentence in enumerate(sentences):
        symbols, voice = mandarin.phonemes(sentence), VOICES[number % len(VOICES)]
        key = hashlib.sha256(f"1|{voice}|{symbols}".encode()).hexdigest()[:16]
        wanted.append((folder / f"{key}.wav", symbols, voice))
    if any(not path.exists() for path, _, _ in wanted):
        import openvino

        model_folder = fetch.kokoro()
        vocabulary = json.loads((model_folder / "vocab.json").read_text())["vocab"]
        styles = np.load(model_folder / "voices.npz")
        model = openvino.Core().compile_model(model_folder / "model.onnx", "CPU", {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"})
        for path, symbols, voice in wanted:
            if path.exists():
                continue
            unknown = set(symbols) - set(vocabulary)
            if unknown:
                raise ValueError(f"Kokoro has no symbol for {' '.join(sorted(unknown))}")
            print(f"speaking {symbols}", file=sys.stderr)
            tokens = [vocabulary[symbol] for symbol in symbols]
            style = styles[voice][len(tokens)].reshape(1, 256).astype(np.float32)
            result = model({
                "tokens": np.array([[0, *tokens, 0]], np.int64), "style": style, "speed": np.array([1], np.float32)})
            samples = _resampled(np.asarray(result[0], np.float32).ravel())
            rest = np.zeros(sound.RATE * 3 // 10, np.float32)
            sound.write(path, np.concatenate([rest, samples / max(1e-6, np.abs(samples).max()) * 0.7, rest]))
    return [path for path, _, _ in wanted]
