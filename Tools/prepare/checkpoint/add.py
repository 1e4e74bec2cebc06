"""The way of a checkpoint from its files to a model's folder."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import openvino as ov

from . import graphs
from .architecture import Architecture, read_architecture, read_normalization
from .problem import DATA, WRITE_FAILED, Problem, some
from .source import Source, check_room, described, licence
from .tensors import read_adapter, read_tensors
from .tokens import Tokens, read_tokens, size_in_language
from .weights import Weights


def say(line: str):
    print(line, flush=True)


class Description:
    """What a checkpoint says of itself without its weights, checked."""

    def __init__(self, folder: Path, language: str | None = None):
        self.architecture = read_architecture(folder / "config.json")
        if language:
            self.architecture = replace(self.architecture, vocab_size=size_in_language(folder, language))
        self.normalize, preprocessing = read_normalization(folder)
        self.tokens, token_files = read_tokens(folder, self.architecture, language)
        self.files = ["config.json", preprocessing] + token_files


class Checkpoint:
    """A checkpoint that was read and checked; nothing is written yet."""

    def __init__(self, source: Source, language: str | None = None):
        self.source = source
        folder = source.folder
        description = Description(folder, language)
        self.architecture, self.normalize, self.tokens = description.architecture, description.normalize, description.tokens
        tensors, weight_files = read_tensors(folder)
        if language:
            adapter, adapter_file = read_adapter(folder, language)
            tensors |= adapter
            weight_files += adapter_file
        self.weights = Weights(self.architecture, tensors, folder)
        self.files = [described(folder / name) for name in description.files + weight_files]

    @property
    def summary(self) -> str:
        a = self.architecture
        return (
            f"{a.num_hidden_layers} layers of {a.hidden_size}, {a.feat_extract_norm}-norm front, "
            f"{'stable-layer-norm' if a.do_stable_layer_norm else 'post-norm'} blocks"
            + (", attention adapters" if a.has_attention_adapters else "")
            + (", adapter" if a.adapters else "")
            + f", {a.vocab_size} tokens, {sum(map(math.prod, self.weights.shapes.values())):,} weights"
        )

    def expected_bytes(self, stored: str) -> int:
        """About what the graphs' files will have."""
        return sum(map(math.prod, self.weights.shapes.values())) * {"f32": 4, "f16": 2, "int8": 1}[stored] + 30_000_000

    def write(self, folder: Path, name: str, stored: str):
        """Builds the graphs, tries them, and writes them with their manifest into an empty folder."""
        check_room(folder.parents[1], self.expected_bytes(stored), name)
        builders = {"front": lambda: graphs.front(self.weights), "encoder": lambda: graphs.encoder(self.weights, stored)}
        for graph, build in builders.items():
            save(build(), folder / f"{graph}.xml")
        try_out(folder, self.architecture)
        files = [described(folder / f"{graph}.{kind}") for graph in builders for kind in ("xml", "bin")]
        manifest = {
            "kind": "wav2vec2-ctc",
            "name": name,
            "origin": self.source.origin | {"files": self.files},
            "licence": licence(self.source.folder),
            "weights": stored,
            "openvino": ov.__version__,
            "files": files,
            "config": configuration(self.architecture, self.normalize, self.tokens),
        }
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def configuration(a: Architecture, normalize: bool, tokens: Tokens) -> dict:
    """What the engine has to know beside the graphs. `Documentation/checkpoints.md` describes each key."""
    return {
        "sample_rate": 16000,
        "do_normalize": normalize,
        "receptive_field": a.receptive_field,
        "stride": a.stride,
        "front_norm": a.feat_extract_norm,
        "front_channels": a.conv_dim[0],
        "front_kernel": a.conv_kernel[0],
        "front_stride": a.conv_stride[0],
        "hidden": a.hidden_size,
        "layers": a.num_hidden_layers,
        "adapter_stride": a.adapter_stride**a.adapters,
        "positional_reach": a.num_conv_pos_embeddings // 2,
        "vocabulary": tokens.vocabulary,
        "blank": tokens.blank,
        "word_delimiter": tokens.word_delimiter,
        "special": tokens.special,
        "lower_case": tokens.lower_case,
    }


def save(model: ov.Model, path: Path):
    try:
        # Storage is chosen weight by weight in the graphs.
        ov.save_model(model, path, compress_to_fp16=False)
    except RuntimeError as error:
        # OpenVINO does not say what the system said.
        raise Problem(WRITE_FAILED, f"{path.parents[2]}: writing {path.name} failed ({error}); is the disk full?") from None


def try_out(folder: Path, a: Architecture):
    """One run of the written graphs over a second of noise: sizes are right and every number is finite."""
    wave = np.random.default_rng(1).standard_normal((1, max(16000, a.receptive_field)), np.float32)
    inputs = {"wave": wave}
    if a.feat_extract_norm == "group":
        zeros = np.zeros((1, a.conv_dim[0], 1), np.float32)
        inputs |= {"skip": np.zeros(1, np.int64), "count": np.zeros(1, np.float32), "sum": zeros, "squares": zeros}
    core = ov.Core()
    options = {"INFERENCE_PRECISION_HINT": "f32", "NUM_STREAMS": "1"}
    try:
        features = core.compile_model(folder / "front.xml", "CPU", options)(inputs)["features"]
        encoded = core.compile_model(folder / "encoder.xml", "CPU", options)({"features": features})
    except RuntimeError as error:
        raise Problem(WRITE_FAILED, f"{folder.parents[1]}: the written graphs cannot be used ({str(error).splitlines()[0]}); is the disk full?") from None
    frames = after = (wave.shape[1] - a.receptive_field) // a.stride + 1
    for _ in range(a.adapters):
        after = (after + 2 - a.adapter_kernel_size) // a.adapter_stride + 1
    found = {"features": features, "hidden": encoded["hidden"], "logits": encoded["logits"]}
    sizes = {"features": (1, frames, a.hidden_size), "hidden": (1, frames, a.hidden_size), "logits": (1, after, a.vocab_size)}
    wrong = [name for name, values in found.items() if values.shape != sizes[name] or not np.isfinite(values).all()]
    if wrong:
        raise Problem(DATA, f"a trial over one second of noise gave {some(wrong)} that are not finite or of another size; the checkpoint cannot be used")
