"""Ten hours of a camera's pictures, as fast as possible: memory's growth (`make soak`).

540,000 frames, an hour at 15 a second ten times; `--minutes N` takes N × 900. What `growth` does with one hour.
"""

import tempfile
from pathlib import Path

from lib.results import Row
from rows import growth

FRAMES = 10 * growth.FRAMES


def run(options) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="taichu-soak-") as folder:
        return growth.growth(Path(folder), round(options.minutes * 900) if options.minutes else FRAMES, "soak")
