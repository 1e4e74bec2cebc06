import unittest

import numpy as np

from lib.reference import Word, pulled_back


class PulledBackEnds(unittest.TestCase):
    """Levels are in dB, one for each 20 ms."""

    levels = np.array([-80.0] * 10 + [-20.0] * 15 + [-80.0] * 25)

    def test_an_end_in_the_pause_returns_to_the_sound(self):
        self.assertEqual(pulled_back(Word("a", 0.2, 0.9), self.levels, -80), Word("a", 0.2, 0.5))

    def test_an_end_inside_the_sound_stays(self):
        self.assertEqual(pulled_back(Word("a", 0.2, 0.43), self.levels, -80), Word("a", 0.2, 0.43))

    def test_a_noisy_floor_is_no_sound(self):
        noisy = np.maximum(self.levels, -50)
        self.assertEqual(pulled_back(Word("a", 0.2, 0.9), noisy, -50), Word("a", 0.2, 0.5))

    def test_a_word_in_silence_is_left_alone(self):
        self.assertEqual(pulled_back(Word("a", 0.6, 0.9), self.levels, -80), Word("a", 0.6, 0.9))


if __name__ == "__main__":
    unittest.main()
