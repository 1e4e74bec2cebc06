"""A decoder-only language model of the user's own, on its way from its files to a folder of the store. `../add_checkpoint.py` is the command.

What it needs beyond the environment (purpose `language-preparation` of Models/downloads.json) is put in reach out of its wheels, unpacked and never installed.
"""

import json
import sys
import tempfile
import zipfile
from pathlib import Path

from checkpoint.problem import CONFIGURATION, DATA, NO_INPUT, NOT_ALLOWED, USAGE, WRITE_FAILED, Problem
from checkpoint.source import check_room, described, licence
from checkpoint.tensors import parts_of_index, weight_files

HERE = Path(__file__).resolve().parent
SETUP = HERE.parents[1] / "setup"
TAKEN = "a GGUF file, a folder with an OpenVINO IR as `optimum-cli export openvino` writes it, or one with safetensors and tokenizer.json"
# A graph's description, tokenizer and table, over the weights of a small model.
OVERHEAD = 30_000_000


def is_meant(path):
    """Whether this is a language model, or is meant for one: a file, or a folder with an IR or with a decoder's description. What is wrong with it is said later."""
    if path.is_file() or (path / "openvino_model.xml").is_file():
        return True
    if not path.is_dir() or (path / "preprocessor_config.json").is_file():
        return False
    architectures = _table(path / "config.json").get("architectures")
    return any(path.glob("*.gguf")) or isinstance(architectures, list) and any(str(name).endswith("ForCausalLM") for name in architectures)


def _table(path):
    """A file of JSON; nothing where it is not there or no table."""
    try:
        table = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return table if isinstance(table, dict) else {}


def _manifest():
    if str(SETUP) not in sys.path:
        sys.path.insert(0, str(SETUP))
    import manifest

    return manifest


def _stores(path):
    """Whether the matrices are still to be stored, in a form that can be chosen."""
    return path.is_dir() and not (path / "openvino_model.xml").is_file()


def check_options(path, source, name, language, weights):
    """Refuses what was asked for and cannot be; `source` is what the user calls the model."""
    if language:
        raise Problem(USAGE, f"--language is for wav2vec2 checkpoints, and {source} is a language model, which has one vocabulary")
    if weights and not _stores(path):
        raise Problem(USAGE, f"--weights is for models in safetensors, and {source} is a language model whose weights stay as they are")
    if weights == "f32":
        raise Problem(USAGE, "--weights f32 is for wav2vec2 checkpoints; a language model's matrices are kept in f16 or int8")
    manifest = _manifest()
    if any(entry.get("model") == name for entry in manifest.load()["files"]):
        raise Problem(NOT_ALLOWED, f'"{name}" is the name of a model that is part of Taichu; choose another with --name')
    for entry in manifest.packages(["language-preparation"]):
        if not manifest.is_right(manifest.DOWNLOADS / entry["wheel"], entry):
            raise Problem(CONFIGURATION, f"the packages that prepare language models are not there; fetch them with: {SETUP / 'python-environment'} all language")


def check_description(folder):
    """Refuses what could not be added, while nothing is there but what describes it."""
    sys.path.insert(0, str(HERE))
    import description
    import hugging_face
    import problem

    try:
        hugging_face.HuggingFace(folder, description.Description(folder).config)
    except problem.Problem as error:
        raise Problem(DATA, str(error)) from None


class LanguageModel:
    """A model that was looked at; nothing is read but its first bytes or its list of files."""

    def __init__(self, source):
        self.source, self.path = source, source.folder
        self.is_folder = self.path.is_dir()
        if self.is_folder:
            self._check_files()
        else:
            self._check_beginning()
        self.size = sum(file.stat().st_size for file in self._sources)

    def _check_files(self):
        if _stores(self.path):
            found = sorted(self.path.glob("*.gguf"))
            if found:
                raise Problem(NO_INPUT, f"{self.path} is a folder of GGUF files; give one of them, such as {found[0]}")
            weights = weight_files({path.name for path in self.path.iterdir()}) or ["model.safetensors"]
            if weights[0].endswith(".index.json") and (self.path / weights[0]).is_file():
                weights += parts_of_index(self.path / weights[0])
            names = ["config.json", "tokenizer.json", *weights]
        else:
            names = [f"openvino_{name}.{kind}" for name in ("model", "tokenizer", "detokenizer") for kind in ("xml", "bin")] + ["config.json"]
        self._sources = [self.path / name for name in names]
        for file in self._sources:
            if not file.is_file():
                raise Problem(NO_INPUT, f"{self.path} has no {file.name}; expected {TAKEN}")

    def _check_beginning(self):
        self._sources = [self.path]
        try:
            with self.path.open("rb") as file:
                beginning = file.read(4)
        except OSError as error:
            raise Problem(NO_INPUT, f"{self.path}: cannot be read ({error.strerror})") from None
        if beginning != b"GGUF":
            raise Problem(DATA, f"{self.path} is no GGUF file; expected {TAKEN}, or the folder of a wav2vec2 checkpoint")

    def write(self, folder, name, stored="f16"):
        """Prepares the model into an empty folder, with its manifest. `folder` lies in one that is taken away afterwards; `stored` is how matrices are kept that may be kept in several ways."""
        # What lies between is as large as the model, twice of it where it is rewritten first.
        check_room(folder.parents[1], (4 if _stores(self.path) else 3) * self.size + OVERHEAD, name)
        work = folder.parent / "work"
        work.mkdir()
        with tempfile.TemporaryDirectory() as packages:
            self._unpack(packages)
            sys.path[:0] = [str(HERE), packages]
            import openvino
            import openvino_tokenizers  # noqa: F401, it teaches OpenVINO to read tokenizers

            import model
            import problem

            # It owns the library of the tokenizers' operations, which must outlive every graph that has some.
            core = openvino.Core()
            try:
                facts = model.prepare(core, self.path, work, folder, stored)
                # Whatever could not be written whole cannot be read.
                for graph in ("decoder", "tokenizer", "detokenizer"):
                    core.read_model(folder / f"{graph}.xml")
            except problem.Unwritten as error:
                raise Problem(WRITE_FAILED, f"{folder.parents[1]}: {error}") from None
            except problem.Problem as error:
                raise Problem(DATA, str(error)) from None
            except RuntimeError as error:
                raise Problem(DATA, f"{self.path}: OpenVINO cannot read it: {[line.strip() for line in str(error).splitlines() if line.strip()][-1]}") from None
        (folder / "manifest.json").write_text(json.dumps({
            "kind": "language-model",
            "name": name,
            "origin": self.source.origin | {"files": [described(file) for file in self._sources]},
            "licence": licence(self.path) if self.is_folder else facts.licence,
            **({"weights": stored} if _stores(self.path) else {}),
            "openvino": openvino.__version__,
            "files": [described(path) for path in sorted(folder.iterdir())],
        }, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def _unpack(self, folder):
        manifest = _manifest()
        for entry in manifest.packages(["language-preparation"]):
            with zipfile.ZipFile(manifest.DOWNLOADS / entry["wheel"]) as archive:
                archive.extractall(folder)
