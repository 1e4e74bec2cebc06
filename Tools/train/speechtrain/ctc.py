"""A character head on the chunked transformer's final states: when a letter is heard, and where speech ends.

It is trained on states that it does not change: the decoder's words stay what they are, with or without the head.
"""

import json
import re
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

from .whisper import WIDTH

# Hugging Face's usual order; the blank is id 0 and "|" parts words.
VOCABULARY = ["<pad>", "<s>", "</s>", "<unk>", "|", "'", *"abcdefghijklmnopqrstuvwxyz"]
BLANK, DELIMITER = 0, 4
_ID = {symbol: index for index, symbol in enumerate(VOCABULARY)}


def labels(text: str) -> list[int] | None:
    """An English text as ids; None where it holds what has no one spelling in letters (digits, other scripts)."""
    text = text.lower().replace("’", "'").replace("-", " ").replace("|", " ")
    if re.search(r"[^a-z' \t.,;:!?\"()…—–“”]", text):
        return None
    words = [word.strip("'") for word in re.sub(r"[^a-z' ]", " ", text).split()]
    return [_ID[symbol] for symbol in "|".join(word for word in words if word)]


def best_path(logits: torch.Tensor) -> str:
    """Logits of one clip [T, 32] → text: repeats joined, blanks left out."""
    found, before = [], BLANK
    for index in logits.argmax(-1).tolist():
        if index != before and index >= DELIMITER:
            found.append(VOCABULARY[index])
        before = index
    return " ".join("".join(found).replace("|", " ").split())


def text(labels: list[int]) -> str:
    return "".join(VOCABULARY[index] for index in labels).replace("|", " ")


class Head(nn.Linear):
    """States [B, T, 512] → logits [B, T, 32]."""

    def __init__(self):
        super().__init__(WIDTH, len(VOCABULARY))
        nn.init.normal_(self.weight, std=0.01)
        nn.init.zeros_(self.bias)


class Convolution(nn.Module):
    """The same with one layer before it that sees two frames to each side: 332,000 weights in place of 16,000."""

    def __init__(self, channels: int = 128, reach: int = 2):
        super().__init__()
        self.near = nn.Conv1d(WIDTH, channels, 2 * reach + 1, padding=reach)
        self.out = nn.Linear(channels, len(VOCABULARY))

    def forward(self, states):
        return self.out(F.gelu(self.near(states.transpose(1, 2)).transpose(1, 2)))


KINDS = {"linear": Head, "convolution": Convolution}


def head(kind: str) -> nn.Module:
    return KINDS[kind]()


@torch.no_grad()
def unscaled(head: nn.Module, mean: torch.Tensor, scale: torch.Tensor) -> nn.Module:
    """A head that learned on (states − mean) / scale, for the states themselves."""
    if isinstance(head, Head):
        head.bias -= head.weight @ (mean / scale)
        head.weight /= scale
    else:
        head.near.bias -= (head.near.weight * (mean / scale)[None, :, None]).sum((1, 2))
        head.near.weight /= scale[None, :, None]
    return head


def loss(logits: torch.Tensor, rows: list[list[int]], frames: list[int] | None = None) -> torch.Tensor:
    """CTC loss, mean over letters; `frames` are each clip's own, where the rest is padding."""
    lengths = torch.tensor([len(row) for row in rows])
    given = torch.tensor(frames) if frames else torch.full((len(rows),), logits.shape[1])
    targets = torch.cat([torch.tensor(row) for row in rows])
    return F.ctc_loss(logits.float().log_softmax(-1).transpose(0, 1), targets, given, lengths, blank=BLANK, reduction="sum", zero_infinity=True) / lengths.sum()


def save(head: nn.Module, folder: Path) -> None:
    """`ctc_head.safetensors` (f16; of a linear head weight [32, 512] and bias [32] under Hugging Face's names) and `vocab.json`."""
    arrays = {f"lm_head.{kind}": value.detach().half().contiguous() for kind, value in head.state_dict().items()}
    save_file(arrays, folder / "ctc_head.safetensors", metadata={"format": "pt", "languages": "en"})
    (folder / "vocab.json").write_text(json.dumps(_ID, ensure_ascii=False, indent=1) + "\n")


def load(folder: Path) -> nn.Module:
    arrays = {name.removeprefix("lm_head."): value.float() for name, value in load_file(folder / "ctc_head.safetensors").items()}
    found = head("linear" if "weight" in arrays else "convolution")
    found.load_state_dict(arrays)
    return found
