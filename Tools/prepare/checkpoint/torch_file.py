"""Reads what `torch.save` wrote (the zip form) without PyTorch, and without running anything that the file says.

A pickle is a program: it names functions and calls them. Here it may name eleven things, all of which only describe
arrays, and everything else is refused by name before it could run. What it gets hold of are tuples, so that it cannot change
afterwards what was checked. The unpickler is Python's own in Python: the one in C gives a hostile file all memory for one number.
"""

import mmap
import pickle
import struct
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .problem import DATA, Problem

# A state dictionary of any wav2vec2 has a pickle of some ten kilobytes.
LARGEST_PICKLE = 16 << 20

STORAGES = {
    "DoubleStorage": ("F64", "<f8"),
    "FloatStorage": ("F32", "<f4"),
    "HalfStorage": ("F16", "<f2"),
    "BFloat16Storage": ("BF16", "<u2"),
    "LongStorage": ("I64", "<i8"),
    "IntStorage": ("I32", "<i4"),
    "BoolStorage": ("BOOL", "<u1"),
}


class StorageKind(NamedTuple):
    """Stands for a storage class of PyTorch."""

    name: str
    layout: str


class Storage(NamedTuple):
    """A flat run of numbers of the file: `count` of them from byte `start`."""

    kind: StorageKind
    mapped: mmap.mmap
    start: int
    count: int


class TorchTensor(NamedTuple):
    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    @property
    def kind(self) -> str:
        return self.storage.kind.name

    def array(self) -> np.ndarray:
        flat = np.frombuffer(self.storage.mapped, self.storage.kind.layout, self.storage.count, self.storage.start)
        if self.kind not in ("F64", "F32", "F16", "BF16"):
            raise Problem(DATA, f"a weight is stored as {self.kind}, expected floating-point numbers")
        size = flat.itemsize
        # The bounds were checked when the tensor was made.
        return np.lib.stride_tricks.as_strided(flat[self.offset :], self.shape, [step * size for step in self.strides], writeable=False)


def read_torch_file(path: Path) -> dict[str, TorchTensor]:
    """The tensors of a state dictionary by name."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            return _state(path, archive, mapped)
    except zipfile.BadZipFile:
        with path.open("rb") as file:
            old = file.read(2) == b"\x80\x02"
        raise Problem(
            DATA,
            f"{path}: "
            + ("has PyTorch's form from before 1.6" if old else "is not what torch.save writes (a zip file), or is not whole")
            + "; take the checkpoint's model.safetensors, or save it again with a newer PyTorch",
        ) from None
    except (OSError, ValueError, NotImplementedError, RuntimeError) as error:
        # The last two: an encrypted entry, or a form of zip that Python does not know.
        raise Problem(DATA, f"{path}: cannot be read ({error}); fetch it again") from None


def _state(path: Path, archive: zipfile.ZipFile, mapped: mmap.mmap) -> dict[str, TorchTensor]:
    pickles = [info for info in archive.infolist() if info.filename.endswith("/data.pkl") and info.filename.count("/") == 1]
    if len(pickles) != 1:
        raise Problem(DATA, f"{path}: has {len(pickles)} entries named data.pkl, expected one; it is not a state dictionary of torch.save")
    top = pickles[0].filename.removesuffix("data.pkl")
    if pickles[0].file_size > LARGEST_PICKLE:
        raise Problem(DATA, f"{path}: its data.pkl has {pickles[0].file_size} bytes, expected at most {LARGEST_PICKLE}")
    if f"{top}byteorder" in archive.namelist() and archive.open(f"{top}byteorder").read(16) != b"little":
        raise Problem(DATA, f"{path}: was written on a big-endian machine; save it again on another, or take model.safetensors")
    with archive.open(pickles[0]) as stream:
        try:
            state = _RestrictedUnpickler(stream, path, archive, mapped, top).load()
        except Problem:
            raise
        except Exception as error:  # Whatever a damaged pickle makes the unpickler raise; nothing of the file has run.
            raise Problem(DATA, f"{path}: its data.pkl is damaged ({type(error).__name__}: {error}); fetch it again") from None
    if isinstance(state, dict) and isinstance(state.get("state_dict"), dict):
        state = state["state_dict"]
    if not isinstance(state, dict) or not all(isinstance(name, str) for name in state):
        raise Problem(DATA, f"{path}: holds {type(state).__name__}, expected a state dictionary (tensors by name)")
    return {name: value for name, value in state.items() if isinstance(value, TorchTensor)}


class _RestrictedUnpickler(pickle._Unpickler):
    def __init__(self, stream, path, archive, mapped, top):
        super().__init__(stream)
        self.path, self.archive, self.mapped, self.top = path, archive, mapped, top
        self.storages = {}

    def find_class(self, module, name):
        if module == "collections" and name == "OrderedDict":
            return OrderedDict
        if module == "torch" and name in STORAGES:
            return StorageKind(*STORAGES[name])
        if module == "torch._utils" and name == "_rebuild_tensor_v2":
            return self.rebuild_tensor
        if module == "torch._utils" and name == "_rebuild_parameter":
            return self.rebuild_parameter
        raise Problem(
            DATA,
            f"{self.path}: wants to call {module}.{name}, which is more than a checkpoint needs; refused. "
            "Take the model's safetensors file, or save only its state_dict()",
        )

    def persistent_load(self, description):
        """A storage: ("storage", class, key, place, count)."""
        match description:
            case ("storage", StorageKind() as kind, str() as key, _, int() as count) if count >= 0:
                pass
            case _:
                raise Problem(DATA, f"{self.path}: refers to {str(description)[:80]}, expected a storage of numbers")
        if key not in self.storages:
            self.storages[key] = self.storage(kind, key, count)
        storage = self.storages[key]
        if storage.kind != kind or storage.count != count:
            raise Problem(DATA, f"{self.path}: describes the storage {key} in two ways; fetch it again")
        return storage

    def storage(self, kind, key, count):
        try:
            entry = self.archive.getinfo(f"{self.top}data/{key}")
        except KeyError:
            raise Problem(DATA, f"{self.path}: has no entry data/{key}, and a tensor lies there; fetch it again") from None
        expected = count * np.dtype(kind.layout).itemsize
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size != expected:
            raise Problem(DATA, f"{self.path}: data/{key} has {entry.file_size} bytes, expected {expected}, not compressed; fetch it again")
        # The local header stands before the data; its two lengths may differ from those of the central directory.
        header = self.mapped[entry.header_offset : entry.header_offset + 30]
        name_length, extra_length = struct.unpack("<HH", header[26:30]) if len(header) == 30 else (0, 0)
        start = entry.header_offset + 30 + name_length + extra_length
        if header[:4] != b"PK\x03\x04" or start + expected > len(self.mapped):
            raise Problem(DATA, f"{self.path}: ends inside data/{key}; fetch it again")
        return Storage(kind, self.mapped, start, count)

    def rebuild_tensor(self, storage, offset, shape, strides, *_):
        """What `torch._utils._rebuild_tensor_v2` is given: the rest (gradients, hooks) means nothing here."""
        shape, strides = tuple(shape), tuple(strides)
        whole = all(type(number) is int and number >= 0 for number in (offset, *shape, *strides))
        if not isinstance(storage, Storage) or not whole or len(shape) != len(strides):
            raise Problem(DATA, f"{self.path}: describes a tensor as {str(shape)[:60]} with strides {str(strides)[:60]}; fetch it again")
        last = offset + sum((size - 1) * step for size, step in zip(shape, strides))
        if 0 not in shape and last >= storage.count:
            raise Problem(DATA, f"{self.path}: a tensor of shape {shape} reaches beyond its storage of {storage.count} numbers")
        return TorchTensor(storage, offset, shape, strides)

    def rebuild_parameter(self, data, *_):
        if not isinstance(data, TorchTensor):
            raise Problem(DATA, f"{self.path}: a parameter that is no tensor; fetch it again")
        return data
