"""Start to first listening, resident memory with both passes, and the daemon's CPU outside inference.

Start: from exec to the arrival of the news that the source is connected, median of three with warm caches (one more before
them warms what is cold). Memory and CPU: over 90 s of prompts with pauses, played at real time. Outside inference = CPU
seconds of the process less the busy seconds of its passes, per second.
"""

import time
from statistics import median

from lib import corpus, pulse, sound
from lib.daemon import Daemon
from lib.measure import Sampler, cpu_seconds, memory_kinds
from lib.results import Row


def run(options) -> list[Row]:
    starts = []
    with pulse.PrivatePulse() as server:
        for attempt in range(4):
            with Daemon(server) as daemon:
                client = daemon.connect(["device"])
                started = daemon.listening(client)
                client.close()
            if attempt:
                starts.append(started)

        file, _ = corpus.conversation(1.5, 4)
        with Daemon(server) as daemon:
            client = daemon.connect(["caption", "device", "gap"])
            daemon.listening(client)
            sampler = Sampler(daemon.pid).start()
            player = pulse.Player(server.server)
            time.sleep(4)
            at, cpu, before = time.monotonic(), cpu_seconds(daemon.pid), client.health()
            player.play(sound.read(file))
            time.sleep(3)
            wall, cpu, after = time.monotonic() - at, cpu_seconds(daemon.pid) - cpu, client.health()
            memory, samples = memory_kinds(daemon.pid), sampler.stop()
            words = sum(len(line.body["body"]["words"]) for line in client.topic("caption.final"))
            player.close()
            client.close()
    old = {one["name"]: one["busy"] for one in before["passes"]}
    busy = {one["name"]: round(one["busy"] - old.get(one["name"], 0), 3) for one in after["passes"]}
    share = (cpu - sum(busy.values())) / wall
    if not words:
        raise RuntimeError("the daemon heard no word, so its memory and CPU say nothing")
    raw = {"wall": round(wall, 1), "cpu": round(cpu, 2), "busy": busy, "words": words}
    return [
        Row("footprint.start", "start to first listening, warm caches", median(starts), "s", bar=3, raw={"runs": [round(one, 3) for one in starts]}),
        Row("footprint.memory", "resident memory after 90 s of speech, both passes", max(size for _, size in samples) / 1e6, "MB", bar=700,
            raw={kind: round(size / 1e6) for kind, size in memory.items()}),
        Row("footprint.outside", "daemon's CPU outside inference, of one core", share, "%", bar=0.02, raw=raw),
        Row("footprint.cpu", "daemon's CPU altogether, of one core", cpu / wall, "%", raw=raw),
    ]
