"""Summaries beside live subtitles: when a title is there, and what making one does to the captions.

The reading at real-time pace through PulseAudio, once with summaries off and once with a title every ten seconds and a short one every fifteen, far more than anybody asks for, so that a model writes nearly all the time; both in one call.
Caption latencies are counted as in `latency`. The first title's time is that of its event after the last sound of the captions that it covers; a minute's speech is what the bar is about.
"""

from lib import live, reference, sound
from lib.latency import latencies, percentile
from lib.paths import SAMPLE
from lib.results import Row

_MODEL = "smollm2"


def run(options) -> list[Row]:
    heard = reference.words([SAMPLE])
    samples, said = sound.read(SAMPLE), live.spoken(heard[SAMPLE])
    alone = live.listen(samples, said)
    both = live.listen(
        samples, said, more=f'\n[language]\nsummaries = true\nmodel = "{_MODEL}"\ntitle_interval = 10\nshort_interval = 15\nfull_interval = 0\n')
    found = {name: latencies(run.placed, run.showings) for name, run in (("alone", alone), ("both", both))}
    summaries = both.raw["summaries"]
    waits = [event["time"] - event["body"]["to"] for event in summaries]
    titles = [event["time"] - event["body"]["to"] for event in summaries if event["body"]["length"] == "title"]
    raw = {"summaries": len(summaries), "by_model": sum(event["body"]["method"] == "model" for event in summaries), "cpu_alone": round(alone.cpu, 3), "cpu_both": round(both.cpu, 3)}
    rows = [
        Row("summaries.title", f"the last sound that a title covers to its event, the longest, {_MODEL}", max(titles, default=float("nan")), "s", bar=10, raw=raw),
        Row("summaries.any", "the same of titles and short ones", max(waits, default=float("nan")), "s"),
    ]
    for name, text, share in (("any", "a word's end to any word at its place", 95), ("final", "an utterance's end to its final", 95)):
        busy, idle = (1000 * percentile(getattr(found[run], name), share) for run in ("both", "alone"))
        rows.append(Row(f"summaries.captions.{name}.p{share}", f"while summaries are made / without: {text}, p{share}", busy / idle, "×", bar=1.15, raw={"with": round(busy), "without": round(idle)}))
    return rows
