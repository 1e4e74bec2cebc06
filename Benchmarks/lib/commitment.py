"""When is a word committed, and was it right: the arithmetic of policies that say which words of an open caption will stay."""

from dataclasses import dataclass, field

from lib.align import align
from lib.latency import Showing, Spoken, segment_runs


@dataclass
class Commitments:
    # Seconds from each word's end to its commitment; the final commits what no partial did.
    after: list[float] = field(default_factory=list)
    # Words that were committed before the final, and those of them that the final has otherwise.
    early: int = 0
    wrong: int = 0

    @property
    def wrong_rate(self) -> float:
        return self.wrong / self.early if self.early else float("nan")

    @property
    def early_share(self) -> float:
        return min(1.0, self.early / len(self.after)) if self.after else float("nan")


def commitments(spoken: list[Spoken], showings: list[Showing]) -> Commitments:
    """A word is committed by the first showing in whose stable words something stands at its place."""
    finals = {showing.segment: showing.words for showing in showings if showing.final}
    runs, at = segment_runs([one.word for one in spoken], finals)
    result = Commitments()
    for segment, run in runs.items():
        words = [spoken[i].word for i in run]
        first: dict[int, float] = {}
        longest: list[str] = []
        for showing in (one for one in showings if one.segment == segment):
            stable = showing.words if showing.final else showing.words[: showing.stable]
            for i, j in align(words, stable, open_end=not showing.final):
                if i is not None and j is not None:
                    first.setdefault(run[i], showing.arrival)
            if not showing.final and len(stable) >= len(longest):
                longest = stable
        result.after += [first[i] - spoken[i].end for i in run if i in at and i in first]
        result.early += len(longest)
        pairs = align(finals[segment], longest, open_end=True)
        result.wrong += sum(1 for i, j in pairs if j is not None and (i is None or finals[segment][i] != longest[j]))
    return result
