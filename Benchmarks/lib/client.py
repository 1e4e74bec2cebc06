"""An ordinary client of the daemon's socket: JSON Lines, every line stamped on arrival."""

import json
import socket
import threading
import time
from dataclasses import dataclass


@dataclass
class Line:
    arrival: float
    body: dict


class Client:
    """Connects, subscribes, and collects what comes in `lines` until closed."""

    def __init__(self, path: str, topics: list[str]):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.connect(path)
        except OSError:
            self._socket.close()
            raise
        self.lines: list[Line] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        # The server speaks first.
        self.hello = self.wait(lambda line: "hello" in line.body, 10).body["hello"]
        # What happened before, such as the device's connection, is replayed.
        self.send({"request": "subscribe", "topics": topics, "since": 0})

    def _read(self) -> None:
        pending = b""
        while True:
            try:
                received = self._socket.recv(1 << 16)
            except OSError:
                received = b""
            arrival = time.monotonic()
            if not received:
                break
            *lines, pending = (pending + received).split(b"\n")
            with self._changed:
                self.lines += [Line(arrival, json.loads(line)) for line in lines if line.strip()]
                self._changed.notify_all()
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def send(self, request: dict) -> None:
        self._socket.sendall(json.dumps(request).encode() + b"\n")

    def wait(self, wanted, timeout: float, since: int = 0) -> Line:
        """The first line from index `since` on that is wanted."""
        deadline, at = time.monotonic() + timeout, since
        with self._changed:
            while True:
                while at < len(self.lines):
                    if wanted(self.lines[at]):
                        return self.lines[at]
                    at += 1
                if self._closed:
                    raise RuntimeError("the daemon closed the connection")
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError(f"no such line within {timeout:g} s; the last was {self.lines[-1].body if self.lines else None}")
                self._changed.wait(left)

    def topic(self, topic: str) -> list[Line]:
        with self._changed:
            return [line for line in self.lines if line.body.get("topic") == topic]

    def health(self, timeout: float = 10) -> dict:
        """The reply to `status`."""
        since = len(self.lines)
        self.send({"request": "status"})
        return self.wait(lambda line: line.body.get("reply") == "status", timeout, since).body["body"]

    def lost(self) -> int:
        """Lines that the server dropped because this client was slow: must be none for a latency to count."""
        with self._changed:
            return sum(sum(line.body["lost"].values()) for line in self.lines if "lost" in line.body)

    def close(self) -> None:
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # The daemon was first.
        self._socket.close()

