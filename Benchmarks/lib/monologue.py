"""Speech without a pause: prompts whose silences are cut out, joined; and what became of the words where captions were cut.

No long free recording without pauses was found among the packages that the project can reach. So prompts follow one another in a
shuffled order, every silence in and between them at most 60 ms long. Sentences end without a breath: harder than a person would
make it.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from lib import corpus, sound
from lib.align import align
from lib.paths import cache
from lib.words import english

# Half of this text says what happens, nobody speaks it.
_NOT_SPOKEN = {"vm-intro"}
# Written in one word or two, it is the same speech; here a word must not be lost for it.
_CONTRACTIONS = {"'m": "am", "'re": "are", "'s": "is"}
# A 20 ms frame this far below the prompt's loudest is silence.
_BELOW = 35.0
_LONGEST_SILENCE = 3  # frames
_FADE = 80  # samples on each side of a seam: no clicks


def compared(text: str) -> list[str]:
    """The words of a text as they are compared: as everywhere in the benchmark, and "I'm" is "I am"."""
    found = []
    for word in english(text):
        ending = next((ending for ending in _CONTRACTIONS if word.endswith(ending)), "")
        found += [word.removesuffix(ending), _CONTRACTIONS[ending]] if ending else [word]
    return found


def trimmed(samples: np.ndarray) -> np.ndarray:
    """The sound with no silence longer than 60 ms in it, none at its beginning."""
    levels = sound.levels(samples)
    silent = levels < levels.max() - _BELOW
    pieces, at = [], 0
    while at < len(silent):
        run = at
        while run < len(silent) and silent[run] == silent[at]:
            run += 1
        first, last = at, run
        if silent[at]:
            if at == 0:
                last = first
            elif run == len(silent):
                last = min(last, first + _LONGEST_SILENCE)
            elif run - at > _LONGEST_SILENCE:
                # What stands before a word (a stop's closure) matters more than what trails off behind one.
                first = run - _LONGEST_SILENCE
        if last > first:
            if pieces and pieces[-1][1] == first:
                pieces[-1][1] = last
            else:
                pieces.append([first, last])
        at = run
    parts = []
    for first, last in pieces:
        part = samples[first * 320 : last * 320].copy()
        fade = np.linspace(0, 1, min(_FADE, len(part) // 2), dtype=np.float32)
        part[: len(fade)] *= fade
        part[len(part) - len(fade) :] *= fade[::-1]
        parts.append(part)
    return np.concatenate(parts) if parts else samples[:0]


def make(minutes: float, every: int = 1, seed: int = 11) -> tuple[Path, list[str]]:
    """A file of that length, and the words in it as they are compared."""
    path = cache("made") / f"monologue-{minutes:g}-{every}-{seed}-3.wav"
    prompts = [prompt for prompt in corpus.prompts(every) if prompt.name not in _NOT_SPOKEN]
    random = np.random.default_rng(seed)
    parts, said, left = [], [], int(minutes * 60 * sound.RATE)
    order: list[corpus.Prompt] = []
    while True:
        if not order:
            order = [prompts[place] for place in random.permutation(len(prompts))]
        prompt = order.pop(0)
        part = trimmed(sound.read(prompt.file))
        if len(part) > left:
            break
        left -= len(part)
        parts.append(part)
        said += compared(prompt.text)
    if not path.exists():
        sound.write(path, np.concatenate(parts))
    return path, said


@dataclass
class Edges:
    """Words lost and doubled near the places where one caption ends and the next begins, and everywhere else."""

    lost: int = 0
    doubled: int = 0
    wrong: int = 0
    words: int = 0
    examples: list[str] = field(default_factory=list)

    def rate(self, edits: int) -> float:
        return edits / self.words if self.words else float("nan")


def edges(said: list[str], finals: list[list[tuple[str, float, float]]], reach: float) -> tuple[Edges, Edges]:
    """(near, elsewhere): near is within `reach` seconds of a seam between two captions, each a list of (word, start, end).

    A lost word is one of the text that no caption has; a doubled one is a word in excess that repeats one of its two neighbours
    on either side (any other word in excess, or another word in its place, is "wrong"). Words have the times of the captions; a lost one lies
    between its neighbours.
    """
    heard = [word for final in finals for word in final]
    seams = [(before[-1][2] + after[0][1]) / 2 for before, after in zip(finals, finals[1:])]
    pairs = align(said, [word for word, _, _ in heard])
    near, far = Edges(), Edges()

    def side(time: float) -> Edges:
        return near if any(abs(time - seam) <= reach for seam in seams) else far

    time = heard[0][1] if heard else 0.0
    following = {}
    upcoming = heard[-1][2] if heard else 0.0
    for place in range(len(pairs) - 1, -1, -1):
        if pairs[place][1] is not None:
            upcoming = heard[pairs[place][1]][1]
        following[place] = upcoming
    for place, (i, j) in enumerate(pairs):
        if j is None:
            there = side((time + following[place]) / 2)
            there.words += 1
            there.lost += 1
            there.examples.append(f"lost: {said[i]}")
            continue
        word, start, end = heard[j]
        time = end
        there = side((start + end) / 2)
        if i is not None:
            there.words += 1
            if said[i] != word:
                there.wrong += 1
                there.examples.append(f"{said[i]} → {word}")
        elif word in {heard[k][0] for k in range(max(0, j - 2), min(len(heard), j + 3)) if k != j}:
            there.doubled += 1
            there.examples.append(f"doubled: {word}")
        else:
            there.wrong += 1
            there.examples.append(f"in excess: {word}")
    return near, far
