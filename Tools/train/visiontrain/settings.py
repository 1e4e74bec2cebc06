"""What a run of `mst` is made of."""

from dataclasses import dataclass


@dataclass
class Settings:
    """Sides in pixels, areas as parts of the picture, half-lives in steps."""

    side: int = 64
    large: tuple[float, float] = (0.5, 1.0)
    small_side: int = 32
    small: tuple[float, float] = (0.15, 0.5)
    small_views: int = 2
    share: float = 0.25
    chance: float = 0.5
    teacher_temperature: float = 0.03
    student_temperature: float = 0.1
    teacher_half: float = 40
    centre_keeps: float = 0.5
    restoration: float = 1.0
    weight_decay: float = 0.04
