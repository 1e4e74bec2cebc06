"""Decoder calls of the second pass for each final: with the first pass's text as a draft that is verified several tokens a call, and without.

Ninety seconds of prompts at real-time pace, twice. The finals must be the same words: a draft saves calls and decides nothing.
"""

from lib import align, corpus, live, reference, sound
from lib.results import Row


def run(options) -> list[Row]:
    file, placed = corpus.conversation(options.minutes or 1.5, 4)
    heard = reference.words([*{one.prompt.file for one in placed}])
    said = [word for one in placed for word in live.spoken(heard[one.prompt.file], one.start)]
    samples = sound.read(file)
    calls, texts, raw = {}, {}, {}
    for name, speech in (("with", {}), ("without", {"first_pass": False})):
        played = live.listen(samples, said, speech)
        second = next(one for one in played.raw["passes"] if one["name"] == "second")
        calls[name] = second["calls"] / second["runs"]
        texts[name] = [word for showing in played.showings if showing.final for word in showing.words]
        raw[name] = second
    changed = align.errors(texts["without"], texts["with"]).rate
    return [
        Row("drafts.calls", "decoder calls a final, the first pass's text verified", calls["with"], "", raw=raw),
        Row("drafts.calls.without", "the same without a draft", calls["without"], "", raw=raw),
        Row("drafts.saved", "decoder calls saved by the draft", 1 - calls["with"] / calls["without"], "%", raw=raw),
        Row("drafts.changed", "words of finals that differ between the two", changed, "%", bar=0, raw=raw),
    ]
