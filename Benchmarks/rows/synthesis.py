"""How fast the voices speak: real-time factor and time to first sound, warm, and how soon a stop is silence.

Each voice speaks twenty sentences one after another in one process. Real-time factor: wall seconds until all of a sentence is there, over its seconds of sound; time to first sound: from the
call to the first clause's samples. The medians count; CPU seconds over seconds of sound stand beside them, which do not depend on who else computes.
Stop and onset are heard on the monitor of a private PulseAudio server's null sink: a tone is stopped, and the time until its last sample is measured, twenty times.
"""

import json
import tempfile
from pathlib import Path
from statistics import median

from lib import measure, pulse, spoken
from lib.paths import built
from lib.results import Row

_SENTENCES = 20
# Voice, language, bars of the real-time factor and of the first sound in ms.
_VOICES = [("joe", "en", 0.1, 200), ("jf_gongitsune", "en", 0.35, None), ("jf_gongitsune", "zh", 0.35, None), ("espeak-en", "en", None, None)]


def run(options) -> list[Row]:
    rows = []
    for voice, language, factor, first in _VOICES:
        with tempfile.TemporaryDirectory() as folder:
            _, lines = spoken.speak(spoken.sentences(language)[:_SENTENCES][:: options.every], voice, Path(folder))
        factors = [line["wall"] / line["sound"] for line in lines]
        costs = [line["processor"] / line["sound"] for line in lines]
        firsts = [1000 * line["first"] for line in lines]
        raw = {"sentences": len(lines), "least": round(min(factors), 3), "most": round(max(factors), 3), "processor": round(median(costs), 3)}
        name = f"synthesis.{voice}.{language}"
        rows.append(Row(f"{name}.rtf", f"{voice} ({language}): real-time factor", median(factors), "×", bar=factor, raw=raw))
        rows.append(Row(f"{name}.first", f"{voice} ({language}): time to first sound, warm", median(firsts), "ms", bar=first,
                        raw={"least": round(min(firsts)), "most": round(max(firsts))}))
    with pulse.PrivatePulse() as server:
        usage = measure.succeeded(measure.run([built("voice-probe"), "stop", server.server, pulse.SINK, max(1, 20 // options.every)]), "voice-probe stop")
    found = json.loads(usage.output)
    raw = {"stops": [round(1000 * one, 1) for one in found["stops"]], "onsets": [round(1000 * one, 1) for one in found["onsets"]]}
    rows.append(Row("synthesis.stop", "from the stop to silence, the longest of twenty", 1000 * max(found["stops"]), "ms", bar=50, raw=raw))
    rows.append(Row("synthesis.onset", "from the first samples to sound at the sink, median", 1000 * median(found["onsets"]), "ms", raw=raw))
    return rows
