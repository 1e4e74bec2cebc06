import unittest

from lib.latency import Showing, Spoken, flicker, latencies, percentile, segment_runs, stream_start


def said(text, start=10.0, each=0.5):
    """Words of half a second each, one after the other."""
    return [Spoken(word, start + each * n, start + each * (n + 1)) for n, word in enumerate(text.split())]


def shown(arrival, text, segment=0, final=False):
    return Showing(arrival, segment, final, text.split())


class Places(unittest.TestCase):
    def test_segments_own_what_their_finals_hold(self):
        runs, at = segment_runs("a b c d e".split(), {0: ["a", "b"], 1: ["c", "x", "e"]})
        self.assertEqual((runs[0], runs[1]), (range(0, 2), range(2, 5)))
        self.assertEqual(at, {0: "a", 1: "b", 2: "c", 3: "x", 4: "e"})

    def test_words_that_no_final_has_are_shared_between_the_neighbours(self):
        runs, at = segment_runs("a b c d".split(), {0: ["a"], 1: ["d"]})
        self.assertEqual((runs[0], runs[1]), (range(0, 2), range(2, 4)))
        self.assertEqual(at, {0: "a", 3: "d"})

    def test_lost_words_at_the_ends_belong_to_the_first_and_last_segment(self):
        runs, _ = segment_runs("x a b y".split(), {4: ["a", "b"]})
        self.assertEqual(runs, {4: range(0, 4)})


class WordLatency(unittest.TestCase):
    def test_from_the_words_end_to_the_first_showing(self):
        result = latencies(said("good morning"), [
            shown(10.8, "good"), shown(11.4, "good morning"), shown(12.0, "good morning", final=True)])
        self.assertEqual([round(x, 6) for x in result.any], [0.3, 0.4])
        self.assertEqual([round(x, 6) for x in result.right], [0.3, 0.4])
        self.assertEqual([round(x, 6) for x in result.final], [1.0])

    def test_a_wrong_word_is_shown_but_not_right(self):
        result = latencies(said("good morning"), [
            shown(10.8, "could"), shown(11.4, "good morning"), shown(12.0, "good morning", final=True)])
        self.assertAlmostEqual(result.any[0], 0.3)
        self.assertAlmostEqual(result.right[0], 0.9)

    def test_a_word_that_left_and_came_back_settles_late(self):
        result = latencies(said("good"), [
            shown(10.6, "good"), shown(10.9, "could"), shown(11.2, "good"), shown(11.5, "good", final=True)])
        self.assertAlmostEqual(result.right[0], 0.1)
        self.assertAlmostEqual(result.settled[0], 0.7)

    def test_text_ahead_of_the_sound_does_not_count(self):
        result = latencies(said("good morning"), [
            shown(10.2, "good morning"), shown(10.7, "good morning"), shown(12.0, "good morning", final=True)])
        self.assertAlmostEqual(result.any[1], 10.7 - 11.0)  # shown while it was being spoken: legitimate

    def test_the_finals_word_is_the_measure_even_where_the_reference_differs(self):
        result = latencies(said("good mourning"), [
            shown(11.4, "good morning"), shown(12.0, "good morning", final=True)])
        self.assertAlmostEqual(result.right[1], 0.4)

    def test_words_without_a_final_are_counted_not_timed(self):
        result = latencies(said("a b c"), [shown(12.0, "a c", final=True)])
        self.assertEqual((result.spoken, result.without_final, len(result.any)), (3, 1, 2))

    def test_two_segments_do_not_mix(self):
        result = latencies(said("yes no yes no"), [
            shown(11.1, "yes no"), shown(11.6, "yes no", final=True),
            shown(12.1, "yes no", segment=1), shown(12.7, "yes no", segment=1, final=True)])
        self.assertEqual([round(x, 6) for x in result.any], [0.6, 0.1, 0.6, 0.1])
        self.assertEqual([round(x, 6) for x in result.final], [0.6, 0.7])


class Changes(unittest.TestCase):
    def test_growth_is_no_flicker(self):
        self.assertEqual(flicker([shown(1, "a"), shown(2, "a b"), shown(3, "a b c")]).changed, 0)

    def test_a_changed_a_lost_and_an_added_word(self):
        found = flicker([shown(1, "a b"), shown(2, "a c"), shown(3, "a"), shown(4, "x a")])
        self.assertEqual((found.changed, found.shown), (3, 2))

    def test_the_final_is_counted_apart(self):
        found = flicker([shown(1, "a b"), shown(2, "a d", final=True)])
        self.assertEqual((found.changed, found.changed_by_final), (0, 1))
        self.assertAlmostEqual(found.rate_with_finals, 0.5)


class Numbers(unittest.TestCase):
    def test_percentiles(self):
        self.assertEqual(percentile([1, 2, 3], 50), 2)
        self.assertAlmostEqual(percentile([0, 10], 95), 9.5)

    def test_the_streams_start_stands_against_a_late_stamp(self):
        stamps = [(5.0, 0.04, 320), (5.02, 0.04, 640), (5.5, 0.04, 960), (5.06, 0.04, 1280), (5.08, 0.04, 1600)]
        self.assertAlmostEqual(stream_start(stamps, 16000), 5.02)


if __name__ == "__main__":
    unittest.main()
