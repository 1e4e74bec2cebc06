"""A camera beside live subtitles: frames a second, frame-to-event latency, what it does to the captions; memory over many frames.

Beside subtitles: the reading at real-time pace through PulseAudio, without and with a video of 15 frames a second as camera, objects and
tracking for every frame; in turns (`lib/beside`). Latency is the daemon's own (`status`): from a frame's time stamp to the emission of its events, of the
last 512 looks. Growth: a video as fast as it can be looked at, 54,000 frames (an hour at 15 a second; `--minutes N` takes N × 900 frames).
The video is made here: a photograph that drifts, so that no frame is like the one before and the motion gate never closes.
"""

import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from lib import pulse, sound
from lib.beside import Beside
from lib.daemon import Daemon
from lib.measure import Sampler, cpu_seconds
from lib.paths import SAMPLE
from lib.results import Row

RATE = 15
FRAMES = 54_000
_PICTURE = SAMPLE.parent / "astronaut.png"


def _video(folder: Path, seconds: float) -> Path:
    """The photograph behind a window of 640 × 480 that wanders over it, H.264: a minute, again and again."""
    minute, path = folder / "minute.mp4", folder / f"drift-{seconds:g}.mp4"
    if not minute.exists():
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y", "-loop", "1", "-framerate", str(RATE), "-i", _PICTURE, "-t", "60", "-vf",
             "scale=900:900,crop=640:480:x='130*(1+sin(t))':y='200+100*sin(0.7*t)'", "-pix_fmt", "yuv420p", "-preset", "ultrafast", minute], check=True)
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", minute, "-t", str(seconds), "-c", "copy", path], check=True)
    return path


def _camera(video: Path, pace: str) -> str:
    return (
        f'\n[[camera]]\nname = "camera"\ndevice = "{video}"\npace = "{pace}"\n'
        f"\n[vision]\nobjects_rate = {RATE if pace == 'real-time' else 60}\npose_rate = 0\n")


def _counts(camera: dict) -> dict:
    """What `status` says of a camera, but for the place of its video, which is a passing one."""
    return {key: value for key, value in camera.items() if key != "source"}


def _beside(options, folder: Path) -> list[Row]:
    beside = Beside(options, _camera(_video(folder, sound.seconds(SAMPLE) + 30), "real-time"))
    cameras = [run.raw["cameras"][0] for run in beside.both]
    alone, both = beside.cpu
    # Processor seconds of the passes, which do not count waiting for a core: what a camera costs them by the caches that they share.
    busy = {name: {kind: round(sum(one["busy"] for run in runs for one in run.raw["passes"] if one["name"] == kind), 2) for kind in ("first", "second")}
            for name, runs in (("alone", beside.without), ("both", beside.both))}
    seen = {"cameras": [_counts(one) for one in cameras]}
    raw = {"cpu_alone": round(alone, 3), "cpu_both": round(both, 3), "passes_busy": busy}
    return [
        Row("camera.rate", "frames a second with detection and tracking beside live subtitles",
            RATE * sum(one["looks"] for one in cameras) / max(1, sum(one["frames"] for one in cameras)), "a second", bar=RATE - 0.5, at_least=True, raw=seen),
        Row("camera.latency", "a frame's time to its events beside live subtitles, p50", 1000 * median(one["latency"] for one in cameras), "ms", bar=120),
        Row("camera.latency.p95", "the same, p95", 1000 * median(one["latencyP95"] for one in cameras), "ms"),
        Row("camera.cpu", "daemon's CPU with camera and subtitles, of one core", both, "%", raw=raw),
        *beside.captions("camera", "with a camera", (50, 95), bar=1.1),
    ]


def growth(folder: Path, frames: int, name: str = "camera") -> list[Row]:
    video = _video(folder, frames / RATE)
    with pulse.PrivatePulse() as server, Daemon(server, sources="", more=_camera(video, "fast"), end=True) as daemon:
        client = daemon.connect(["device", "gap"])
        sampler = Sampler(daemon.pid).start()
        began, cpu, health = time.monotonic(), 0.0, None
        while daemon.process.poll() is None:
            try:
                health, cpu = client.health(), cpu_seconds(daemon.pid)
            except (ConnectionError, EOFError, FileNotFoundError, TimeoutError, OSError):
                break
            time.sleep(2)
        wall = time.monotonic() - began
        resident = sampler.stop()
    camera = health["cameras"][0]
    # The first tenth warms up.
    kept = [(at, size) for at, size in resident if size and at > 0.1 * resident[-1][0]]
    times, sizes = np.array([at for at, _ in kept]), np.array([size for _, size in kept]) / 1e6
    slope = np.polyfit(times, sizes, 1)[0] * wall / frames * 10_000
    raw = {"frames": frames, "camera": _counts(camera), "wall": round(wall, 1), "first_MB": round(float(sizes[0]), 1), "last_MB": round(float(sizes[-1]), 1)}
    return [
        Row(f"{name}.growth", f"memory's growth over {frames:,} frames as fast as possible, per 10,000 frames", float(slope), "MB", bar=1, raw=raw),
        Row(f"{name}.cost", "CPU of a frame with detection and tracking, alone", 1000 * cpu / max(1, camera["looks"]), "ms"),
    ]


def run(options) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="taichu-camera-") as folder:
        return _beside(options, Path(folder)) + growth(Path(folder), round(options.minutes * 900) if options.minutes else FRAMES)
