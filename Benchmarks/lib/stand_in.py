"""A stand-in for `taichud` that captions on a schedule: it proves the harness on latencies that are known beforehand.

    python -m lib.stand_in --profile FILE        the schedule is the JSON file that $TAICHU_STAND_IN names:
                                                 [[seconds after the first sound, topic, segment, [words]], …]
It hears the same monitor that a daemon would, and speaks as much of the protocol as the harness uses.
"""

import json
import os
import socket
import sys
import threading
import time
import tomllib
from pathlib import Path

import numpy as np

from lib import pulse, sound


class _Server:
    def __init__(self, path: str):
        self._lines: list[bytes] = []
        self._clients: list[socket.socket] = []
        self._lock = threading.Lock()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(path)
        self._socket.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            client, _ = self._socket.accept()
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        client.sendall(json.dumps({"hello": {"protocol": 1}}).encode() + b"\n")
        for line in client.makefile():
            if json.loads(line)["request"] == "subscribe":
                with self._lock:
                    client.sendall(b"".join(self._lines))
                    self._clients.append(client)
            else:
                client.sendall(json.dumps({"reply": "status", "body": {"passes": [], "uptime": 0}}).encode() + b"\n")

    def publish(self, topic: str, body: dict) -> None:
        with self._lock:
            self._lines.append(json.dumps({"seq": len(self._lines) + 1, "topic": topic, "body": body}).encode() + b"\n")
            for client in self._clients:
                client.sendall(self._lines[-1])


def _first_sound(recorder: pulse.Recorder) -> float:
    """Monotonic time of the first sample that is not silence."""
    at = 0
    while True:
        while at < len(recorder.blocks):
            begin, block = recorder.blocks[at]
            loud = np.flatnonzero(np.abs(block) > 0.05)
            if len(loud):
                return begin + loud[0] / sound.RATE
            at += 1
        time.sleep(0.005)


def main() -> None:
    profile = tomllib.loads(Path(sys.argv[2]).read_text())
    schedule = json.loads(Path(os.environ["TAICHU_STAND_IN"]).read_text())
    server = _Server(profile["daemon"]["socket"])
    recorder = pulse.Recorder(profile["source"][0]["server"])
    server.publish("device", {"track": "bench", "state": "connected", "detail": "stand-in"})
    start = _first_sound(recorder)
    for after, topic, segment, words in schedule:
        time.sleep(max(0, start + after - time.monotonic()))
        server.publish(topic, {"track": "bench", "segment": segment, "stable": len(words) if topic == "caption.final" else 0, "words": [{"text": word} for word in words]})
    threading.Event().wait()


if __name__ == "__main__":
    main()
