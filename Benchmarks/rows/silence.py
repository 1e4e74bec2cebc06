"""Words invented where nobody speaks, and what the daemon costs meanwhile.

Ten minutes each of silence, pink noise, music-like tones and keyboard-like clicks go through `taichu transcribe` in one call,
with spoken prompts as positive control in the same call. Idle CPU: the daemon listens to a silent sink's monitor for 60
seconds at real time; every thread of its process is counted, the sound server's own share stands in the raw figures.
"""

import time

from lib import corpus, noise, pulse, taichu, words
from lib.daemon import Daemon
from lib.measure import cpu_seconds
from lib.results import Row

_SETTLE, _IDLE = 5, 60


def run(options) -> list[Row]:
    minutes = options.minutes or 10
    files = noise.files(minutes)
    control = corpus.prompts(38)
    found, cost, _ = taichu.transcribe([*files.values(), *(prompt.file for prompt in control)], "--language", "en")
    invented = {kind: [word["text"] for word in found[file].words] for kind, file in files.items()}
    spoken = sum(len(words.english(prompt.text)) for prompt in control)
    heard = sum(len(words.english(found[prompt.file].text)) for prompt in control)
    rows = [
        Row("silence.words", f"words invented in {4 * minutes:g} minutes without speech", sum(map(len, invented.values())), "words", bar=0,
            raw={"by_kind": {kind: len(texts) for kind, texts in invented.items()}, "words": invented, "cpu_seconds": round(cost.cpu, 2)}),
        Row("silence.control", "words heard in the control, of those spoken", heard / spoken, "%", bar=0.8, at_least=True,
            raw={"spoken": spoken, "heard": heard}),
    ]
    with pulse.PrivatePulse() as server, Daemon(server) as daemon:
        client = daemon.connect(["caption", "device", "gap"])
        daemon.listening(client)
        time.sleep(_SETTLE)
        at, before, sound_server = time.monotonic(), cpu_seconds(daemon.pid), cpu_seconds(server.process.pid)
        time.sleep(_IDLE)
        wall = time.monotonic() - at
        share = (cpu_seconds(daemon.pid) - before) / wall
        server_share = (cpu_seconds(server.process.pid) - sound_server) / wall
        captions = len(client.topic("caption.partial")) + len(client.topic("caption.final"))
        client.close()
    rows.append(Row("silence.idle", f"daemon's CPU in silence, {_IDLE} s, of one core", share, "%", bar=0.03,
                    raw={"pulseaudio": server_share, "captions": captions}))
    return rows
