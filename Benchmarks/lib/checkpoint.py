"""A wav2vec2-base of full size with random weights, as a Hugging Face checkpoint and as the graphs that `taichu models add` makes of it.

Random weights say what it costs and how far a window's edge is felt in an untrained network; they say nothing about words.
"""

import json
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np

from lib.paths import REPOSITORY, cache, preparation_python

_HIDDEN, _LAYERS, _FEED_FORWARD, _CHANNELS, _VOCABULARY = 768, 12, 3072, 512, 32
_KERNELS, _STRIDES = (10, 3, 3, 3, 3, 2, 2), (5, 2, 2, 2, 2, 2, 2)


def _tensors(random: np.random.Generator) -> dict[str, np.ndarray]:
    """As transformers draws them: N(0, 0.02) for the transformer's matrices, Kaiming for the convolutions."""
    normal = lambda *shape, scale=0.02: (scale * random.standard_normal(shape)).astype(np.float32)
    ones, zeros = lambda width: np.ones(width, np.float32), lambda width: np.zeros(width, np.float32)
    found: dict[str, np.ndarray] = {}

    def linear(name: str, rows: int, columns: int) -> None:
        found[f"{name}.weight"], found[f"{name}.bias"] = normal(rows, columns), zeros(rows)

    def norm(name: str, width: int) -> None:
        found[f"{name}.weight"], found[f"{name}.bias"] = ones(width), zeros(width)

    front, encoder = "wav2vec2.feature_extractor.conv_layers", "wav2vec2.encoder"
    for layer, kernel in enumerate(_KERNELS):
        inputs = _CHANNELS if layer else 1
        found[f"{front}.{layer}.conv.weight"] = normal(_CHANNELS, inputs, kernel, scale=(2 / (inputs * kernel)) ** 0.5)
    norm(f"{front}.0.layer_norm", _CHANNELS)
    norm("wav2vec2.feature_projection.layer_norm", _CHANNELS)
    linear("wav2vec2.feature_projection.projection", _HIDDEN, _CHANNELS)
    positions = normal(_HIDDEN, _HIDDEN // 16, 128, scale=2 * (1 / (128 * _HIDDEN)) ** 0.5)
    found[f"{encoder}.pos_conv_embed.conv.weight_v"] = positions
    found[f"{encoder}.pos_conv_embed.conv.weight_g"] = np.sqrt((positions**2).sum(axis=(0, 1), keepdims=True))
    found[f"{encoder}.pos_conv_embed.conv.bias"] = zeros(_HIDDEN)
    norm(f"{encoder}.layer_norm", _HIDDEN)
    for layer in range(_LAYERS):
        name = f"{encoder}.layers.{layer}"
        for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
            linear(f"{name}.attention.{part}", _HIDDEN, _HIDDEN)
        norm(f"{name}.layer_norm", _HIDDEN)
        linear(f"{name}.feed_forward.intermediate_dense", _FEED_FORWARD, _HIDDEN)
        linear(f"{name}.feed_forward.output_dense", _HIDDEN, _FEED_FORWARD)
        norm(f"{name}.final_layer_norm", _HIDDEN)
    linear("lm_head", _VOCABULARY, _HIDDEN)
    return found


def _write_safetensors(path: Path, tensors: dict[str, np.ndarray]) -> None:
    header, at = {}, 0
    for name, values in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [at, at + values.nbytes]}
        at += values.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for values in tensors.values():
            file.write(values.tobytes())


def _write(folder: Path) -> None:
    folder.mkdir()
    _write_safetensors(folder / "model.safetensors", _tensors(np.random.default_rng(0)))
    config = {
        "architectures": ["Wav2Vec2ForCTC"], "model_type": "wav2vec2", "hidden_size": _HIDDEN, "num_hidden_layers": _LAYERS,
        "num_attention_heads": 12, "intermediate_size": _FEED_FORWARD, "hidden_act": "gelu", "layer_norm_eps": 1e-5,
        "feat_extract_norm": "group", "feat_extract_activation": "gelu", "conv_dim": [_CHANNELS] * 7, "conv_stride": list(_STRIDES),
        "conv_kernel": list(_KERNELS), "conv_bias": False, "num_feat_extract_layers": 7, "num_conv_pos_embeddings": 128,
        "num_conv_pos_embedding_groups": 16, "do_stable_layer_norm": False, "vocab_size": _VOCABULARY, "pad_token_id": 0,
        "bos_token_id": 1, "eos_token_id": 2,
    }
    (folder / "config.json").write_text(json.dumps(config))
    letters = ["<pad>", "<s>", "</s>", "<unk>", "|", *"ETAOINHSRDLUMWCFGYPBVK'XJQZ"]
    (folder / "vocab.json").write_text(json.dumps({letter: place for place, letter in enumerate(letters)}))
    (folder / "preprocessor_config.json").write_text(json.dumps({"do_normalize": True, "sampling_rate": 16000}))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "Wav2Vec2CTCTokenizer", "do_lower_case": False}))


def add(source: Path, name: str, store: Path, *options):
    """Has the set-up's preparation tool make a model of the folder, in place of one that is there."""
    tool = REPOSITORY / "Tools" / "prepare" / "add_checkpoint.py"
    subprocess.run([preparation_python(), "-B", tool, source, "--name", name, "--store", store, *options, "--replace"], check=True)


def random_base() -> Path:
    """The folder with `front.xml` and `encoder.xml`, made once."""
    store = cache("checkpoints")
    if not (store / "random-base" / "manifest.json").exists():
        source = store / "random-base-source"
        shutil.rmtree(source, ignore_errors=True)
        _write(source)
        add(source, "random-base", store)
        shutil.rmtree(source)
    return store / "random-base"
