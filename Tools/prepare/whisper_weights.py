"""Reads a Whisper model in CTranslate2's binary layout (version 6): `model.bin`, `config.json`, `tokenizer.json`."""

import json
import struct
from pathlib import Path

import numpy as np

FLOAT32, FLOAT16 = 0, 4


def read_variables(path: Path) -> dict[str, np.ndarray]:
    """Every float variable of the file by name, as float32 arrays in the shapes that the file gives."""
    with path.open("rb") as file:

        def take(layout: str):
            layout = "<" + layout
            return struct.unpack(layout, file.read(struct.calcsize(layout)))

        def take_string() -> str:
            (length,) = take("H")
            return file.read(length)[:-1].decode()

        (version,) = take("I")
        if version != 6:
            raise SystemExit(f"{path}: CTranslate2 layout version {version}, expected 6; fetch the pinned package again")
        take_string()
        take("I")
        (count,) = take("I")
        variables = {}
        for _ in range(count):
            name = take_string()
            (rank,) = take("B")
            shape = take("I" * rank)
            (kind,) = take("B")
            (size,) = take("I")
            data = file.read(size)
            if len(data) != size:
                raise SystemExit(f"{path}: ends inside variable {name}; fetch the pinned package again")
            if kind == FLOAT32:
                variables[name] = np.frombuffer(data, np.float32).reshape(shape)
            elif kind == FLOAT16:
                variables[name] = np.frombuffer(data, np.float16).astype(np.float32).reshape(shape)
        return variables


def read_config(path: Path) -> dict:
    return json.loads(path.read_text())
