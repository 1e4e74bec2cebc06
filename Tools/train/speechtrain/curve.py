"""Draws a run's curves in the terminal: one line a column of what RUN has of the front's and the chunks' terms and looks, from the first value to the last.

    python -m speechtrain.curve --run DIR
"""

import argparse
import csv
from pathlib import Path

_BARS = "▁▂▃▄▅▆▇█"
_COUNTERS = ("step", "hours", "spent", "rate")


def spark(values: list[float], width: int = 40) -> str:
    """The values as a line of bars, lowest to highest; more than `width` of them as means of neighbours."""
    parts = min(width, len(values))
    means = []
    for part in range(parts):
        some = values[part * len(values) // parts : (part + 1) * len(values) // parts]
        means.append(sum(some) / len(some))
    low, high = min(means), max(means)
    return "".join(_BARS[round((mean - low) / (high - low) * (len(_BARS) - 1)) if high > low else 0] for mean in means)


def drawn(path: Path) -> list[str]:
    """A line a column and, where the rows are of several kinds (`which`), a line a kind of them."""
    if not path.exists():
        return []
    rows = list(csv.DictReader(path.open()))
    lines = []
    for kind in dict.fromkeys(row.get("which") for row in rows):
        some = [row for row in rows if row.get("which") == kind]
        lines.append(f"{path.name}{f', {kind} weights' if kind else ''}: {len(some)} looks, up to step {some[-1]['step']}")
        for column in some[0]:
            values = [float(row[column]) for row in some if row[column]] if column not in (*_COUNTERS, "which") else []
            if values:
                lines.append(f"  {column:<12} {values[0]:>9.4g} {spark(values)} {values[-1]:.4g}")
    return lines


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--run", type=Path, required=True)
    folder = arguments.parse_args().run
    lines = [line for name in ("front.csv", "front-dev.csv", "curve.csv", "dev.csv") for line in drawn(folder / name)]
    print("\n".join(lines) or f"{folder} has no curve yet: the first line comes after ten steps")


if __name__ == "__main__":
    main()
