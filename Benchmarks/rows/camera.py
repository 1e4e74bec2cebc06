"""A camera beside live subtitles: frames a second, frame-to-event latency, what it does to the captions.

The reading at real-time pace through PulseAudio, without and with a video of 15 frames a second as camera, objects and
tracking for every frame; in turns (`lib/beside`). Latency is the daemon's own (`status`): from a frame's time stamp to the emission of its events, of the
last 512 looks. The video is made here: a photograph that drifts, so that no frame is like the one before and the motion gate never closes.
"""

import subprocess
import tempfile
from pathlib import Path
from statistics import median

from lib import sound
from lib.beside import Beside
from lib.paths import SAMPLE
from lib.results import Row

RATE = 15
_PICTURE = SAMPLE.parent / "astronaut.png"


def video(folder: Path, seconds: float) -> Path:
    """The photograph behind a window of 640 × 480 that wanders over it, H.264: a minute, again and again."""
    minute, path = folder / "minute.mp4", folder / f"drift-{seconds:g}.mp4"
    if not minute.exists():
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y", "-loop", "1", "-framerate", str(RATE), "-i", _PICTURE, "-t", "60", "-vf",
             "scale=900:900,crop=640:480:x='130*(1+sin(t))':y='200+100*sin(0.7*t)'", "-pix_fmt", "yuv420p", "-preset", "ultrafast", minute], check=True)
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", minute, "-t", str(seconds), "-c", "copy", path], check=True)
    return path


def profile(video: Path, pace: str) -> str:
    return (
        f'\n[[camera]]\nname = "camera"\ndevice = "{video}"\npace = "{pace}"\n'
        f"\n[vision]\nobjects_rate = {RATE if pace == 'real-time' else 60}\npose_rate = 0\n")


def counts(camera: dict) -> dict:
    """What `status` says of a camera, but for the place of its video, which is a passing one."""
    return {key: value for key, value in camera.items() if key != "source"}


def run(options) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="taichu-camera-") as folder:
        beside = Beside(options, profile(video(Path(folder), sound.seconds(SAMPLE) + 30), "real-time"))
    cameras = [run.raw["cameras"][0] for run in beside.both]
    alone, both = beside.cpu
    # Processor seconds of the passes, which do not count waiting for a core: what a camera costs them by the caches that they share.
    busy = {name: {kind: round(sum(one["busy"] for run in runs for one in run.raw["passes"] if one["name"] == kind), 2) for kind in ("first", "second")}
            for name, runs in (("alone", beside.without), ("both", beside.both))}
    seen = {"cameras": [counts(one) for one in cameras]}
    raw = {"cpu_alone": round(alone, 3), "cpu_both": round(both, 3), "passes_busy": busy}
    return [
        Row("camera.rate", "frames a second with detection and tracking beside live subtitles",
            RATE * sum(one["looks"] for one in cameras) / max(1, sum(one["frames"] for one in cameras)), "a second", bar=RATE - 0.5, at_least=True, raw=seen),
        Row("camera.latency", "a frame's time to its events beside live subtitles, p50", 1000 * median(one["latency"] for one in cameras), "ms", bar=120),
        Row("camera.latency.p95", "the same, p95", 1000 * median(one["latencyP95"] for one in cameras), "ms"),
        Row("camera.cpu", "daemon's CPU with camera and subtitles, of one core", both, "%", raw=raw),
        *beside.captions("camera", "with a camera", (50, 95), bar=1.1),
    ]
