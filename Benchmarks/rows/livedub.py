"""Live dubbing's delay: from when a line was said to when it is heard again, of every line, against what the profile promises.

A minute of real speech at its own pace into `Profiles/dubbing.toml`'s settings (ten seconds; transcribed, not translated, so that lines can be told apart), out of a private PulseAudio's null sink. When a
line begins is the daemon's own `voice.start`; on the sink's monitor its sound is looked for, from some seconds behind the first line on: who listened before would keep the sink awake, and the first
line's waking is part of what is measured. The sound comes some hundredths of a second after its first sample, as a voice does not begin with full force.
"""

import time

import numpy as np

from lib import pulse, sound
from lib.daemon import Daemon
from lib.paths import SAMPLE
from lib.results import Row

DELAY = 10.0
_SPEECH = {"tasks": ["transcribe"], "maximum_utterance_ms": 5000, "end_silence_ms": 350}


def _said(finals: list[dict], text: str, behind: float) -> float | None:
    """When the line's first words were said, in media seconds, behind the line before."""
    words = [word for final in finals for word in final["words"]]
    wanted = text.split()[:3]
    for at in range(len(words)):
        if words[at]["start"] > behind and [word["text"].strip() for word in words[at : at + len(wanted)]] == wanted:
            return words[at]["start"]
    return None


def _onset(blocks: list[tuple[float, np.ndarray]], begins: float) -> float | None:
    """The first 10 ms from 0.1 s before `begins` on that are loud, and have quiet before them."""
    times = np.concatenate([at + np.arange(len(block)) / sound.RATE for at, block in blocks])
    samples = np.concatenate([block for _, block in blocks])
    first = np.searchsorted(times, begins - 0.1)
    frames = samples[first : first + sound.RATE]
    if len(frames) < sound.RATE:
        return None
    loud = sound.onset(frames)
    return float(times[first + loud]) if loud else None


def run(options) -> list[Row]:
    source = f'\n[[source]]\nname = "talk"\nkind = "file"\npath = "{SAMPLE}"\npace = "real-time"\n'
    with pulse.PrivatePulse() as server:
        voice = f'\n[voice]\nreads = ["caption"]\ndelay_ms = {round(DELAY * 1000)}\ngate = false\nserver = "{server.server}"\ndevice = "{pulse.SINK}"\n'
        with Daemon(server, speech=_SPEECH, sources=source, more=voice, end=True) as daemon:
            client = daemon.connect(["caption.final", "voice", "device", "gap"])
            recorder, health = None, {}
            while daemon.process.poll() is None:
                if recorder is None and client.topic("voice.start"):
                    recorder = pulse.Recorder(server.server)
                    listening = time.monotonic() + pulse.SETTLE
                if recorder:
                    # The daemon ends with its last line.
                    try:
                        health = client.health().get("voice") or health
                    except (ConnectionError, RuntimeError, TimeoutError, OSError):
                        break
                time.sleep(0.5)
            daemon.process.wait(60)
            if recorder:
                recorder.stop()
            start = client.hello["start"]["monotonic"] / 1e9
            finals = [line.body["body"] for line in client.topic("caption.final")]
            begun = [line.body["body"] for line in client.topic("voice.start")]
            unsaid = [line.body["body"] for line in client.topic("voice.end") if line.body["body"]["reason"] != "done"]
            client.close()
    delays, heard, behind = [], [], -1.0
    for line in begun:
        said = _said(finals, line["text"], behind)
        if said is None:
            raise RuntimeError(f"the line \"{line['text']}\" is in no caption")
        behind = said
        delays.append(line["at"] - said)
        if recorder and start + line["at"] > listening and (onset := _onset(recorder.blocks, start + line["at"])):
            heard.append(onset - start - line["at"])
    if not delays:
        raise RuntimeError("no line was said")
    raw = {"delays": [round(one, 3) for one in delays], "status": health, "unsaid": unsaid, "heard_after_start_ms": [round(1000 * one) for one in heard]}
    return [
        Row("livedub.delay", f"live dubbing at {DELAY:g} s: the line that is farthest from it, of {len(delays)}", 1000 * max(abs(one - DELAY) for one in delays), "ms", bar=100, raw=raw),
        Row("livedub.first", "the first line, which wakes the sink, alone", 1000 * abs(delays[0] - DELAY), "ms", bar=100),
        Row("livedub.unsaid", "lines that were not said", float(len(unsaid)), "", bar=0),
        Row("livedub.sound", f"a line's beginning as reported to its sound on the sink's monitor, median of {len(heard)}", 1000 * float(np.median(heard)) if heard else None, "ms"),
    ]
