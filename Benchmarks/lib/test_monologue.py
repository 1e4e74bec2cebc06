import unittest

import numpy as np

from lib.monologue import compared, edges, trimmed


def caption(text, start, each=0.5):
    return [(word, start + each * n, start + each * (n + 1)) for n, word in enumerate(text.split())]


class Silence(unittest.TestCase):
    def test_pauses_are_cut_to_60_ms_and_nothing_else(self):
        tone = np.full(16_000, 0.5, np.float32)
        pause = np.zeros(8_000, np.float32)
        found = trimmed(np.concatenate([pause, tone, pause, tone, pause]))
        # Two tones, 60 ms between them, 60 ms behind.
        self.assertEqual(len(found), 2 * 16_000 + 2 * 960)

    def test_a_short_pause_stays(self):
        tone, blink = np.full(3_200, 0.5, np.float32), np.zeros(640, np.float32)
        self.assertEqual(len(trimmed(np.concatenate([tone, blink, tone]))), 7_040)


class Seams(unittest.TestCase):
    said = "a b c d e f g h".split()

    def near(self, *finals):
        return edges(self.said, list(finals), 1.0)

    def test_all_words_there(self):
        near, far = self.near(caption("a b c d", 0), caption("e f g h", 2))
        self.assertEqual((near.lost, near.doubled, near.wrong, far.lost, far.doubled, far.wrong), (0,) * 6)
        self.assertEqual((near.words, far.words), (4, 4))

    def test_a_word_lost_at_the_seam(self):
        near, far = self.near(caption("a b c", 0), caption("e f g h", 2))
        self.assertEqual((near.lost, far.lost), (1, 0))

    def test_a_word_lost_elsewhere(self):
        near, far = self.near(caption("a c d", 0), caption("e f g h", 2))
        self.assertEqual((near.lost, far.lost), (0, 1))

    def test_a_word_doubled_over_the_seam(self):
        near, _ = self.near(caption("a b c d", 0), caption("d e f g h", 2))
        self.assertEqual((near.lost, near.doubled, near.wrong), (0, 1, 0))

    def test_another_word_in_excess_is_not_doubled(self):
        near, _ = self.near(caption("a b c d", 0), caption("x e f g h", 2))
        self.assertEqual((near.doubled, near.wrong), (0, 1))

    def test_two_ways_of_writing_are_one(self):
        self.assertEqual(compared("I'm sorry, you're not"), compared("I am sorry you are not"))


if __name__ == "__main__":
    unittest.main()
