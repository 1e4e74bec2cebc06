"""Commitment policies, each as the profile's `commitment`: how early a word is committed, how often wrongly, and flicker.

Ninety seconds of prompts at real-time pace for each policy. A word is committed when a caption first counts it among its stable words, else by the
final. Wrong: of the words that a partial had committed, those that the final has otherwise. Lower case, no punctuation.
"""

from lib import corpus, live, reference, sound
from lib.commitment import commitments
from lib.latency import flicker, latencies, percentile
from lib.results import Row

# Name of the rows → what the profile's [speech] says, and what it means.
POLICIES = {
    "look-back": ({"commitment": "look-back"}, "the full-context transformer confirmed it, half a second behind the open end"),
    "stable-prefix": ({"commitment": "stable-prefix"}, "two successive hypotheses agree"),
    "agreement": ({"commitment": "agreement", "commitment_hops": 3}, "three successive hypotheses agree"),
    "attention": ({"commitment": "attention", "commitment_ms": 640}, "attention is 640 ms past it"),
    "time-out": ({"commitment": "time-out", "commitment_ms": 640}, "it stood for 640 ms"),
}


def run(options) -> list[Row]:
    file, placed = corpus.conversation(options.minutes or 1.5, 4)
    heard = reference.words([*{one.prompt.file for one in placed}])
    said = [word for one in placed for word in live.spoken(heard[one.prompt.file], one.start)]
    samples = sound.read(file)
    rows = []
    for policy, (keys, what) in POLICIES.items():
        played = live.listen(samples, said, keys)
        found, changes = commitments(played.placed, played.showings), flicker(played.showings)
        shown = latencies(played.placed, played.showings)
        figures = (
            ("p50", "committed after its end, p50", 1000 * percentile(found.after, 50), "ms"),
            ("p95", "committed after its end, p95", 1000 * percentile(found.after, 95), "ms"),
            ("early", "committed before the final", found.early_share, "%"),
            ("wrong", "of these wrong against the final", found.wrong_rate, "%"),
            ("flicker", "words changed per word shown", changes.rate, "%"),
            ("any", "any word at its place, p50", 1000 * percentile(shown.any, 50), "ms"),
        )
        for figure, text, value, unit in figures:
            raw = {"case": f"`{policy}`: {what}", "figure": text, "early": found.early, "wrong": found.wrong, **changes.__dict__, **played.raw}
            rows.append(Row(f"commitment.{policy}.{figure}", f"{policy}: {text}", value, unit, raw=raw))
    return rows
