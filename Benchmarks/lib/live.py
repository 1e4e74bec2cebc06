"""A sample played to the daemon at its own pace through a private PulseAudio, and what a client of the socket sees of it."""

import time
from dataclasses import dataclass

import numpy as np

from lib import align, pulse, reference, sound, words
from lib.daemon import Daemon
from lib.latency import Showing, Spoken
from lib.measure import cpu_seconds

_LEAD, _TAIL = 1.0, 4.0


def normal(texts: list[str]) -> list[str]:
    """Each text as one comparable word, so that places stay one to one with the words shown."""
    return ["".join(words.english(text)) or text.lower() for text in texts]


def spoken(found: list[reference.Word], offset: float = 0) -> list[Spoken]:
    kept = [word for word in found if words.english(word.text)]
    return [Spoken(one, offset + word.start, offset + word.end) for one, word in zip(normal([word.text for word in kept]), kept)]


@dataclass
class Run:
    """`placed`: the spoken words on the monotonic clock; `cpu`: the daemon's CPU seconds for each second of what was played."""

    placed: list[Spoken]
    showings: list[Showing]
    cpu: float
    raw: dict

    def first_pass_errors(self) -> align.Errors:
        """The words that stood there last before each final, against those that were spoken."""
        last = {showing.segment: showing.words for showing in self.showings if not showing.final}
        return align.errors([one.word for one in self.placed], [word for segment in sorted(last) for word in last[segment]])


def listen(samples: np.ndarray, said: list[Spoken], speech: dict[str, object] | None = None, more: str = "") -> Run:
    """One run: play, collect. `said`: the words in seconds from the first sample; `speech`: keys of the profile's [speech]; `more`: further sections."""
    with pulse.PrivatePulse() as server, Daemon(server, speech=speech, more=more) as daemon:
        client = daemon.connect(["caption", "device", "gap", "summary"])
        daemon.listening(client)
        time.sleep(pulse.SETTLE)
        player = pulse.Player(server.server)
        rest = np.zeros(int(_LEAD * sound.RATE), np.float32)
        played = np.concatenate([rest, samples, np.zeros(int(_TAIL * sound.RATE), np.float32)])
        cpu = cpu_seconds(daemon.pid)
        player.play(played)
        start = player.start + _LEAD
        time.sleep(1)
        cpu = (cpu_seconds(daemon.pid) - cpu) / (len(played) / sound.RATE + 1)
        health, lost = client.health(), client.lost()
        lines = sorted(client.topic("caption.partial") + client.topic("caption.final"), key=lambda line: line.arrival)
        summaries = [line.body for line in client.topic("summary")]
        gaps = [line.body["body"] for line in client.topic("gap")]
        spread = player.spread
        player.close()
        client.close()
    showings = []
    for line in lines:
        caption = line.body["body"]
        if caption.get("task", "transcribe") == "transcribe":
            shown = normal([word["text"] for word in caption["words"]])
            showings.append(Showing(line.arrival, caption["segment"], line.body["topic"] == "caption.final", shown, caption["stable"]))
    raw = {
        "finals": sum(one.final for one in showings), "partials": sum(not one.final for one in showings), "gaps": gaps,
        "lines_dropped_for_client": lost, "player_spread_ms": round(1000 * spread, 1), "passes": health["passes"],
        "cameras": health.get("cameras", []), "summaries": summaries, "seconds": health["uptime"],
    }
    return Run([Spoken(one.word, start + one.start, start + one.end) for one in said], showings, cpu, raw)
