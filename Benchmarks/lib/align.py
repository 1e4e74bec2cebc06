"""Sequence alignment of words or characters, the base of every error rate and of "shown at that place"."""

from dataclasses import dataclass
from typing import Sequence

# Edits decide; among alignments with equally few, the one with more matches wins. One edit outweighs any number of matches.
_EDIT = 1 << 20
_MATCH = -1


def align(reference: Sequence[str], hypothesis: Sequence[str], open_end: bool = False) -> list[tuple[int | None, int | None]]:
    """Pairs (index in reference, index in hypothesis) in order; None on one side is an insertion or a deletion.

    `open_end`: the hypothesis may stop early, what the reference says after it costs nothing (a caption that is still
    growing). Those words are not in the result.
    """
    rows, columns = len(reference), len(hypothesis)
    cost = [[0] * (columns + 1) for _ in range(rows + 1)]
    for j in range(1, columns + 1):
        cost[0][j] = j * _EDIT
    for i in range(1, rows + 1):
        above, here, word = cost[i - 1], cost[i], reference[i - 1]
        here[0] = i * _EDIT
        for j in range(1, columns + 1):
            diagonal = above[j - 1] + (_MATCH if word == hypothesis[j - 1] else _EDIT)
            here[j] = min(diagonal, above[j] + _EDIT, here[j - 1] + _EDIT)
    i = rows
    if open_end:
        # The prefix of the reference that the hypothesis fits best; of equals the longest, so that a wrong word stands
        # at the place of the word that was spoken, not between two.
        i = min(range(rows + 1), key=lambda k: (cost[k][columns], -k))
    j, pairs = columns, []
    while i > 0 or j > 0:
        same = i > 0 and j > 0 and reference[i - 1] == hypothesis[j - 1]
        if i > 0 and j > 0 and cost[i][j] == cost[i - 1][j - 1] + (_MATCH if same else _EDIT):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i > 0 and cost[i][j] == cost[i - 1][j] + _EDIT:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    pairs.reverse()
    return pairs


@dataclass
class Errors:
    """Edit counts; add them up over a set before dividing."""

    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0
    reference: int = 0

    @property
    def edits(self) -> int:
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float:
        return self.edits / self.reference if self.reference else float("nan")

    def __add__(self, other: "Errors") -> "Errors":
        return Errors(
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
            self.reference + other.reference,
        )

    def as_dict(self) -> dict:
        return {**self.__dict__, "rate": self.rate}


def errors(reference: Sequence[str], hypothesis: Sequence[str]) -> Errors:
    """Edits that turn the reference into the hypothesis."""
    found = Errors(reference=len(reference))
    for i, j in align(reference, hypothesis):
        if i is None:
            found.insertions += 1
        elif j is None:
            found.deletions += 1
        elif reference[i] != hypothesis[j]:
            found.substitutions += 1
    return found


def total(pairs) -> Errors:
    """Errors summed over (reference, hypothesis) pairs."""
    found = Errors()
    for reference, hypothesis in pairs:
        found = found + errors(reference, hypothesis)
    return found
