"""Summaries beside live subtitles: when a title is there, and what making one does to the captions.

The reading at real-time pace through PulseAudio, with summaries off and with a title every ten seconds and a short one every fifteen, far more than anybody asks for, so that a model writes nearly all the time; in turns (`lib/beside`).
Caption latencies are counted as in `latency`. A title's time is that of its event after the last sound of the captions that it covers; a minute's speech is what the bar is about.
"""

from lib.beside import Beside
from lib.results import Row

_MODEL = "smollm2"


def run(options) -> list[Row]:
    beside = Beside(options, f'\n[language]\nsummaries = true\nmodel = "{_MODEL}"\ntitle_interval = 10\nshort_interval = 15\nfull_interval = 0\n')
    summaries = [event for run in beside.both for event in run.raw["summaries"]]
    waits = [event["time"] - event["body"]["to"] for event in summaries]
    titles = [event["time"] - event["body"]["to"] for event in summaries if event["body"]["length"] == "title"]
    alone, both = beside.cpu
    raw = {"summaries": len(summaries), "by_model": sum(event["body"]["method"] == "model" for event in summaries), "cpu_alone": round(alone, 3), "cpu_both": round(both, 3)}
    return [
        Row("summaries.title", f"the last sound that a title covers to its event, the longest, {_MODEL}", max(titles, default=float("nan")), "s", bar=10, raw=raw),
        Row("summaries.any", "the same of titles and short ones", max(waits, default=float("nan")), "s"),
        *beside.captions("summaries", "while summaries are made", (95,), bar=1.15),
    ]
