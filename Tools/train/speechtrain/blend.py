"""Mixes the chunked transformers of two checkpoints, value by value, over the first one's conv front: what a short training won, without what it forgot.

    python -m speechtrain.blend --model DIR --with DIR --share 0.6 --out DIR

`--share` is the first one's.
"""

import argparse
from pathlib import Path

import torch

from .student import Student
from .whisper import WIDTH


def blended(first: dict, second: dict, share: float) -> dict:
    """`share` of the first, the rest of the second."""
    return {name: share * value + (1 - share) * second[name] for name, value in first.items()}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--model", type=Path, required=True)
    arguments.add_argument("--with", type=Path, required=True, dest="other")
    arguments.add_argument("--share", type=float, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    options = arguments.parse_args()
    # Places are added by the graphs, not kept in the weights.
    students = [Student(torch.zeros(1, WIDTH)) for _ in range(2)]
    for student, folder in zip(students, (options.model, options.other)):
        student.load(folder)
    first, second = (student.encoder for student in students)
    first.load_state_dict(blended(first.state_dict(), second.state_dict(), options.share))
    students[0].save(options.model, options.out)
    print(f"{options.share:g} of {options.model} and {1 - options.share:g} of {options.other}: written to {options.out}")


if __name__ == "__main__":
    main()
