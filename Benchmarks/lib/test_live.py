import json
import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np

from lib import live, sound
from lib.latency import Spoken, flicker, latencies, percentile


@unittest.skipUnless(shutil.which("pulseaudio"), "needs pulseaudio")
class KnownLatency(unittest.TestCase):
    def test_the_whole_path_measures_what_was_put_in(self):
        """Player → PulseAudio → stand-in daemon → socket → client → arithmetic: words 400 ms late, finals 900 ms."""
        texts = ["one two three four", "five six seven eight"]
        begin, each, pause = 0.5, 0.3, 1.0
        said, schedule, at = [], [], begin
        for segment, text in enumerate(texts):
            words = text.split()
            for number, word in enumerate(words):
                said.append(Spoken(word, at, at + each))
                at += each
                schedule.append([at - begin + 0.4, "caption.partial", segment, words[: number + 1]])
            schedule.append([at - begin + 0.9, "caption.final", segment, words])
            at += pause
        schedule.sort(key=lambda event: event[0])
        samples = np.zeros(int(at * sound.RATE), np.float32)
        samples[int(begin * sound.RATE) :: 40] = 0.5
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "taichud"
            program.write_text(f'#!/bin/sh\nexec {sys.executable} -m lib.stand_in "$@"\n')
            program.chmod(0o755)
            plan = Path(folder) / "schedule.json"
            plan.write_text(json.dumps(schedule))
            with mock.patch.dict(os.environ, {"TAICHU_BUILD": folder, "TAICHU_STAND_IN": str(plan)}):
                run = live.listen(samples, said)
        found, changes, raw = latencies(run.placed, run.showings), flicker(run.showings), run.raw
        self.assertEqual((len(found.any), raw["finals"], raw["partials"], changes.changed), (8, 2, 8, 0))
        self.assertAlmostEqual(percentile(found.any, 50), 0.4, delta=0.03)
        self.assertAlmostEqual(percentile(found.right, 50), 0.4, delta=0.03)
        self.assertAlmostEqual(percentile(found.final, 50), 0.9, delta=0.03)


if __name__ == "__main__":
    unittest.main()
