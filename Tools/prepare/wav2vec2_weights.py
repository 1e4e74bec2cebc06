"""Reads our wav2vec2 checkpoint (a Hugging Face directory) into the names that the graph builder uses."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import safe_open


@dataclass
class Letters:
    """A character head over the transformer's final states: symbols by id, languages that it was trained on, weight [symbols, 512], bias [symbols]."""

    symbols: list[str]
    languages: list[str]
    weight: np.ndarray
    bias: np.ndarray


class Wav2Vec2:
    """Arrays and configuration of one checkpoint; every array float32. `letters` is None where it has no head."""

    def __init__(self, directory: Path):
        self.config = json.loads((directory / "config.json").read_text())
        with safe_open(directory / "model.safetensors", "np") as file:
            self.arrays = {name: file.get_tensor(name).astype(np.float32) for name in file.keys() if "pos_conv" not in name}
        self.letters = None
        if (directory / "ctc_head.safetensors").is_file():
            with safe_open(directory / "ctc_head.safetensors", "np") as file:
                self.letters = Letters(
                    [symbol for symbol, _ in sorted(json.loads((directory / "vocab.json").read_text()).items(), key=lambda entry: entry[1])],
                    file.metadata().get("languages", "").split(),
                    *(file.get_tensor(f"lm_head.{kind}").astype(np.float32) for kind in ("weight", "bias")))

    def __getitem__(self, name: str) -> np.ndarray:
        return self.arrays[name]

    def projection_bias(self) -> np.ndarray:
        """Bias of the feature projection without the constant that the checkpoint's positional convolution needs.

        The checkpoint writes its sinusoid table as a convolution over features that were lowered by a constant;
        our graphs add the table itself, so the constant goes back in.
        """
        return self["feature_projection.projection.bias"] + np.float32(self.config["taichu"]["position_offset_constant"])

    def block(self, index: int) -> dict[str, np.ndarray]:
        """One transformer block in the names of `speech_graphs.block`."""
        layer = f"encoder.layers.{index}."
        attention = layer + "attention."
        return {
            "attention_norm": (self[layer + "layer_norm.weight"], self[layer + "layer_norm.bias"]),
            "qkv": tuple(
                np.concatenate([self[attention + f"{part}_proj.{kind}"] for part in "qkv"]) for kind in ("weight", "bias")
            ),
            "out": (self[attention + "out_proj.weight"], self[attention + "out_proj.bias"]),
            "feed_norm": (self[layer + "final_layer_norm.weight"], self[layer + "final_layer_norm.bias"]),
            "feed_in": tuple(self[layer + f"feed_forward.intermediate_dense.{kind}"] for kind in ("weight", "bias")),
            "feed_out": tuple(self[layer + f"feed_forward.output_dense.{kind}"] for kind in ("weight", "bias")),
        }

    def final_norm(self):
        return self["encoder.layer_norm.weight"], self["encoder.layer_norm.bias"]
