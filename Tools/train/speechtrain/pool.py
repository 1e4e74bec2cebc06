"""The pool of speech: one file of 16-bit samples at 16 kHz a source, and a line of JSON for each utterance in it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

RATE = 16_000


@dataclass
class Utterance:
    """`text` is None where nobody wrote down what is said."""

    start: int
    length: int
    text: str | None
    language: str
    voice: str


class Writer:
    """Appends utterances to a source; what was written before a stop stays, up to the last whole line."""

    def __init__(self, folder: Path, source: str):
        folder.mkdir(parents=True, exist_ok=True)
        self._samples = folder / f"{source}.pcm"
        self._lines = folder / f"{source}.jsonl"
        kept = _utterances(self._lines)
        self.end = max((u.start + u.length for u in kept), default=0)
        self.count = len(kept)
        if self._samples.exists():
            with self._samples.open("r+b") as file:
                file.truncate(2 * self.end)
        if self._lines.exists():
            self._lines.write_text("".join(json.dumps(asdict(u), ensure_ascii=False) + "\n" for u in kept))

    @property
    def minutes(self) -> float:
        return self.end / RATE / 60

    def add(self, samples: np.ndarray, text: str | None, language: str, voice: str) -> None:
        """`samples`: float in -1…1 at 16 kHz."""
        peak = float(np.abs(samples).max(initial=0))
        if len(samples) < RATE // 3 or peak < 1e-3:
            return
        whole = (samples * (0.7 / peak) * 32767).astype(np.int16)
        with self._samples.open("ab") as file:
            file.write(whole.tobytes())
        with self._lines.open("a") as file:
            file.write(json.dumps(asdict(Utterance(self.end, len(whole), text, language, voice)), ensure_ascii=False) + "\n")
        self.end += len(whole)
        self.count += 1


def _utterances(path: Path) -> list[Utterance]:
    found = []
    if path.exists():
        for line in path.read_text().splitlines():
            try:
                found.append(Utterance(**json.loads(line)))
            except json.JSONDecodeError:
                break
    return found


class Source:
    def __init__(self, folder: Path, name: str):
        self.name = name
        self.utterances = _utterances(folder / f"{name}.jsonl")
        self._samples = np.memmap(folder / f"{name}.pcm", np.int16, "r")
        self.utterances = [u for u in self.utterances if u.start + u.length <= len(self._samples)]

    def samples(self, utterance: Utterance) -> np.ndarray:
        return self._samples[utterance.start : utterance.start + utterance.length].astype(np.float32) / 32768

    @property
    def hours(self) -> float:
        return sum(u.length for u in self.utterances) / RATE / 3600


def sources(folder: Path) -> dict[str, Source]:
    return {path.stem: Source(folder, path.stem) for path in sorted(folder.glob("*.jsonl")) if path.stat().st_size}
