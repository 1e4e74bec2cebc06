"""Which patches a student may lose: those that its teacher hardly looks at (Li et al. 2021, "MST", section 3.2).

Random masks hide the thing that a picture shows as readily as the wall behind it. Here a teacher's attention decides: only the patches of the
lowest response are candidates, and each of those is hidden by chance. All functions are pure; chance comes from the generator they are handed.
"""

import torch


def candidates(attention: torch.Tensor, share: float) -> torch.Tensor:
    """Attention [B, N] → [B, N], true for the ⌊share·N⌋ patches of each picture with the lowest; of equals the earlier ones count as lower."""
    if not 0 <= share <= 1:
        raise ValueError(f"share is {share}; it is a part of all patches, 0 to 1")
    if not torch.isfinite(attention).all():
        raise ValueError("attention has values that are not finite; the teacher's weights are broken, begin from an earlier state")
    count = int(share * attention.shape[1])
    lowest = attention.argsort(dim=1, stable=True)[:, :count]
    return torch.zeros_like(attention, dtype=torch.bool).scatter_(1, lowest, True)


def low_response(attention: torch.Tensor, share: float, chance: float, generator: torch.Generator | None = None) -> torch.Tensor:
    """Attention [B, N] → [B, N], true where a patch is hidden: a candidate, with probability `chance`."""
    if not 0 <= chance <= 1:
        raise ValueError(f"chance is {chance}; it is a probability, 0 to 1")
    return candidates(attention, share) & (torch.rand(attention.shape, generator=generator) < chance)


def scattered(hidden: torch.Tensor, generator: torch.Generator | None = None) -> torch.Tensor:
    """As many patches of each picture as `hidden` [B, N] hides, anywhere: the random mask of the same share to compare with."""
    order = torch.rand(hidden.shape, generator=generator).argsort(1)
    places = torch.arange(hidden.shape[1]).expand_as(order)
    return torch.zeros_like(hidden).scatter_(1, order, places < hidden.sum(1, keepdim=True))
