"""Memory over many frames, and what a frame costs: a video as fast as it can be looked at, 54,000 frames (an hour at 15 a second; `--minutes N` takes N × 900 frames).

The video is that of `camera`. Other load makes it slower, and changes nothing of its memory.
"""

import tempfile
import time
from pathlib import Path

import numpy as np

from lib import pulse
from lib.daemon import Daemon
from lib.measure import Sampler, cpu_seconds
from lib.results import Row
from rows.camera import RATE, counts, profile, video

FRAMES = 54_000


def growth(folder: Path, frames: int, name: str = "growth") -> list[Row]:
    film = video(folder, frames / RATE)
    with pulse.PrivatePulse() as server, Daemon(server, sources="", more=profile(film, "fast"), end=True) as daemon:
        client = daemon.connect(["device", "gap"])
        sampler = Sampler(daemon.pid).start()
        began, cpu, health = time.monotonic(), 0.0, None
        while daemon.process.poll() is None:
            try:
                health, cpu = client.health(), cpu_seconds(daemon.pid)
            # It ended just now, or something keeps it from answering.
            except (ConnectionError, EOFError, FileNotFoundError, TimeoutError, OSError):
                pass
            time.sleep(2)
        wall = time.monotonic() - began
        resident = sampler.stop()
    camera = health["cameras"][0]
    # What was asked last is up to some seconds from the end.
    if daemon.process.returncode != 0 or camera["frames"] < frames - 1000:
        raise RuntimeError(f"the daemon ended with {daemon.process.returncode} after {camera['frames']} of {frames} frames")
    # The first tenth warms up.
    kept = [(at, size) for at, size in resident if size and at > 0.1 * resident[-1][0]]
    times, sizes = np.array([at for at, _ in kept]), np.array([size for _, size in kept]) / 1e6
    slope = np.polyfit(times, sizes, 1)[0] * wall / frames * 10_000
    raw = {"frames": frames, "camera": counts(camera), "wall": round(wall, 1), "first_MB": round(float(sizes[0]), 1), "last_MB": round(float(sizes[-1]), 1)}
    return [
        Row(f"{name}.memory", f"memory's growth over {frames:,} frames as fast as possible, per 10,000 frames", float(slope), "MB", bar=1, raw=raw),
        Row(f"{name}.cost", "CPU of a frame with detection and tracking, alone", 1000 * cpu / max(1, camera["looks"]), "ms"),
    ]


def run(options) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="taichu-camera-") as folder:
        return growth(Path(folder), round(options.minutes * 900) if options.minutes else FRAMES)
