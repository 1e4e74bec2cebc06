"""A small vision transformer that says where it looks, the head that its teacher is compared through, and a decoder for the whole picture."""

import torch
import torch.nn.functional as F
from torch import nn

PATCH = 8


class Block(nn.Module):
    """Pre-norm transformer block."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.attention_norm, self.feed_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.attended = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.feed = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def _parts(self, x):
        batch, tokens, width = x.shape
        return self.qkv(self.attention_norm(x)).view(batch, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)

    def forward(self, x):
        x = x + self.attended(F.scaled_dot_product_attention(*self._parts(x)).transpose(1, 2).flatten(2))
        return x + self.feed(self.feed_norm(x))

    def gaze(self, x):
        """How much the first token of x [B, 1 + N, width] attends to each other one: [B, N], averaged over the heads."""
        query, key, _ = self._parts(x)
        weights = query[:, :, :1] @ key.transpose(-1, -2) / key.shape[-1] ** 0.5
        return weights.softmax(-1)[:, :, 0, 1:].mean(1)


class Transformer(nn.Module):
    """Pictures [B, 3, H, W] → states [B, 1 + N, width], the class token first; N patches row by row."""

    def __init__(self, side: int = 64, width: int = 96, layers: int = 3, heads: int = 3):
        super().__init__()
        self.grid = side // PATCH
        self.patches = nn.Conv2d(3, width, PATCH, PATCH)
        self.class_token = nn.Parameter(0.02 * torch.randn(1, 1, width))
        self.hidden_patch = nn.Parameter(0.02 * torch.randn(width))
        self.class_place = nn.Parameter(0.02 * torch.randn(1, 1, width))
        self.places = nn.Parameter(0.02 * torch.randn(1, width, self.grid, self.grid))
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)

    def _embedded(self, pictures, hidden):
        x = self.patches(pictures)
        rows, columns = x.shape[2:]
        # Smaller views have a grid of their own: the same places, seen from nearer.
        places = self.places if rows == columns == self.grid else F.interpolate(self.places, (rows, columns), mode="bicubic", align_corners=False)
        x = x.flatten(2).transpose(1, 2)
        if hidden is not None:
            x = torch.where(hidden[..., None], self.hidden_patch, x)
        x = x + places.flatten(2).transpose(1, 2)
        return torch.cat([(self.class_token + self.class_place).expand(len(x), -1, -1), x], 1)

    def forward(self, pictures, hidden=None):
        """`hidden` [B, N]: true where the patch is replaced by one learned token; its place stays."""
        x = self._embedded(pictures, hidden)
        for block in self.blocks:
            x = block(x)
        return self.norm(x)

    def look(self, pictures):
        """(states, the last layer's attention of the class token [B, N]), of whole pictures."""
        x = self._embedded(pictures, None)
        for block in self.blocks[:-1]:
            x = block(x)
        return self.norm(self.blocks[-1](x)), self.blocks[-1].gaze(x)


class Head(nn.Module):
    """A class token's state → scores of so many prototypes: three layers, unit length, unit prototypes (Caron et al. 2021, "DINO")."""

    def __init__(self, width: int, prototypes: int, inner: int = 256, narrow: int = 64):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(width, inner), nn.GELU(), nn.Linear(inner, inner), nn.GELU(), nn.Linear(inner, narrow))
        self.prototypes = nn.Parameter(torch.randn(prototypes, narrow))

    def forward(self, state):
        return F.normalize(self.layers(state), dim=-1) @ F.normalize(self.prototypes, dim=-1).T


class Decoder(nn.Module):
    """States [B, 1 + N, width] of a square view → the picture [B, 3, H, W]. One block over all tokens, so that each patch is restored from the whole."""

    def __init__(self, width: int, heads: int):
        super().__init__()
        self.block, self.norm = Block(width, heads), nn.LayerNorm(width)
        self.pixels = nn.Linear(width, 3 * PATCH * PATCH)

    def forward(self, states):
        patches = self.pixels(self.norm(self.block(states)[:, 1:]))
        return F.fold(patches.transpose(1, 2), round(patches.shape[1] ** 0.5) * PATCH, PATCH, stride=PATCH)


class Seer(nn.Module):
    """What student and teacher have in common: transformer and head."""

    def __init__(self, side: int = 64, width: int = 96, layers: int = 3, heads: int = 3, prototypes: int = 128):
        super().__init__()
        self.transformer, self.head = Transformer(side, width, layers, heads), Head(width, prototypes)


class Student(nn.Module):
    """The part that learns."""

    def __init__(self, **sizes):
        super().__init__()
        self.seer = Seer(**sizes)
        first = self.seer.transformer.blocks[0]
        self.decoder = Decoder(first.attended.in_features, first.heads)
