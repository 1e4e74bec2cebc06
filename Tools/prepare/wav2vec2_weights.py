"""Reads our wav2vec2 checkpoint (a Hugging Face directory) into the names that the graph builder uses."""

import json
from pathlib import Path

import numpy as np
from safetensors import safe_open


class Wav2Vec2:
    """Arrays and configuration of one checkpoint; every array float32."""

    def __init__(self, directory: Path):
        self.config = json.loads((directory / "config.json").read_text())
        with safe_open(directory / "model.safetensors", "np") as file:
            self.arrays = {name: file.get_tensor(name).astype(np.float32) for name in file.keys() if "pos_conv" not in name}

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
