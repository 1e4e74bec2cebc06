"""Who said which word when, from a recognizer that the daemon does not make: faster-whisper's word times.

Whisper stretches a word's end into the pause after it. That would flatter every latency, so an end is pulled back to the last
20 ms frame of the word that is still sound: louder than 40 dB under the word's loudest frame and 6 dB over the file's floor.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from lib import peer, sound
from lib.paths import cache


@dataclass
class Word:
    text: str
    start: float
    end: float


def pulled_back(word: Word, levels: np.ndarray, floor: float) -> Word:
    """The word without the silence after it."""
    first, last = int(word.start * 50), min(int(np.ceil(word.end * 50)), len(levels))
    inside = levels[first:last]
    if not len(inside):
        return word
    loud = np.flatnonzero(inside > max(inside.max() - 40, floor + 6))
    if not len(loud):
        return word
    return Word(word.text, word.start, min(word.end, (first + int(loud[-1]) + 1) / 50))


def words(files: list[Path], language: str = "en") -> dict[Path, list[Word]]:
    """Words of each file with times in its own seconds; cached by the files' hashes."""
    folder = cache("reference")
    where = {file: folder / f"{sound.digest(file)}-{language}-1.json" for file in files}
    missing = [file for file in files if not where[file].exists()]
    if missing:
        found, _ = peer.transcribe(missing, language, words=True)
        for file in missing:
            levels = sound.levels(sound.read(file))
            floor = float(np.percentile(levels, 10))
            kept = [
                asdict(pulled_back(Word(**word), levels, floor)) for word in found[str(file)]["words"] if word["text"].strip()
            ]
            where[file].write_text(json.dumps(kept, ensure_ascii=False))
    return {file: [Word(**word) for word in json.loads(path.read_text())] for file, path in where.items()}
