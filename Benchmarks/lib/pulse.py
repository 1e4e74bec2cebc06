"""A private PulseAudio with a null sink, and a player that knows when each sample was heard."""

import ctypes
import os
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from lib import sound
from lib.latency import stream_start
from lib.measure import die_with_parent

SINK = "taichu_bench"
# A null sink that nobody listened to has rendered up to 2 s ahead; until that time has passed a recorder's clock is off.
SETTLE = 4.0


class PrivatePulse:
    """A sound server of our own in a temporary folder; ended by its process number."""

    def __enter__(self) -> "PrivatePulse":
        self._folder = tempfile.TemporaryDirectory(prefix="taichu-bench-")
        self.folder = Path(self._folder.name)
        socket = self.folder / "native"
        self.server = f"unix:{socket}"
        self._log = open(self.folder / "pulseaudio.log", "w")
        self.process = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
             "-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1",
             "-L", f"module-null-sink sink_name={SINK} rate=48000 channels=2"],
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, preexec_fn=die_with_parent,
            env={**os.environ, "XDG_RUNTIME_DIR": self._folder.name, "HOME": self._folder.name},
        )
        deadline = time.monotonic() + 10
        while not socket.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                log = (self.folder / "pulseaudio.log").read_text().strip()
                self.__exit__()
                raise RuntimeError(f"the private PulseAudio did not start:\n{log}")
            time.sleep(0.02)
        return self

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._log.close()
        self._folder.cleanup()


class _SampleSpec(ctypes.Structure):
    _fields_ = [("format", ctypes.c_int), ("rate", ctypes.c_uint32), ("channels", ctypes.c_uint8)]


class _BufferAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("maxlength", "tlength", "prebuf", "minreq", "fragsize")]


_FLOAT32_LE = 5
_PLAYBACK, _RECORD = 1, 2
_DEFAULT = 0xFFFFFFFF


class _Stream:
    """One mono f32 stream of 16 kHz through libpulse-simple, its buffer `milliseconds` long."""

    def __init__(self, server: str, direction: int, device: str, milliseconds: int):
        self._library = ctypes.CDLL("libpulse-simple.so.0")
        self._library.pa_simple_new.restype = ctypes.c_void_p
        self._library.pa_simple_new.argtypes = [
            ctypes.c_char_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p,
            ctypes.POINTER(_SampleSpec), ctypes.c_void_p, ctypes.POINTER(_BufferAttributes), ctypes.POINTER(ctypes.c_int)]
        self._library.pa_simple_get_latency.restype = ctypes.c_uint64
        for call in ("pa_simple_get_latency", "pa_simple_drain"):
            getattr(self._library, call).argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_int)]
        for call in ("pa_simple_write", "pa_simple_read"):
            getattr(self._library, call).argtypes = [
                ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.POINTER(ctypes.c_int)]
        self._library.pa_simple_free.argtypes = [ctypes.c_void_p]
        specification = _SampleSpec(_FLOAT32_LE, sound.RATE, 1)
        size = sound.RATE * 4 * milliseconds // 1000
        attributes = _BufferAttributes(_DEFAULT, size, _DEFAULT, _DEFAULT, size)
        error = ctypes.c_int(0)
        self._stream = self._library.pa_simple_new(
            server.encode(), b"taichu-bench", direction, device.encode(), b"bench", ctypes.byref(specification), None,
            ctypes.byref(attributes), ctypes.byref(error))
        if not self._stream:
            raise RuntimeError(f"PulseAudio at {server} refused a stream on {device} (error {error.value})")

    def _call(self, name: str, *arguments) -> int:
        error = ctypes.c_int(0)
        result = getattr(self._library, name)(self._stream, *arguments, ctypes.byref(error))
        if error.value:
            raise RuntimeError(f"{name} failed with PulseAudio's error {error.value}")
        return result

    def latency(self) -> float:
        return self._call("pa_simple_get_latency") / 1e6

    def close(self) -> None:
        if self._stream:
            self._library.pa_simple_free(self._stream)
            self._stream = None


class Player(_Stream):
    """Plays samples at real-time pace. `start` is the monotonic time at which the first of them was heard."""

    _CHUNK = sound.RATE // 100

    def __init__(self, server: str, milliseconds: int = 40):
        super().__init__(server, _PLAYBACK, SINK, milliseconds)
        self._stamps: list[tuple[float, float, int]] = []
        self._written = 0

    @property
    def start(self) -> float:
        return stream_start(self._stamps, sound.RATE)

    @property
    def spread(self) -> float:
        """How far the single estimates of the start lie apart (5th to 95th percentile), in seconds."""
        estimates = sorted(at + latency - written / sound.RATE for at, latency, written in self._stamps)
        return estimates[int(len(estimates) * 0.95)] - estimates[int(len(estimates) * 0.05)] if estimates else float("nan")

    def play(self, samples: np.ndarray) -> None:
        """Returns when the last sample is in the buffer."""
        samples = np.ascontiguousarray(samples, np.float32)
        for at in range(0, len(samples), self._CHUNK):
            chunk = samples[at : at + self._CHUNK]
            self._call("pa_simple_write", chunk.ctypes.data, chunk.nbytes)
            self._written += len(chunk)
            # The first half second fills buffers and settles the clock's interpolation.
            if self._written > sound.RATE // 2 and at // self._CHUNK % 5 == 0:
                latency = self.latency()
                self._stamps.append((time.monotonic(), latency, self._written))


class Recorder(_Stream):
    """Records the sink's monitor; used to prove the player's clock."""

    _CHUNK = sound.RATE // 50

    def __init__(self, server: str):
        super().__init__(server, _RECORD, f"{SINK}.monitor", 20)
        self.blocks: list[tuple[float, np.ndarray]] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            block = np.empty(self._CHUNK, np.float32)
            self._call("pa_simple_read", block.ctypes.data, block.nbytes)
            now = time.monotonic()
            self.blocks.append((now - self.latency() - len(block) / sound.RATE, block))

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        self.close()
