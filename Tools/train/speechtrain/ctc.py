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


class Head(nn.Linear):
    """States [B, T, 512] → logits [B, T, 32]."""

    def __init__(self):
        super().__init__(WIDTH, len(VOCABULARY))
        nn.init.normal_(self.weight, std=0.01)
        nn.init.zeros_(self.bias)


def loss(logits: torch.Tensor, rows: list[list[int]]) -> torch.Tensor:
    """CTC loss, mean over letters."""
    lengths = torch.tensor([len(row) for row in rows])
    frames = torch.full((len(rows),), logits.shape[1])
    targets = torch.cat([torch.tensor(row) for row in rows])
    return F.ctc_loss(logits.float().log_softmax(-1).transpose(0, 1), targets, frames, lengths, blank=BLANK, reduction="sum", zero_infinity=True) / lengths.sum()


def save(head: Head, folder: Path) -> None:
    """`ctc_head.safetensors` (f16; weight [32, 512] and bias [32] under Hugging Face's names) and `vocab.json`."""
    arrays = {f"lm_head.{kind}": value.detach().half().contiguous() for kind, value in head.state_dict().items()}
    save_file(arrays, folder / "ctc_head.safetensors", metadata={"format": "pt"})
    (folder / "vocab.json").write_text(json.dumps(_ID, ensure_ascii=False, indent=1) + "\n")


def load(folder: Path) -> Head:
    head = Head()
    head.load_state_dict({name.removeprefix("lm_head."): value.float() for name, value in load_file(folder / "ctc_head.safetensors").items()})
    return head
