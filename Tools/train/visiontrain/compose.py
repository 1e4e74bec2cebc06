"""Photographs with one thing in them, put there: so where it is, is known.

    python -m visiontrain.compose --sources DIR --out DIR [--count N]

A cut-out photograph (animal, fruit, tool, vehicle…) on a piece of another, out of focus as behind a near thing. OUT/train/pictures has them, and
OUT/train/objects, white where the thing is, which training never reads; OUT/held the same of cut-outs and backgrounds that OUT/train has none of.
"""

import argparse
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter

from .pictures import files, read, write

_STAMPS = "tuxpaint-stamps-default/usr/share/tuxpaint/stamps"
_KINDS = ("animals", "food", "plants", "vehicles", "household", "hobbies", "sports", "military", "space")
# Drawings among the photographs.
_DRAWN = ("cartoon", "plastic", "pizza", "tank_")
# Photographs that are backgrounds; the others of these packages are drawn, or show one thing (see boxes.json).
_BACKGROUNDS = {
    "lomiri-wallpapers-16.04/usr/share/backgrounds": "Bridge_by_Sander_Klootwijk Picture_1A_by_freespace aitzgorri_by_Aitzol_Berasategi life_by_Aitzol_Berasategi picosdeeuropa_by_Aitzol_Berasategi sunset_by_Aitzol_Berasategi Dragonfly_by_Bolly",
    "mate-backgrounds/usr/share/backgrounds/mate/nature": "Blinds Dune GreenMeadow RainDrops Storm Wood",
    "plasma-workspace-wallpapers/usr/share/wallpapers": "BytheWater DarkestHour ColorfulCups EveningGlow FallenLeaf Path Kite Grey summer_1am",
    "skimage/data": "brick grass gravel",
    "sklearn/datasets/images": "china",
}
_HELD_BACKGROUNDS = {"life_by_Aitzol_Berasategi", "Dune", "BytheWater", "gravel", "Storm", "FallenLeaf"}
SIDE = 96


def cut_outs(sources: Path) -> list[Path]:
    """Photographs with a transparent ground."""
    return [path for kind in _KINDS for path in files(sources / _STAMPS / kind) if not any(word in str(path.relative_to(sources)) for word in _DRAWN)]


def backgrounds(sources: Path) -> dict[str, Path]:
    found = {}
    for folder, names in _BACKGROUNDS.items():
        for name in names.split():
            fitting = [path for path in files(sources / folder) if name in (path.stem, path.relative_to(sources / folder).parts[0]) and path.stem != "screenshot"]
            # Desktops keep one picture in several sizes, some of them links that are stored as text.
            found[name] = max(fitting, key=lambda path: path.stat().st_size)
    return found


def resized(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    import av

    kind = "rgba" if picture.shape[2] == 4 else "rgb24"
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format=kind).to_ndarray(format=kind, width=width, height=height, interpolation="AREA")


def composed(thing: np.ndarray, behind: np.ndarray, random: np.random.Generator, side: int = SIDE) -> tuple[np.ndarray, np.ndarray]:
    """Cut-out [H, W, 4] and photograph [H, W, 3] → (picture [side, side, 3], where the thing is [side, side]), u8."""
    piece = int(min(behind.shape[:2]) * random.uniform(0.3, 1))
    top, left = (random.integers(extent - piece + 1) for extent in behind.shape[:2])
    ground = resized(behind[top : top + piece, left : left + piece], side, side).astype(np.float32)
    ground = gaussian_filter(ground, (blur := random.uniform(2, 8), blur, 0))
    rows, columns = np.nonzero(thing[..., 3] > 128)
    thing = thing[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = side * random.uniform(0.45, 0.85) / max(thing.shape[:2])
    height, width = (max(4, round(extent * scale)) for extent in thing.shape[:2])
    thing = resized(thing, height, width).astype(np.float32)
    if random.random() < 0.5:
        thing = thing[:, ::-1]
    # Its middle is anywhere, so that a place tells nothing; what reaches beyond an edge is cut off.
    cover, front = np.zeros((3 * side, 3 * side, 1), np.float32), np.zeros((3 * side, 3 * side, 3), np.float32)
    top, left = (side + random.integers(side) - extent // 2 for extent in (height, width))
    cover[top : top + height, left : left + width] = thing[..., 3:] / 255
    front[top : top + height, left : left + width] = thing[..., :3] * random.uniform(0.8, 1.15)
    cover, front = cover[side : 2 * side, side : 2 * side], front[side : 2 * side, side : 2 * side]
    picture = ground * (1 - cover) + front.clip(0, 255) * cover
    return picture.round().clip(0, 255).astype(np.uint8), (cover[..., 0] * 255).round().astype(np.uint8)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--sources", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--count", type=int, default=2000, help="compositions to train on; a tenth as many are held back")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    random = np.random.default_rng(options.seed)
    stamps = cut_outs(options.sources)
    order = random.permutation(len(stamps))
    held_stamps = [stamps[index] for index in order[: len(stamps) // 6]]
    train_stamps = [stamps[index] for index in order[len(stamps) // 6 :]]
    grounds = {name: read(path, 384) for name, path in backgrounds(options.sources).items()}
    parts = {
        "train": (train_stamps, [ground for name, ground in grounds.items() if name not in _HELD_BACKGROUNDS], options.count),
        "held": (held_stamps, [ground for name, ground in grounds.items() if name in _HELD_BACKGROUNDS], options.count // 10),
    }
    for part, (things, behinds, count) in parts.items():
        things = [read(path, kind="rgba") for path in things]
        for kind in ("pictures", "objects"):
            (options.out / part / kind).mkdir(parents=True, exist_ok=True)
        for index in range(count):
            picture, where = composed(things[random.integers(len(things))], behinds[random.integers(len(behinds))], random)
            write(options.out / part / "pictures" / f"{index:05}.png", picture)
            write(options.out / part / "objects" / f"{index:05}.png", where)
        print(f"{part}: {count} compositions of {len(things)} cut-outs and {len(behinds)} backgrounds", flush=True)


if __name__ == "__main__":
    main()
