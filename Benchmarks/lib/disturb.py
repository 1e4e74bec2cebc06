"""What happens to speech on its way to a computer: each disturbance makes a new file of a clean one, the same samples every time."""

import subprocess
import tempfile
import zlib
from pathlib import Path

import numpy as np

from lib import noise, sound
from lib.paths import SAMPLE, cache

_MUSIC = Path("/usr/share/asterisk/moh")


def _decibel(value: float) -> float:
    return 10 ** (value / 20)


def _speech_level(samples: np.ndarray) -> float:
    """RMS of the frames that are within 30 dB of the loudest."""
    levels = sound.levels(samples)
    return _decibel(10 * np.log10(np.mean(10 ** (levels[levels > levels.max() - 30] / 10))))


def _over(samples: np.ndarray, other: np.ndarray, below: float, seed: int) -> np.ndarray:
    """`other` from some place of it on, `below` dB under the speech; half a second more on both sides, since people talk into what is already there."""
    edge = sound.RATE // 2
    speech = np.concatenate([np.zeros(edge, np.float32), samples, np.zeros(edge, np.float32)])
    start = seed % max(1, len(other) - len(speech))
    piece = np.resize(other[start:], len(speech))
    return speech + piece * (_speech_level(samples) * _decibel(-below) / max(1e-9, float(np.sqrt(np.mean(piece**2)))))


def _ffmpeg(samples: np.ndarray, *filters: list[str]) -> np.ndarray:
    """Through one ffmpeg call after the other, 16-bit WAV in and out of each."""
    with tempfile.TemporaryDirectory() as folder:
        path = sound.write(Path(folder) / "0.wav", samples)
        for number, arguments in enumerate(filters, 1):
            there = Path(folder) / f"{number}.wav"
            subprocess.run(["ffmpeg", "-v", "error", "-i", path, *arguments, there], check=True)
            path = there
        return sound.read(path)


def _gap(samples: np.ndarray) -> np.ndarray:
    """2 s of silence at the quietest 100 ms of the middle half."""
    power = np.convolve(samples**2, np.ones(1600, np.float32), "same")
    place = len(samples) // 4 + int(np.argmin(power[len(samples) // 4 : 3 * len(samples) // 4]))
    return np.concatenate([samples[:place], np.zeros(2 * sound.RATE, np.float32), samples[place:]])


def music() -> list[Path]:
    """Debian's music on hold: five recordings, 16 minutes, no voices (asterisk-moh-opsound-g722)."""
    made = []
    for coded in sorted(_MUSIC.glob("*.g722")):
        path = cache("made") / f"music-{coded.stem}-1.wav"
        if not path.exists():
            command = ["ffmpeg", "-v", "error", "-f", "g722", "-i", coded, "-ar", "16000", "-ac", "1", "-f", "s16le", "-"]
            pcm = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
            sound.write(path, np.frombuffer(pcm, np.int16).astype(np.float32) / 32768)
        made.append(path)
    if len(made) != 5:
        raise SystemExit(f"{_MUSIC} holds {len(made)} recordings, expected 5: run Tools/setup/debian-packages bench")
    return made


_loaded: dict[Path, np.ndarray] = {}


def _sound_of(path: Path) -> np.ndarray:
    return _loaded.setdefault(path, sound.read(path))


# Name → (what it is, how it is made of the clean samples and a number that belongs to the file).
KINDS = {
    "clean": ("clean", lambda x, seed: x),
    "quiet": ("20 dB quieter", lambda x, seed: x * _decibel(-20)),
    "loud": ("20 dB louder, clipped at full scale", lambda x, seed: x * _decibel(20)),
    "clipped": ("clipped at a quarter of its peak", lambda x, seed: np.clip(x, -np.abs(x).max() / 4, np.abs(x).max() / 4)),
    "offset": ("DC offset of a tenth of full scale", lambda x, seed: x + 0.1),
    "telephone": ("telephone: 300 to 3,400 Hz, G.711 µ-law at 8 kHz", lambda x, seed: _ffmpeg(
        x, ["-af", "highpass=f=300,lowpass=f=3400", "-ar", "8000", "-c:a", "pcm_mulaw"], ["-ar", "16000", "-c:a", "pcm_s16le"])),
    "slow": ("speed × 0.9, pitch with it", lambda x, seed: _ffmpeg(x, ["-af", "asetrate=14400,aresample=16000"])),
    "fast": ("speed × 1.1, pitch with it", lambda x, seed: _ffmpeg(x, ["-af", "asetrate=17600,aresample=16000"])),
    "gap": ("2 s of silence put in at the quietest place", lambda x, seed: _gap(x)),
    "noise": ("pink noise 10 dB below", lambda x, seed: _over(x, _sound_of(noise.files(2)["pink noise"]), 10, seed)),
    "music": ("music on hold 10 dB below", lambda x, seed: _over(x, _sound_of(music()[seed % 5]), 10, seed)),
    "voice": ("a second voice, reading, 10 dB below", lambda x, seed: _over(x, _sound_of(SAMPLE), 10, seed)),
}


def made(kind: str, file: Path) -> Path:
    """The file under one disturbance; the name tells which."""
    path = cache("made", "disturbed") / f"{kind}--{file.stem}-1.wav"
    if not path.exists():
        samples = KINDS[kind][1](sound.read(file), zlib.crc32(file.stem.encode()))
        sound.write(path, np.clip(samples, -1, 1).astype(np.float32))
    return path


def wordless(minutes: float) -> dict[str, Path]:
    """Noise and silence as broken equipment makes them: no words in it."""
    length = int(minutes * 60 * sound.RATE)
    random = np.random.default_rng(5)
    t = np.arange(length) / sound.RATE
    makers = {
        "loud white noise": lambda: 0.3 * random.standard_normal(length),
        "hum with a DC offset": lambda: 0.2 + 0.1 * np.sin(2 * np.pi * 50 * t) + 0.05 * np.sin(2 * np.pi * 150 * t),
        "a full-scale square wave that comes and goes": lambda: np.sign(np.sin(2 * np.pi * 440 * t)) * (t % 4 < 2),
        "the hiss of a telephone line": lambda: _ffmpeg(
            (0.002 * random.standard_normal(length)).astype(np.float32), ["-ar", "8000", "-c:a", "pcm_mulaw"], ["-ar", "16000", "-c:a", "pcm_s16le"]),
        "dropouts in noise": lambda: 0.05 * random.standard_normal(length) * (t % 0.7 < 0.5),
    }
    paths = {}
    for kind, make in makers.items():
        path = cache("made") / f"wordless-{kind.replace(' ', '-')}-{minutes:g}-1.wav"
        if not path.exists():
            sound.write(path, np.clip(make(), -1, 1).astype(np.float32))
        paths[kind] = path
    return paths
