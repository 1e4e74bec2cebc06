"""Writes the vectors of the speech tests from PyTorch: what the graphs must agree with.

    python -m speechtrain.vectors --model DIR --whisper DIR --out DIR

Reads `wave.f32` in DIR (normalised, padded, with silence behind) and writes features, chunked, first-pass and full-context states and the first pass's letters beside it, all f32, and
`vectors.json` with the tokens and texts of both passes. `wave.f32` and `mel_features.f32` do not depend on our weights and stay.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from . import ctc
from .student import Student
from .whisper import Whisper, chunk_mask


def vectors(model: Path, whisper_folder: Path, wave: np.ndarray, chunk: int = 16) -> tuple[dict[str, np.ndarray], dict]:
    """(arrays by name, description) of one padded normalised wave [N]."""
    whisper = Whisper(whisper_folder)
    student = Student(whisper.positions)
    student.load(model)
    with torch.no_grad():
        features = student.front(torch.from_numpy(wave)[None])
        chunked = student.encoder(features, chunk_mask(features.shape[1], chunk))[0]
        first = student.first_pass(features, chunk)
        second = whisper.encoder(features)[0]
        letters = ctc.load(model)(first).log_softmax(-1)
        (first_tokens, first_ended), (second_tokens, second_ended) = (whisper.greedy_batch(states, ["en"])[0] for states in (first, second))
    description = {
        "frames": features.shape[1], "width": features.shape[2], "firstTokens": first_tokens, "secondTokens": second_tokens,
        # Where the decoder did not find the end but went round in circles, the tokens are those before.
        "firstEnded": first_ended, "secondEnded": second_ended,
        "firstText": whisper.tokenizer.decode(first_tokens), "secondText": whisper.tokenizer.decode(second_tokens),
    }
    arrays = {"features": features, "chunked_out": chunked, "first_out": first, "second_out": second, "letters": letters}
    return {name: array[0].numpy() for name, array in arrays.items()}, description


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("model", "whisper", "out"):
        arguments.add_argument("--" + name, type=Path, required=True)
    arguments = arguments.parse_args()
    torch.set_num_threads(1)
    wave = np.fromfile(arguments.out / "wave.f32", np.float32)
    arrays, description = vectors(arguments.model, arguments.whisper, wave)
    for name, array in arrays.items():
        array.astype(np.float32).tofile(arguments.out / f"{name}.f32")
    (arguments.out / "vectors.json").write_text(json.dumps(description, indent=1, ensure_ascii=False) + "\n")
    print(json.dumps(description, ensure_ascii=False))


if __name__ == "__main__":
    main()
