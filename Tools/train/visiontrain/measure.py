"""How often masks spare the thing that a picture shows: a teacher's attention against chance, by number.

    python -m visiontrain.measure --run DIR --held DIR [--boxes FILE --sources DIR [--saliency FILE.xml]]

Compositions say where their thing is; real photographs have a box drawn by hand, or the map of the saliency model that cameras are looked at with. All
makers of masks hide the same number of patches of every picture: the teacher (the lowest share of its attention, all of it), a teacher before any training,
the contrast within a patch, which knows nothing and must be named beside what was learned, and chance.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from .masks import low_response, scattered
from .model import PATCH, Seer
from .pictures import files, normed, read
from .settings import Settings

_SHARES = (0.125, 0.25, 0.5)
_DRAWS = 20


def attention(transformer, pictures: torch.Tensor) -> torch.Tensor:
    """[B, 3, S, S] from 0 to 1 → [B, N], a few dozen pictures at a time."""
    with torch.no_grad():
        return torch.cat([transformer.look(normed(some))[1] for some in pictures.split(64)])


def contrast(pictures: torch.Tensor) -> torch.Tensor:
    """The deviation within each patch, all channels together: [B, N]."""
    inside = F.unfold(pictures, PATCH, stride=PATCH).unflatten(1, (3, PATCH * PATCH))
    return inside.std(2).mean(1)


def of_patches(where: torch.Tensor) -> torch.Tensor:
    """Where the thing is, [B, S, S] from 0 to 1 → the part of each patch that it covers, [B, N]."""
    return F.avg_pool2d(where[:, None], PATCH).flatten(1)


def lost(hidden: torch.Tensor, thing: torch.Tensor) -> torch.Tensor:
    """The part of each picture's thing that is hidden, [B]."""
    return (hidden * thing).sum(1) / thing.sum(1)


def kept(hidden: torch.Tensor, thing: torch.Tensor, most: float = 0.05) -> torch.Tensor:
    """Whether each picture's thing is still there: no more than a twentieth of it hidden. [B]"""
    return lost(hidden, thing) <= most


def ranked(looks: torch.Tensor, thing: torch.Tensor) -> torch.Tensor:
    """How likely a patch with the thing has more attention than one without: [B], 0.5 for chance (patches less than half covered are without)."""
    with_thing = thing >= 0.5
    above = (looks[:, :, None] > looks[:, None, :]).float() + 0.5 * (looks[:, :, None] == looks[:, None, :])
    pairs = with_thing[:, :, None] & ~with_thing[:, None, :]
    return (above * pairs).sum((1, 2)) / pairs.sum((1, 2)).clamp(min=1)


def compared(looks: torch.Tensor, thing: torch.Tensor, share: float, chance: float, generator: torch.Generator) -> dict[str, float]:
    """Over some draws: part of the thing that is hidden, and how often it is kept, by attention and by chance, hiding the same number of patches."""
    rows = []
    for _ in range(_DRAWS):
        hidden = low_response(looks, share, chance, generator)
        anywhere = scattered(hidden, generator)
        rows.append([score(mask, thing).float().mean() for score in (lost, kept) for mask in (hidden, anywhere)])
    return dict(zip(("lost", "lost by chance", "kept", "kept by chance"), torch.tensor(rows).mean(0).tolist()))


class Held:
    """Compositions that are never trained on."""

    def __init__(self, folder: Path, side: int):
        paths = files(folder / "pictures")
        self.pictures = torch.from_numpy(np.stack([read(path, side) for path in paths])).permute(0, 3, 1, 2) / 255
        where = np.stack([read(folder / "objects" / path.name, side, "gray") for path in paths])
        self.thing = of_patches(torch.from_numpy(where) / 255)

    def look(self, transformer, settings: Settings) -> dict[str, float]:
        """With the masks as they are in training."""
        looks = attention(transformer, self.pictures)
        row = compared(looks, self.thing, settings.share, settings.chance, torch.Generator().manual_seed(1))
        return {**row, "ranked": ranked(looks, self.thing).mean().item()}


def boxed(sources: Path, boxes: Path, side: int) -> tuple[list[str], torch.Tensor, torch.Tensor]:
    """Names, pictures squeezed to squares [B, 3, side, side], the part of each patch that is in the box [B, N]."""
    rows = json.loads(boxes.read_text())
    pictures, where = [], torch.zeros(len(rows), 8 * side, 8 * side)
    for place, row in zip(where, rows):
        picture = torch.from_numpy(read(sources / row["file"], 4 * side)).permute(2, 0, 1)[None] / 255
        pictures.append(F.interpolate(picture, (side, side), mode="bilinear", antialias=True, align_corners=False))
        left, top, right, bottom = (round(8 * side * edge) for edge in row["box"])
        place[top:bottom, left:right] = 1
    return [row["what"] for row in rows], torch.cat(pictures), of_patches(F.avg_pool2d(where[:, None], 8)[:, 0])


def salient(pictures: torch.Tensor, graph: Path, share: float = 0.2) -> torch.Tensor:
    """What the saliency model sees of pictures [B, 3, S, S]: 1 for the fifth of all patches with the highest mean, else 0. [B, N]"""
    import openvino

    model = openvino.Core().compile_model(graph, "CPU", {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1})
    side = pictures.shape[-1]
    found = []
    for picture in pictures:
        image = (picture * 255).round().to(torch.uint8).permute(1, 2, 0)[None].numpy()
        found.append(torch.from_numpy(model({"image": image, "region": np.array([0, 0, side, side], np.float32)})["map"].copy())[None, None])
    means = F.interpolate(torch.cat(found), (side // PATCH, side // PATCH), mode="area").flatten(1)
    highest = means.argsort(1, descending=True)[:, : int(share * means.shape[1])]
    return torch.zeros_like(means).scatter_(1, highest, 1)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--run", type=Path, required=True)
    arguments.add_argument("--held", type=Path, required=True)
    arguments.add_argument("--boxes", type=Path)
    arguments.add_argument("--sources", type=Path)
    arguments.add_argument("--saliency", type=Path)
    arguments.add_argument("--threads", type=int, default=1)
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    settings = Settings()
    state = options.run / "state.pt"
    if not state.exists():
        raise SystemExit(f"{state} is not there; train first (visiontrain.mst)")
    torch.manual_seed(1)
    untrained, teacher = Seer(side=settings.side), Seer(side=settings.side)
    saved = torch.load(state, weights_only=False)
    teacher.load_state_dict(saved["parts"]["teacher"]["module"])
    makers = {
        "untrained": lambda pictures: attention(untrained.transformer, pictures),
        "teacher": lambda pictures: attention(teacher.transformer, pictures),
        "contrast": contrast,
    }
    held = Held(options.held, settings.side)
    sets = {f"compositions ({len(held.pictures)})": (held.pictures, held.thing)}
    if options.saliency:
        sets["50 compositions, by the saliency model"] = (held.pictures[:50], salient(held.pictures[:50], options.saliency))
    if options.boxes:
        names, pictures, thing = boxed(options.sources, options.boxes, settings.side)
        sets[f"photographs ({len(names)}), boxes"] = (pictures, thing)
        if options.saliency:
            sets["photographs, by the saliency model"] = (pictures, salient(pictures, options.saliency))
    print(f"step {saved['counters']['step']}")
    print("| pictures | masks by | ranked |" + "".join(f" lost of {share:.1%} | kept |" for share in _SHARES))
    print("|---" * (3 + 2 * len(_SHARES)) + "|")
    for name, (pictures, thing) in sets.items():
        for maker, look in makers.items():
            looks = look(pictures)
            rows = [compared(looks, thing, share, 1.0, torch.Generator().manual_seed(1)) for share in _SHARES]
            if maker == "untrained":
                print(f"| {name} | chance | 0.50 |" + "".join(f" {row['lost by chance']:.1%} | {row['kept by chance']:.0%} |" for row in rows))
            print(f"| {name} | {maker} | {ranked(looks, thing).mean():.2f} |" + "".join(f" {row['lost']:.1%} | {row['kept']:.0%} |" for row in rows))


if __name__ == "__main__":
    main()
