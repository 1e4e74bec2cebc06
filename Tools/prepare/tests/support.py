"""What the tests share: the committed checkpoints, the command in this process, graphs in 32-bit arithmetic."""

import contextlib
import io
import json
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

PREPARE = Path(__file__).resolve().parents[1]
ROOT = PREPARE.parents[1]
DATA = ROOT / "Tests" / "Checkpoints" / "data"
sys.path.insert(0, str(PREPARE))

import numpy as np
import openvino as ov

import add_checkpoint

CHECKPOINTS = sorted(path.name for path in DATA.iterdir() if path.is_dir())


def run(*arguments) -> tuple[int, str, str]:
    """(exit status, standard output, standard error) of add_checkpoint.py."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = add_checkpoint.main([str(argument) for argument in arguments])
    return status, out.getvalue(), err.getvalue()


class CheckpointCase(unittest.TestCase):
    """A store of its own, and checkpoints that may be changed."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.store = self.folder / "store"

    def copy(self, name="base", without="") -> Path:
        target = Path(tempfile.mkdtemp(dir=self.folder)) / name
        shutil.copytree(DATA / name, target, ignore=shutil.ignore_patterns("expected", without))
        return target

    def edit(self, folder, file, **changes):
        """Changes keys of a JSON file; `None` takes a key out."""
        path = folder / file
        values = json.loads(path.read_text()) | changes
        path.write_text(json.dumps({key: value for key, value in values.items() if value is not None}))

    def add(self, source, *options, name="model"):
        return run(source, "--name", name, "--store", self.store, *options)

    def added(self, source, *options, name="model") -> Path:
        status, _, err = self.add(source, *options, name=name)
        self.assertEqual((status, err), (0, ""))
        return self.store / name

    def refused(self, status, text, source, *options, name="model"):
        """The command ends with this status and one line that holds `text`, and leaves nothing behind."""
        found, _, err = self.add(source, *options, name=name)
        self.assertIn(text, err)
        self.assertEqual(found, status)
        self.assertEqual(err.count("\n"), 1, err)
        left = [path.name for path in self.store.iterdir() if path.name != ".lock"] if self.store.exists() else []
        self.assertEqual(left, [])


CORE = ov.Core()
EXACT = {"INFERENCE_PRECISION_HINT": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0", "NUM_STREAMS": "1", "INFERENCE_NUM_THREADS": "1"}


_built: dict[tuple[str, str], Path] = {}
_built_in = tempfile.TemporaryDirectory()


def built(checkpoint: str, stored="f32") -> Path:
    """A committed checkpoint as the command adds it, made once for all tests."""
    key = (checkpoint, stored)
    if key not in _built:
        name = f"{checkpoint}-{stored}"
        status, _, err = run(DATA / checkpoint, "--name", name, "--store", _built_in.name, "--weights", stored)
        assert status == 0, err
        _built[key] = Path(_built_in.name) / name
    return _built[key]


class Model:
    """A model of the store, as exactly as the processor can."""

    def __init__(self, folder: Path):
        self.manifest = json.loads((folder / "manifest.json").read_text())
        self.config = self.manifest["config"]
        self.front, self.encoder = (CORE.compile_model(folder / f"{graph}.xml", "CPU", EXACT) for graph in ("front", "encoder"))

    def silence_before(self):
        """The running statistics before anything was heard; none for a layer-norm front."""
        if self.config["front_norm"] != "group":
            return {}
        zeros = np.zeros((1, self.config["front_channels"], 1), np.float32)
        return {"count": np.zeros(1, np.float32), "sum": zeros, "squares": zeros}

    def normalised(self, wave):
        """[1, S], at the level that the model was trained for."""
        if self.config["do_normalize"]:
            wave = (wave - wave.mean()) / np.sqrt(wave.var() + 1e-7)
        return wave.astype(np.float32)[None]

    def features(self, wave):
        inputs = {"wave": wave} | self.silence_before()
        if len(inputs) > 1:
            inputs["skip"] = np.zeros(1, np.int64)
        return self.front(inputs)["features"].copy()

    def features_in_pieces(self, wave, hop):
        """The same while the sound comes in, `hop` samples at a time."""
        c = self.config
        statistics, frames, counted, pieces = self.silence_before(), 0, 0, []
        for end in range(hop, wave.shape[1] + 1, hop):
            heard = (end - c["receptive_field"]) // c["stride"] + 1
            if heard <= frames:
                continue
            start = frames * c["stride"]
            inputs = {"wave": wave[:, start:end]} | statistics
            if statistics:
                inputs["skip"] = np.array([counted - start // c["front_stride"]])
            found = self.front(inputs)
            statistics = {key: found[key + "_after"].copy() for key in statistics}
            counted = (end - c["front_kernel"]) // c["front_stride"] + 1
            pieces.append(found["features"].copy())
            frames = heard
        return np.concatenate(pieces, 1)

    def encode(self, features):
        """(hidden, logits)"""
        found = self.encoder({"features": features})
        return found["hidden"].copy(), found["logits"].copy()


def wave():
    """The second of sound that the references were computed from, [-1, 1)."""
    return np.fromfile(DATA / "wave.s16", "<i2").astype(np.float64) / 32768


def expected(checkpoint, what):
    return np.fromfile(DATA / checkpoint / "expected" / f"{what}.f32", "<f4")


def deviation(found, reference):
    """The largest absolute difference; sizes must agree."""
    assert found.size == reference.size, (found.shape, reference.shape)
    return float(np.abs(found.ravel() - reference.ravel()).max())
