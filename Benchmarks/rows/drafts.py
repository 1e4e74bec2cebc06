"""Decoder calls of the second pass for each final: with the first pass's text as a draft that is verified several tokens a call, and without.

Ninety seconds of prompts at real-time pace, twice. The finals must be the same words: a draft saves calls and decides nothing. So the sound comes from a
file: what is played begins in another place of a frame each time, and `shifts` shows how many words that changes.
"""

import json
from pathlib import Path

from lib import align, corpus, pulse, sound, words
from lib.daemon import Daemon
from lib.results import Row


def heard(file: Path, speech: dict[str, object]) -> tuple[list[str], dict]:
    """The finals' words, and what the second pass took for them."""
    source = f'\n[[source]]\nname = "bench"\nkind = "file"\npath = {json.dumps(str(file))}\npace = "real-time"\n'
    with pulse.PrivatePulse() as server, Daemon(server, speech=speech, sources=source) as daemon:
        client = daemon.connect(["caption.final", "device"])
        ended = lambda line: line.body.get("topic") == "device" and line.body["body"]["state"] == "ended"
        client.wait(ended, 60 + sound.seconds(file))
        second = next(one for one in client.health()["passes"] if one["name"] == "second")
        finals = [line.body["body"]["text"] for line in client.topic("caption.final")]
        client.close()
    return words.english(" ".join(finals)), second


def run(options) -> list[Row]:
    file, _ = corpus.conversation(options.minutes or 1.5, 4)
    calls, texts, raw = {}, {}, {}
    for name, speech in (("with", {}), ("without", {"first_pass": False})):
        texts[name], raw[name] = heard(file, speech)
        calls[name] = raw[name]["calls"] / raw[name]["runs"]
    changed = align.errors(texts["without"], texts["with"]).rate
    return [
        Row("drafts.calls", "decoder calls a final, the first pass's text verified", calls["with"], "", raw=raw),
        Row("drafts.calls.without", "the same without a draft", calls["without"], "", raw=raw),
        Row("drafts.saved", "decoder calls saved by the draft", 1 - calls["with"] / calls["without"], "%", raw=raw),
        Row("drafts.changed", "words of finals that differ between the two", changed, "%", bar=0, raw=raw),
    ]
