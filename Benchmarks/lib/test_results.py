import json
import tempfile
import unittest
from pathlib import Path

from lib.measure import slope
from lib.results import Row, named, shown, table, where, write
from rows.hour import _by_tenths


class Verdicts(unittest.TestCase):
    def test_at_the_bar_is_a_pass(self):
        self.assertEqual(Row("a", "", 0.06, "%", bar=0.06).verdict, "pass")
        self.assertEqual(Row("a", "", 0.061, "%", bar=0.06).verdict, "missed")
        self.assertEqual(Row("a", "", 0.9, "%", bar=0.8, at_least=True).verdict, "pass")

    def test_what_could_not_be_measured_is_missed(self):
        self.assertEqual(Row("a", "", None, "%", bar=1).verdict, "missed")
        self.assertEqual(Row("a", "", float("nan"), "%", bar=1).verdict, "missed")

    def test_no_bar_is_reported(self):
        self.assertEqual(Row("a", "", 5, "ms", goal=3).verdict, "reported")

    def test_the_table_shows_bar_and_verdict(self):
        text = table([Row("a", "b", 0.1, "%", bar=0.06).as_dict()])
        self.assertIn("10.0 %", text)
        self.assertIn("≤ 6.0 %", text)
        self.assertIn("missed", text)
        self.assertEqual(shown(1234.4, "ms"), "1,234 ms")


class Machines(unittest.TestCase):
    def test_a_row_that_is_kept_keeps_its_machine(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "latest.json"
            machine = {"processor": "Old", "cores": 2, "vector": ["avx2", "avx512f"]}
            path.write_text(json.dumps({"machine": machine, "rows": [{"name": "finals.wer"}, {"name": "hour.wall", "machine": "Older"}]}))
            write(path, [Row("latency.any", "", 1, "ms")], ["latency"])
            document = json.loads(path.read_text())
            found = {row["name"]: where(row, document) for row in document["rows"]}
            self.assertEqual(found, {"finals.wer": "Old, 2 cores, avx512f", "hour.wall": "Older", "latency.any": named(document["machine"])})


class Trends(unittest.TestCase):
    def test_slope(self):
        self.assertAlmostEqual(slope([(0, 1), (1, 3), (2, 5)]), 2)
        self.assertEqual(slope([(0, 1)]), 0)

    def test_cost_by_tenths(self):
        marks = [(second, 2 + 0.5 * second) for second in range(1, 101)]
        tenths = _by_tenths(marks, 100)
        self.assertAlmostEqual(tenths[0], 0.7)  # the loading is in the first
        for tenth in tenths[1:]:
            self.assertAlmostEqual(tenth, 0.5)


if __name__ == "__main__":
    unittest.main()
