"""Latency of captions at real-time pace through PulseAudio, and flicker: live, as a client of the socket sees them.

A private PulseAudio plays into a null sink; the daemon hears its monitor, both passes on. Two samples: the reading in
Samples/, and three minutes of prompts with pauses (many utterances). Word times come from faster-whisper's words of the same
sound (for the prompts: of each prompt's own file), ends pulled back out of the silence after them (`lib/reference.py`), placed on
the monotonic clock by the player, whose clock is proved by `lib/test_pulse.py`. Arrival is stamped by the client as it reads.

"Shown at that place" is decided by alignment; `lib/latency.py` says exactly how:
- any: a caption puts any word, right or wrong, at the place of the spoken word (bar: p50 700 ms, p95 1,500 ms);
- right: a caption first has the final's word there; settled: since when it stays there;
- final: from the end of an utterance's sound to its final (bar: p95 1,500 ms).
Flicker: words changed per word shown, lower case, no punctuation; partials among themselves.
"""

import time

import numpy as np

from lib import corpus, pulse, reference, sound, words
from lib.daemon import Daemon
from lib.latency import Flicker, Latencies, Showing, Spoken, flicker, latencies, percentile
from lib.paths import SAMPLE
from lib.results import Row

_LEAD, _TAIL = 1.0, 4.0
# A null sink that nobody listened to has rendered up to 2 s ahead; until that time has passed a recorder's clock is off.
_SETTLE = 4.0


def _normal(texts: list[str]) -> list[str]:
    """Each text as one comparable word, so that places stay one to one with the words shown."""
    return ["".join(words.english(text)) or text.lower() for text in texts]


def _spoken(found: list[reference.Word], offset: float = 0) -> list[Spoken]:
    kept = [word for word in found if words.english(word.text)]
    return [Spoken(one, offset + word.start, offset + word.end) for one, word in zip(_normal([word.text for word in kept]), kept)]


def _samples(options) -> dict[str, tuple[np.ndarray, list[Spoken]]]:
    """What is played, and its words in seconds from the first sample."""
    file, placed = corpus.conversation(options.minutes or 3, 4)
    heard = reference.words([SAMPLE, *{one.prompt.file for one in placed}])
    prompts = [word for one in placed for word in _spoken(heard[one.prompt.file], one.start)]
    return {"reading": (sound.read(SAMPLE), _spoken(heard[SAMPLE])), "prompts": (sound.read(file), prompts)}


def _listen(name: str, samples: np.ndarray, said: list[Spoken]) -> tuple[Latencies, Flicker, dict]:
    """One run: play, collect, compare."""
    with pulse.PrivatePulse() as server, Daemon(server) as daemon:
        client = daemon.connect(["caption", "device", "gap"])
        daemon.listening(client)
        time.sleep(_SETTLE)
        player = pulse.Player(server.server)
        rest = np.zeros(int(_LEAD * sound.RATE), np.float32)
        player.play(np.concatenate([rest, samples, np.zeros(int(_TAIL * sound.RATE), np.float32)]))
        start = player.start + _LEAD
        time.sleep(1)
        health, lost = client.health(), client.lost()
        lines = sorted(client.topic("caption.partial") + client.topic("caption.final"), key=lambda line: line.arrival)
        gaps = [line.body["body"] for line in client.topic("gap")]
        spread = player.spread
        player.close()
        client.close()
    showings = []
    for line in lines:
        caption = line.body["body"]
        if caption.get("task", "transcribe") == "transcribe":
            shown = _normal([word["text"] for word in caption["words"]])
            showings.append(Showing(line.arrival, caption["segment"], line.body["topic"] == "caption.final", shown))
    placed = [Spoken(one.word, start + one.start, start + one.end) for one in said]
    found = latencies(placed, showings)
    raw = {
        "spoken": found.spoken, "without_final": found.without_final, "finals": sum(one.final for one in showings),
        "partials": sum(not one.final for one in showings), "gaps": gaps, "lines_dropped_for_client": lost,
        "player_spread_ms": round(1000 * spread, 1), "passes": health["passes"],
    }
    return found, flicker(showings), raw


def run(options) -> list[Row]:
    rows = []
    for name, (samples, said) in _samples(options).items():
        found, changes, raw = _listen(name, samples, said)
        if not found.final:
            raise RuntimeError(f"no final came for the {name} ({raw['partials']} partials did)")
        shares = (5, 25, 50, 75, 90, 95, 99, 100)
        for figure, what, values, bars in (
            ("any", "word's end to any word at its place", found.any, {50: (700, 300), 95: (1500, 600)}),
            ("right", "word's end to the final's word at its place", found.right, {50: (None, None), 95: (None, None)}),
            ("settled", "word's end to the final's word, there to stay", found.settled, {50: (None, None), 95: (None, None)}),
            ("final", "utterance's end to its final", found.final, {50: (None, None), 95: (1500, None)}),
        ):
            spread = {f"p{share}": round(1000 * percentile(values, share)) for share in shares} if values else {}
            for share, (bar, goal) in bars.items():
                value = 1000 * percentile(values, share)
                rows.append(Row(f"latency.{name}.{figure}.p{share}", f"{name}: {what}, p{share}", value, "ms", bar, goal, raw={**spread, "n": len(values), **raw}))
        rows.append(Row(f"latency.{name}.flicker", f"{name}: words changed per word shown, partials", changes.rate, "%",
                        raw={**changes.__dict__, "with_finals": changes.rate_with_finals}))
    return rows
