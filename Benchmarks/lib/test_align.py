import unittest

from lib.align import align, errors, total


class Alignment(unittest.TestCase):
    def test_equal_sequences_pair_up(self):
        self.assertEqual(align("a b c".split(), "a b c".split()), [(0, 0), (1, 1), (2, 2)])

    def test_a_missing_and_an_added_word(self):
        self.assertEqual(align("a b c".split(), "a c".split()), [(0, 0), (1, None), (2, 1)])
        self.assertEqual(align("a c".split(), "a b c".split()), [(0, 0), (None, 1), (1, 2)])

    def test_among_equal_costs_matches_win(self):
        # One edit either way: "c" as itself after a lost "b", or as a wrong "b" with the rest still to come.
        self.assertEqual(align("a b c d".split(), "a c".split(), open_end=True), [(0, 0), (1, None), (2, 1)])

    def test_an_open_end_costs_nothing(self):
        self.assertEqual(align("a b c d".split(), "a b".split(), open_end=True), [(0, 0), (1, 1)])
        self.assertEqual(align("a b".split(), [], open_end=True), [])

    def test_a_wrong_last_word_stands_at_its_place(self):
        self.assertEqual(align("a b c".split(), "a x".split(), open_end=True), [(0, 0), (1, 1)])

    def test_error_counts(self):
        found = errors("the quick brown fox".split(), "the quack fox jumps".split())
        self.assertEqual((found.edits, found.reference), (3, 4))
        self.assertEqual(errors([], ["x"]).insertions, 1)
        self.assertAlmostEqual(total([(["a"], ["a"]), (["b"], ["c"])]).rate, 0.5)


if __name__ == "__main__":
    unittest.main()
