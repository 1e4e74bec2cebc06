"""Where things are: the repository, the built programs, the benchmark's cache."""

import os
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BENCHMARKS = REPOSITORY / "Benchmarks"
LATEST = BENCHMARKS / "latest.json"
LATEST_SPEECH = BENCHMARKS / "speech.json"
LATEST_VISION = BENCHMARKS / "vision.json"
LATEST_LANGUAGE = BENCHMARKS / "language.json"
LATEST_VOICE = BENCHMARKS / "voice.json"
SAMPLE = REPOSITORY / "Samples" / "two-cities.flac"


def built(program: str) -> Path:
    """A release product; `TAICHU_BUILD` names another folder than `.build/release`."""
    folder = Path(os.environ.get("TAICHU_BUILD") or REPOSITORY / ".build" / "release")
    path = folder / program
    if not path.exists():
        raise SystemExit(f"{path} is not there: run `make build` first")
    return path


def cache(*parts: str) -> Path:
    """A folder in the benchmark's cache, made if need be."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "taichu" / "bench"
    path = root.joinpath(*parts)
    path.mkdir(parents=True, exist_ok=True)
    return path


def models(name: str) -> Path:
    """A folder of models as the set-up built it."""
    path = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "taichu" / "models" / name
    if not (path / "manifest.json").exists():
        raise SystemExit(f"{path} is not there: run `make setup` first")
    return path


def preparation_python() -> Path:
    """The Python with which the set-up prepares models."""
    command = [REPOSITORY / "Tools" / "setup" / "python-environment", "path"]
    return Path(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()) / "bin" / "python"
