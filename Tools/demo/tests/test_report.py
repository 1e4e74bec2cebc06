"""The table of the demo, from a short recorded talk.  python3 -m unittest discover -s Tools/demo/tests"""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True
import report  # noqa: E402


def word(text, start, end):
    return {"text": text, "start": start, "end": end}


def caption(topic, time, words, end):
    return {"topic": "caption." + topic, "time": time,
            "body": {"track": "sample", "task": "transcribe", "segment": 0, "words": words, "end": end}}


STATUS = {"tracks": [{"heard": 61.5, "lost": 0.0}], "passes": [{"name": "second", "runs": 1, "busy": 0.5, "audio": 2.0}],
          "uptime": 10.0, "cpu": 1.0, "resident": 400_000_000}


class Report(unittest.TestCase):
    def test_latencies_are_from_the_sound_to_the_text(self):
        one, two = word("it", 1.0, 1.2), word("was", 1.2, 1.6)
        text = report.table([
            caption("partial", 1.5, [word("hit", 1.0, 1.2)], 1.2),
            caption("partial", 1.8, [one, two], 1.6),
            caption("final", 2.4, [one, two], 1.6),
        ], STATUS)
        self.assertIn("2 in 1 finals", text)
        # "it" was first shown (as "hit") after 300 ms, "was" after 200 ms; the final came 800 ms after the last sound.
        self.assertRegex(text, "text at its place +p50 300 ms, p95 300 ms")
        self.assertRegex(text, "to its final +p50 800 ms")
        self.assertRegex(text, "audio heard +1:01")
        self.assertRegex(text, "second: .* 0.250")

    def test_a_word_that_no_partial_reached_counts_from_its_final(self):
        self.assertRegex(report.table([caption("final", 2.0, [word("yes", 1.0, 1.5)], 1.5)], STATUS), "its place +p50 500 ms")

    def test_silence_has_a_table_too(self):
        self.assertIn("0 in 0 finals", report.table([], STATUS))


if __name__ == "__main__":
    unittest.main()
