"""Latency arithmetic: when did a word stand on the screen, counted from the moment it had been spoken?

Inputs
- reference: words with start and end on the monotonic clock and the form in which they are compared, from a recognizer that
  the daemon does not make;
- showings: what a client received, in order: arrival on the monotonic clock, segment number, whether final, the words.

How a place is decided
1. The finals' words, in order of segment, are aligned with the whole reference (least edits, most matches). So each
   reference word has a final word or none, and each segment owns a run of reference words: from its first aligned word to
   its last, grown to the middle of what lies between two segments (words that no final has).
2. Each showing of a segment is aligned with that segment's run alone, its end left open, as a caption that is still growing.
   A reference word that is paired with some word of the showing, right or wrong, is *shown at that place*.
3. A showing counts for a word only from the word's start on: text ahead of the sound is a guess, not a caption. (What
   stood there before and still stands is counted at the next showing of the segment.)

Figures, all from the word's end in the reference:
- any: first showing with any word at that place;
- right: first showing with the final's word at that place;
- settled: the showing since which the final's word stands there;
- final: from the end of the segment's last reference word to the arrival of its final.
Words that the finals do not have are counted, not timed.
"""

from dataclasses import dataclass, field

from lib.align import align


@dataclass
class Spoken:
    word: str
    start: float
    end: float


@dataclass
class Showing:
    arrival: float
    segment: int
    final: bool
    words: list[str]
    # Leading words that the daemon calls stable.
    stable: int = 0


@dataclass
class Latencies:
    any: list[float] = field(default_factory=list)
    right: list[float] = field(default_factory=list)
    settled: list[float] = field(default_factory=list)
    final: list[float] = field(default_factory=list)
    spoken: int = 0
    without_final: int = 0


def segment_runs(reference: list[str], finals: dict[int, list[str]]) -> tuple[dict[int, range], dict[int, str]]:
    """The run of reference words that each segment owns, and the final's word at each reference word that has one."""
    segments = [segment for segment in sorted(finals) for _ in finals[segment]]
    words = [word for segment in sorted(finals) for word in finals[segment]]
    inside: dict[int, list[int]] = {}
    at: dict[int, str] = {}
    for i, j in align(reference, words):
        if i is not None and j is not None:
            inside.setdefault(segments[j], []).append(i)
            at[i] = words[j]
    owners = sorted(inside)
    runs = {}
    for position, segment in enumerate(owners):
        first, last = inside[segment][0], inside[segment][-1]
        if position:
            before = inside[owners[position - 1]][-1]
            first = (before + 1 + first + 1) // 2 if first > before + 1 else first
        else:
            first = 0
        if position + 1 < len(owners):
            after = inside[owners[position + 1]][0]
            last = (last + 1 + after + 1) // 2 - 1 if after > last + 1 else last
        else:
            last = len(reference) - 1
        runs[segment] = range(first, last + 1)
    return runs, at


def latencies(reference: list[Spoken], showings: list[Showing]) -> Latencies:
    """All figures of one run."""
    finals = {showing.segment: showing.words for showing in showings if showing.final}
    runs, at = segment_runs([spoken.word for spoken in reference], finals)
    result = Latencies(spoken=len(reference), without_final=len(reference) - len(at))
    for segment, run in runs.items():
        words = [reference[i].word for i in run]
        mine = [showing for showing in showings if showing.segment == segment]
        placed = []  # per showing: reference index → the word that stands there
        for showing in mine:
            pairs = align(words, showing.words, open_end=not showing.final)
            placed.append({run[i]: showing.words[j] for i, j in pairs if i is not None and j is not None})
        for i in run:
            if i not in at:
                continue
            spoken = reference[i]
            seen = [(showing.arrival, place.get(i)) for showing, place in zip(mine, placed) if showing.arrival >= spoken.start]
            any_word = [arrival for arrival, word in seen if word is not None]
            right = [arrival for arrival, word in seen if word == at[i]]
            if any_word:
                result.any.append(any_word[0] - spoken.end)
            if right:
                result.right.append(right[0] - spoken.end)
                since = None
                for arrival, word in reversed(seen):
                    if word != at[i]:
                        break
                    since = arrival
                if since is not None:
                    result.settled.append(since - spoken.end)
        last = max(i for i in run if i in at)
        closing = [showing.arrival for showing in mine if showing.final]
        result.final.append(closing[0] - reference[last].end)
    return result


@dataclass
class Flicker:
    """Words that changed after they were shown, for each word shown."""

    shown: int = 0
    changed: int = 0
    changed_by_final: int = 0
    # The same of the words that were called stable.
    stable: int = 0
    stable_changed: int = 0
    stable_changed_by_final: int = 0

    @property
    def rate(self) -> float:
        return self.changed / self.shown if self.shown else float("nan")

    @property
    def rate_with_finals(self) -> float:
        return (self.changed + self.changed_by_final) / self.shown if self.shown else float("nan")

    @property
    def stable_rate(self) -> float:
        return self.stable_changed / self.stable if self.stable else float("nan")


def _changes(before: list[str], after: list[str]) -> int:
    """Words of `before` that are gone or different in `after`, and words that came between; growth at the end is free."""
    pairs = align(after, before, open_end=True)
    return sum(1 for i, j in pairs if i is None or j is None or after[i] != before[j])


def flicker(showings: list[Showing]) -> Flicker:
    """Changes from caption to caption of a segment; a word counts as shown once, at the longest the segment's captions got."""
    result = Flicker()
    by_segment: dict[int, list[Showing]] = {}
    for showing in showings:
        by_segment.setdefault(showing.segment, []).append(showing)
    for mine in by_segment.values():
        partials = [showing for showing in mine if not showing.final]
        result.shown += max((len(showing.words) for showing in partials), default=0)
        result.stable += max((showing.stable for showing in partials), default=0)
        for before, after in zip(partials, partials[1:]):
            result.changed += _changes(before.words, after.words)
            result.stable_changed += _changes(before.words[: before.stable], after.words)
        finals = [showing for showing in mine if showing.final]
        if partials and finals:
            result.changed_by_final += _changes(partials[-1].words, finals[-1].words)
            result.stable_changed_by_final += _changes(partials[-1].words[: partials[-1].stable], finals[-1].words)
    return result


def percentile(values: list[float], share: float) -> float:
    """Linear interpolation between the two nearest ranks; NaN of nothing."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    place = share / 100 * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def stream_start(stamps: list[tuple[float, float, int]], rate: int) -> float:
    """When the first sample was heard, from (monotonic time, latency of a sample written now, samples written) of a player.

    Each stamp is one estimate; the median stands against single late wake-ups.
    """
    estimates = sorted(at + latency - written / rate for at, latency, written in stamps)
    return percentile(estimates, 50)


