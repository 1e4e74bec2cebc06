"""Pictures in and out, and the views of them that a model is trained on."""

import math
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import torch
import torch.nn.functional as F

ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"}


def files(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)
    if not found:
        raise SystemExit(f"{folder}: no picture in it ({', '.join(sorted(ENDINGS))}); name another folder")
    return found


def read(path: Path, shorter: int | None = None, kind: str = "rgb24") -> np.ndarray:
    """[H, W, channels] u8 (`kind` as FFmpeg names it); the shorter side scaled to so many pixels if asked."""
    try:
        with av.open(str(path)) as container:
            frame = next(container.decode(video=0))
    except (av.FFmpegError, StopIteration, IndexError) as error:
        raise SystemExit(f"{path}: no picture could be read from it ({type(error).__name__}); take it out of the folder") from error
    scale = shorter / min(frame.width, frame.height) if shorter else 1
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    return frame.to_ndarray(format=kind, width=width, height=height, interpolation="AREA")


def write(path: Path, picture: np.ndarray) -> None:
    """[H, W, 3] or [H, W] u8 as PNG."""
    kind = "rgb24" if picture.ndim == 3 else "gray"
    codec = av.CodecContext.create("png", "w")
    codec.height, codec.width, codec.pix_fmt, codec.time_base = *picture.shape[:2], kind, Fraction(1, 1)
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format=kind)
    path.write_bytes(b"".join(bytes(packet) for packet in [*codec.encode(frame), *codec.encode(None)]))


def squares(picture: np.ndarray) -> list[np.ndarray]:
    """A picture whose shorter side is the square's → as many squares as cover its longer side, evenly."""
    height, width = picture.shape[:2]
    side, longer = min(height, width), max(height, width)
    starts = np.linspace(0, longer - side, math.ceil(longer / side - 0.1)).round().astype(int) if longer > side else [0]
    return [picture[:, start : start + side] if width >= height else picture[start : start + side] for start in starts]


class Folder:
    """All squares of a folder's pictures, in memory: 27 kB each at 96 pixels."""

    def __init__(self, folder: Path, side: int):
        found = [square for path in files(folder) for square in squares(read(path, side))]
        self.squares = torch.from_numpy(np.stack(found)).permute(0, 3, 1, 2).contiguous()

    def batch(self, count: int, random: np.random.Generator) -> torch.Tensor:
        """[count, 3, side, side], 0 to 1; no square twice where there are enough."""
        picks = random.choice(len(self.squares), count, replace=count > len(self.squares))
        return self.squares[torch.from_numpy(picks)] / 255


def cut(pictures: torch.Tensor, side: int, least: float, most: float) -> torch.Tensor:
    """A random piece of each [B, 3, S, S], `least` to `most` of its area, sides 3:4 to 4:3, mirrored half of the time → [B, 3, side, side]."""
    count = len(pictures)
    area = least + (most - least) * torch.rand(count)
    ratio = torch.exp((2 * torch.rand(count) - 1) * math.log(4 / 3))
    width, height = (area * ratio).sqrt().clamp(max=1), (area / ratio).sqrt().clamp(max=1)
    mirror = torch.where(torch.rand(count) < 0.5, -1.0, 1.0)
    place = torch.zeros(count, 2, 3)
    place[:, 0, 0], place[:, 1, 1] = width * mirror, height
    place[:, 0, 2], place[:, 1, 2] = (1 - width) * (2 * torch.rand(count) - 1), (1 - height) * (2 * torch.rand(count) - 1)
    grid = F.affine_grid(place, [count, 3, side, side], align_corners=False)
    return F.grid_sample(pictures, grid, padding_mode="border", align_corners=False)


def recoloured(pictures: torch.Tensor) -> torch.Tensor:
    """Hue, saturation and brightness of each [B, 3, H, W] moved by chance; one in five without colour, one in four softened."""
    count = len(pictures)

    def about_one(spread: float) -> torch.Tensor:
        return 1 + spread * (2 * torch.rand(count, 1, 1, 1) - 1)

    # Hue is an angle about the grey axis.
    turn = 0.15 * 2 * math.pi * (2 * torch.rand(count) - 1)
    cosine, sine = turn.cos()[:, None, None], turn.sin()[:, None, None]
    cross = torch.tensor([[0.0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / 3**0.5
    rotation = cosine * torch.eye(3) + sine * cross + (1 - cosine) / 3
    x = torch.einsum("bij,bjhw->bihw", rotation, pictures)
    colour = about_one(0.4) * (torch.rand(count, 1, 1, 1) >= 0.2)
    x = x.mean(1, keepdim=True).lerp(x, colour) * about_one(0.4)
    soft = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    return torch.where(torch.rand(count, 1, 1, 1) < 0.25, soft, x).clamp(0, 1)


def normed(pictures: torch.Tensor) -> torch.Tensor:
    """Each channel of each picture [B, 3, H, W] with mean 0 and deviation 1: as an eye adapts to the light, so that the ground, which is most of a picture, is near nothing."""
    mean, deviation = pictures.mean((2, 3), keepdim=True), pictures.std((2, 3), keepdim=True)
    return (pictures - mean) / (deviation + 0.02)
