import unittest

from lib.commitment import commitments
from lib.latency import Showing, Spoken


def said(text, start=10.0, each=0.5):
    return [Spoken(word, start + each * n, start + each * (n + 1)) for n, word in enumerate(text.split())]


def shown(arrival, text, stable=0, final=False):
    return Showing(arrival, 0, final, text.split(), stable)


class Policies(unittest.TestCase):
    def test_a_word_is_committed_when_it_becomes_stable(self):
        found = commitments(said("good morning all"), [
            shown(10.8, "good"), shown(11.2, "good morning", 1), shown(11.8, "good morning all", 2), shown(12.5, "good morning all", final=True)])
        self.assertEqual([round(one, 6) for one in found.after], [0.7, 0.8, 1.0])
        self.assertEqual((found.early, found.wrong), (2, 0))
        self.assertAlmostEqual(found.early_share, 2 / 3)

    def test_what_the_final_has_otherwise_was_wrong(self):
        found = commitments(said("good morning"), [shown(11.2, "could morning", 2), shown(12.5, "good morning", final=True)])
        self.assertEqual((found.early, found.wrong, found.wrong_rate), (2, 1, 0.5))

    def test_nothing_committed_is_all_the_finals(self):
        found = commitments(said("good"), [shown(10.6, "good"), shown(11.0, "good", final=True)])
        self.assertEqual((found.early, found.after), (0, [0.5]))


if __name__ == "__main__":
    unittest.main()
