import unittest

import numpy as np

from lib import crossings


class Crossings(unittest.TestCase):
    def test_a_seed_gives_the_same_film(self):
        first, second = (crossings.SYNTHETIC["slow"](7) for _ in range(2))
        self.assertEqual(first.frames, second.frames)
        self.assertNotEqual(first.frames, crossings.SYNTHETIC["slow"](8).frames)

    def test_what_covers_counts_once(self):
        box = (0, 0, 100, 100)
        self.assertEqual(crossings._covered(box, []), 0)
        self.assertAlmostEqual(crossings._covered(box, [(0, 0, 50, 100)]), 0.5)
        self.assertAlmostEqual(crossings._covered(box, [(0, 0, 50, 100), (0, 0, 50, 50)]), 0.5)
        self.assertEqual(crossings._covered(box, [(-10, -10, 200, 200)]), 1)

    def test_who_stands_behind_is_not_found_and_who_stands_in_front_is(self):
        eye = crossings._Eye(np.random.default_rng(0), jitter=0, missed=0, false=0)
        behind, front = (100, 100, 40, 100), (95, 110, 50, 120)
        found = eye.look({1: behind, 2: front})
        self.assertEqual([box for box, _ in found], [front])

    def test_truth_lies_in_the_picture(self):
        for frame in crossings.SYNTHETIC["shake"](3).frames:
            for left, top, width, height in frame.truth.values():
                self.assertTrue(left >= 0 and top >= 0 and left + width <= crossings.WIDTH + 1e-6 and top + height <= crossings.HEIGHT + 1e-6)


if __name__ == "__main__":
    unittest.main()
