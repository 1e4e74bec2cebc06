"""`taichud` as a user starts it: a profile, a process, a socket."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

from lib import pulse
from lib.client import Client
from lib.measure import die_with_parent
from lib.paths import built


class Daemon:
    """The daemon on the monitor of a private PulseAudio's null sink."""

    def __init__(self, server: pulse.PrivatePulse, language: str = "en", speech: dict[str, object] | None = None, sources: str | None = None, more: str = "", end: bool = False):
        """`speech`: further keys of the profile's section [speech]. `sources`: in place of the monitor. `more`: further sections. `end`: when every source has ended."""
        self.folder = server.folder
        self.socket = str(self.folder / "taichu.sock")
        self.profile = self.folder / "bench.toml"
        self.profile.write_text(
            "[daemon]\n"
            f'socket = "{self.socket}"\nexit_at_end = {"true" if end else "false"}\n'
            + (f'\n[[source]]\nname = "bench"\nkind = "monitor"\ndevice = "{pulse.SINK}"\nserver = "{server.server}"\n' if sources is None else sources)
            + "\n[speech]\n"
            f'language = "{language}"\n'
            # TOML writes text, numbers and truth as JSON does.
            + "".join(f"{key} = {json.dumps(value)}\n" for key, value in (speech or {}).items())
            + more
        )
        self._errors = open(self.folder / "taichud.log", "w")

    def __enter__(self) -> "Daemon":
        self.executed = time.monotonic()
        self.process = subprocess.Popen(
            [built("taichud"), "--profile", self.profile],
            stdin=subprocess.DEVNULL, stdout=self._errors, stderr=self._errors, preexec_fn=die_with_parent,
            env={**os.environ, "XDG_RUNTIME_DIR": str(self.folder)},
        )
        return self

    @property
    def pid(self) -> int:
        return self.process.pid

    def connect(self, topics: list[str], timeout: float = 60) -> Client:
        """A client, as soon as the socket answers."""
        deadline = time.monotonic() + timeout
        while True:
            if self.process.poll() is not None:
                raise RuntimeError(f"taichud ended with status {self.process.returncode}:\n{self.log()}")
            try:
                return Client(self.socket, topics)
            except (FileNotFoundError, ConnectionRefusedError):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"taichud did not open {self.socket} within {timeout:g} s:\n{self.log()}") from None
                time.sleep(0.005)

    def listening(self, client: Client, timeout: float = 60) -> float:
        """Waits until the source's sound flows; seconds from exec to that news."""
        line = client.wait(
            lambda line: line.body.get("topic") == "device" and line.body["body"]["state"] == "connected", timeout)
        return line.arrival - self.executed

    def log(self) -> str:
        return Path(self._errors.name).read_text()[-2000:].strip()

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._errors.close()
