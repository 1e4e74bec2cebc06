import shutil
import time
import unittest

import numpy as np

from lib import pulse, sound
from lib.latency import percentile


@unittest.skipUnless(shutil.which("pulseaudio"), "needs pulseaudio")
class PlayersClock(unittest.TestCase):
    def test_clicks_are_heard_when_the_player_says(self):
        """A recorder on the sink's monitor, with a clock of its own, hears every click within 20 ms of the player's word."""
        clicks = [int(sound.RATE * (1 + 0.31 * number)) for number in range(10)]
        samples = np.zeros(sound.RATE * 5, np.float32)
        for at in clicks:
            samples[at : at + 80] = 0.8
        with pulse.PrivatePulse() as server:
            recorder = pulse.Recorder(server.server)
            time.sleep(4)  # Until the sink has used up what it rendered ahead.
            player = pulse.Player(server.server)
            player.play(samples)
            time.sleep(0.5)
            recorder.stop()
            start = player.start
            player.close()
        heard = []
        for begin, block in recorder.blocks:
            loud = np.flatnonzero(np.abs(block) > 0.3)
            if len(loud) and (not heard or begin - heard[-1] > 0.1):
                heard.append(begin + loud[0] / sound.RATE)
        self.assertEqual(len(heard), len(clicks))
        off = [abs(one - (start + at / sound.RATE)) for one, at in zip(heard, clicks)]
        self.assertLess(percentile(off, 95), 0.02)


if __name__ == "__main__":
    unittest.main()
