"""What something else does to the captions: the sample is heard without it and with it, in turns, and latencies of all turns are put together: one reading has a dozen finals, too few for a percentile."""

from statistics import median

from . import live, reference, sound
from .latency import latencies, percentile
from .paths import SAMPLE
from .results import Row


def pairs(options) -> int:
    """How often: three times, or as `--repeat` says; once where a sample of the work is asked for (`--every`)."""
    return 1 if options.every > 1 else max(3, options.repeat)


class Beside:
    """`more` is what the profile has besides in every second run."""

    def __init__(self, options, more: str):
        heard = reference.words([SAMPLE])
        samples, said = sound.read(SAMPLE), live.spoken(heard[SAMPLE])
        self.without, self.both = [], []
        for _ in range(pairs(options)):
            self.without.append(live.listen(samples, said))
            self.both.append(live.listen(samples, said, more=more))

    @property
    def cpu(self) -> tuple[float, float]:
        """Without and with, of one core."""
        return median(run.cpu for run in self.without), median(run.cpu for run in self.both)

    def captions(self, name: str, what: str, shares, bar: float) -> list[Row]:
        """With / without: words at once and finals, at these percentiles."""
        found = [[latencies(run.placed, run.showings) for run in runs] for runs in (self.both, self.without)]
        rows = []
        for kind, text in (("any", "a word's end to any word at its place"), ("final", "an utterance's end to its final")):
            for share in shares:
                both, without = (1000 * percentile([value for one in some for value in getattr(one, kind)], share) for some in found)
                rows.append(Row(f"{name}.captions.{kind}.p{share}", f"{what} / without: {text}, p{share}", both / without, "×", bar=bar, raw={"with": round(both), "without": round(without)}))
        return rows
