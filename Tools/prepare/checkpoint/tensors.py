"""The weights of a checkpoint's folder by name, whatever file form they are in. Nothing is read before it is asked for."""

import json
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
from safetensors import SafetensorError, safe_open

from .problem import DATA, NO_INPUT, Problem, some
from .torch_file import read_torch_file

# In the order of choice. Of each, the index of a split checkpoint is looked for first.
FORMS = (("model.safetensors", "safetensors"), ("pytorch_model.bin", "PyTorch"))

# Stored type → numpy's. bf16 has no type there: it is read as its bits.
KINDS = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}


@dataclass(frozen=True)
class StoredTensor:
    """One array of a file. `read()` gives it as float32."""

    shape: tuple[int, ...]
    file: str
    read: Callable[[], np.ndarray]


def widened(values: np.ndarray, kind: str) -> np.ndarray:
    """Stored numbers as float32; bf16 is the upper half of one."""
    if kind == "BF16":
        return (values.astype(np.uint32) << 16).view(np.float32)
    with np.errstate(over="ignore"):
        return values.astype(np.float32)


def weight_files(names) -> list[str]:
    """Which of these files hold the weights: one file, or the index of a split checkpoint (whose parts it names)."""
    for name, _ in FORMS:
        for candidate in (name + ".index.json", name):
            if candidate in names:
                return [candidate]
    return []


def parts_of_index(path: Path) -> list[str]:
    """The files that the index of a split checkpoint names."""
    try:
        parts = sorted(set(json.loads(path.read_text())["weight_map"].values()))
    except (ValueError, KeyError, TypeError, AttributeError, UnicodeDecodeError):
        raise Problem(DATA, f"{path}: not the index of a split checkpoint (expected a JSON object with \"weight_map\")") from None
    for part in parts:
        if not isinstance(part, str) or part != Path(part).name or part.startswith("."):
            raise Problem(DATA, f"{path}: names {part!r}, expected plain names of files beside it")
    return parts


def read_tensors(folder: Path) -> tuple[dict[str, StoredTensor], list[str]]:
    """(every tensor by name, the files that were opened)."""
    chosen = weight_files({path.name for path in folder.iterdir()})
    if not chosen:
        others = some(path.name for path in folder.iterdir() if path.suffix in (".h5", ".msgpack", ".onnx", ".pt", ".pth", ".ckpt"))
        raise Problem(
            NO_INPUT,
            f"{folder}: has neither model.safetensors nor pytorch_model.bin"
            + (f" (only {others}, which cannot be read here)" if others else "")
            + "; save the model with save_pretrained() of transformers",
        )
    name = chosen[0]
    files = [name]
    if name.endswith(".index.json"):
        files += parts_of_index(folder / name)
    tensors: dict[str, StoredTensor] = {}
    for part in files:
        if part.endswith(".json"):
            continue
        path = folder / part
        if not path.is_file():
            raise Problem(NO_INPUT, f"{path}: is missing, and {name} names it; fetch the whole checkpoint")
        found = read_safetensors(path) if name.startswith("model.safetensors") else read_torch(path)
        if twice := tensors.keys() & found.keys():
            raise Problem(DATA, f"{path}: holds {some(twice)} a second time; another part of the checkpoint has it already")
        tensors |= found
    return tensors, files


def adapter_files(names, language: str) -> list[str]:
    """The file with a language's attention adapters and head."""
    return [name for name in (f"adapter.{language}.safetensors", f"adapter.{language}.bin") if name in names][:1]


def read_adapter(folder: Path, language: str) -> tuple[dict[str, StoredTensor], list[str]]:
    """(what takes the place of the checkpoint's own tensors in this language, the file that was opened)."""
    files = adapter_files({path.name for path in folder.iterdir()}, language)
    if not files:
        raise Problem(NO_INPUT, f"{folder}: adapter.{language}.safetensors is missing; it holds what the model needs for that language")
    path = folder / files[0]
    return (read_safetensors(path) if path.suffix == ".safetensors" else read_torch(path)), files


def read_safetensors(path: Path) -> dict[str, StoredTensor]:
    try:
        # The library checks the header against the file; numpy has no bf16, so the numbers are read here.
        with safe_open(path, "np") as file:
            names = list(file.keys())
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (SafetensorError, OSError, ValueError, struct.error) as error:
        raise Problem(DATA, f"{path}: not a whole safetensors file ({error}); fetch it again") from None

    def tensor(entry):
        kind, shape = entry["dtype"], tuple(entry["shape"])
        start = 8 + length + entry["data_offsets"][0]

        def read():
            if kind not in KINDS:
                raise Problem(DATA, f"{path}: a weight is stored as {kind}, expected one of {', '.join(KINDS)}")
            count = int(np.prod(shape, dtype=np.int64))
            return widened(np.frombuffer(mapped, KINDS[kind], count, start).reshape(shape), kind)

        return StoredTensor(shape, path.name, read)

    return {name: tensor(header[name]) for name in names}


def read_torch(path: Path) -> dict[str, StoredTensor]:
    return {
        name: StoredTensor(tensor.shape, path.name, lambda tensor=tensor: widened(tensor.array(), tensor.kind))
        for name, tensor in read_torch_file(path).items()
    }
