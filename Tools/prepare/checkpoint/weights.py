"""The checkpoint's tensors under the names that the graphs use, every one of them checked."""

from pathlib import Path

import numpy as np

from .architecture import Architecture
from .problem import DATA, Problem, some
from .tensors import StoredTensor

MODEL = "wav2vec2."
POSITIONS = MODEL + "encoder.pos_conv_embed.conv."

# The positional convolution's weight, by magnitude and direction (two ways to name them), or as it is.
POSITION_FORMS = (("weight_g", "weight_v"), ("parametrizations.weight.original0", "parametrizations.weight.original1"), ("weight",))

# Tensors that only training needs.
TRAINING = (MODEL + "masked_spec_embed", "quantizer.", "project_q.", "project_hid.")


class Weights:
    """Checked tensors by name, float32. A name that was not asked for in `expected` cannot be read."""

    def __init__(self, architecture: Architecture, tensors: dict[str, StoredTensor], folder: Path):
        self.architecture, self.tensors, self.folder = architecture, tensors, folder
        self.position_form = next(
            (form for form in POSITION_FORMS if all(POSITIONS + name in tensors for name in form)), POSITION_FORMS[0]
        )
        self.shapes = expected(architecture, self.position_form)
        self.check()

    def __getitem__(self, name: str) -> np.ndarray:
        assert name in self.shapes, name
        return self.tensors[name].read()

    def pair(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """(weight, bias) of a layer."""
        return self[name + ".weight"], self[name + ".bias"]

    @property
    def unused(self) -> list[str]:
        return sorted(self.tensors.keys() - self.shapes.keys())

    def check(self):
        missing = self.shapes.keys() - self.tensors.keys()
        if missing:
            if "lm_head.weight" in missing:
                raise Problem(
                    DATA,
                    f"{self.folder}: has no lm_head.weight: without a CTC head it writes no text. "
                    "Take a checkpoint that was fine-tuned for recognition (Wav2Vec2ForCTC)",
                )
            raise Problem(DATA, f"{self.folder}: tensors are missing that config.json asks for: {some(missing)}; fetch the whole checkpoint")
        strangers = [name for name in self.unused if not name.startswith(TRAINING)]
        if strangers:
            raise Problem(
                DATA,
                f"{self.folder}: holds tensors that config.json does not account for: {some(strangers)}; "
                "the graphs would leave them out, so either config.json is not theirs or the model is of another kind",
            )
        for name, shape in self.shapes.items():
            if self.tensors[name].shape != shape:
                raise Problem(DATA, f"{self.where(name)} has shape {list(self.tensors[name].shape)}, expected {list(shape)} by config.json")
        for name in self.shapes:
            values = self.tensors[name].read()
            if not np.isfinite(values).all():
                wrong = int(np.count_nonzero(~np.isfinite(values)))
                raise Problem(DATA, f"{self.where(name)} has {wrong} values that are not finite numbers; fetch it again, or ask its maker")

    def where(self, name: str) -> str:
        return f"{self.folder / self.tensors[name].file}: {name}"

    def positional(self) -> np.ndarray:
        """The positional convolution's weight [hidden, hidden / groups, taps], with its norm put in.

        Each tap has a magnitude of its own: w = g · v / ‖v‖, the norm over all but the last axis (weight_norm with dim=2).
        """
        if len(self.position_form) == 1:
            return self[POSITIONS + "weight"]
        magnitude, direction = (self[POSITIONS + name].astype(np.float64) for name in self.position_form)
        norm = np.sqrt((direction * direction).sum((0, 1), keepdims=True))
        if not norm.all():
            raise Problem(DATA, f"{self.where(POSITIONS + self.position_form[1])} has a tap of zeros only: its norm is 0; ask its maker")
        return (magnitude * direction / norm).astype(np.float32)


def expected(a: Architecture, position_form) -> dict[str, tuple[int, ...]]:
    """Every tensor that the graphs need, and its shape."""
    shapes: dict[str, tuple[int, ...]] = {}

    def norm(name, width):
        shapes[name + ".weight"] = shapes[name + ".bias"] = (width,)

    def linear(name, width_in, width_out):
        shapes[name + ".weight"], shapes[name + ".bias"] = (width_out, width_in), (width_out,)

    channels = 1
    for index, (width, kernel) in enumerate(zip(a.conv_dim, a.conv_kernel)):
        layer = f"{MODEL}feature_extractor.conv_layers.{index}."
        shapes[layer + "conv.weight"] = (width, channels, kernel)
        if a.conv_bias:
            shapes[layer + "conv.bias"] = (width,)
        if a.feat_extract_norm == "layer" or index == 0:
            norm(layer + "layer_norm", width)
        channels = width
    norm(MODEL + "feature_projection.layer_norm", channels)
    linear(MODEL + "feature_projection.projection", channels, a.hidden_size)

    hidden, taps = a.hidden_size, a.num_conv_pos_embeddings
    shapes[POSITIONS + "bias"] = (hidden,)
    if len(position_form) == 2:
        shapes[POSITIONS + position_form[0]] = (1, 1, taps)
    shapes[POSITIONS + position_form[-1]] = (hidden, hidden // a.num_conv_pos_embedding_groups, taps)
    norm(MODEL + "encoder.layer_norm", hidden)
    for index in range(a.num_hidden_layers):
        layer = f"{MODEL}encoder.layers.{index}."
        for part in ("q", "k", "v", "out"):
            linear(f"{layer}attention.{part}_proj", hidden, hidden)
        norm(layer + "layer_norm", hidden)
        linear(layer + "feed_forward.intermediate_dense", hidden, a.intermediate_size)
        linear(layer + "feed_forward.output_dense", a.intermediate_size, hidden)
        norm(layer + "final_layer_norm", hidden)
        if a.has_attention_adapters:
            norm(layer + "adapter_layer.norm", hidden)
            linear(layer + "adapter_layer.linear_1", hidden, a.adapter_attn_dim)
            linear(layer + "adapter_layer.linear_2", a.adapter_attn_dim, hidden)
    if a.changes_width:
        linear(MODEL + "adapter.proj", hidden, a.output_hidden_size)
        norm(MODEL + "adapter.proj_layer_norm", a.output_hidden_size)
    for index in range(a.adapters):
        name = f"{MODEL}adapter.layers.{index}.conv."
        shapes[name + "weight"] = (2 * a.output_hidden_size, a.output_hidden_size, a.adapter_kernel_size)
        shapes[name + "bias"] = (2 * a.output_hidden_size,)
    linear("lm_head", a.logit_width, a.vocab_size)
    return shapes
