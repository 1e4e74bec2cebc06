"""Lines that a voice speaks, through `voice-probe`: sound files and what they cost."""

import json
import os
from pathlib import Path

from lib import measure
from lib.paths import BENCHMARKS, built


def models() -> Path:
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "taichu" / "models"
    if not (root / "voice").is_dir():
        raise SystemExit(f"{root / 'voice'} is not there: run `make setup-voice` first")
    return root


def sentences(language: str, every: int = 1) -> list[str]:
    lines = (BENCHMARKS / "texts" / f"spoken-{language}.txt").read_text().splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")][::every]


def speak(lines: list[str], voice: str, folder: Path, rate: float = 1, language: str | None = None) -> tuple[list[Path], list[dict]]:
    """One process speaks all lines, warm: {files}, {a dictionary a line}."""
    folder.mkdir(parents=True, exist_ok=True)
    text = folder / "lines.txt"
    text.write_text("\n".join(lines) + "\n")
    usage = measure.succeeded(measure.run([built("voice-probe"), "speak", models(), voice, text, folder, rate, *([language] if language else [])]), f"voice-probe {voice}")
    found = [json.loads(line) for line in usage.output.splitlines()]
    return [folder / one["file"] for one in found], found
