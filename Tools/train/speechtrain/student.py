"""Our model in PyTorch: the conv front and the chunked transformer, read from and written to the committed checkpoint."""

import json
import shutil
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

from .whisper import WIDTH, Encoder

# Single precision in the file: the table of positions, and the bias that is lowered by the table's constant.
_SINGLE = ("pos_conv", "feature_projection.projection.bias")


class Front(nn.Module):
    """Normalised padded wave [B, N] → features [B, T, 512]: five convolutions, layer norm and GELU after each, a projection."""

    def __init__(self, kernels=(400, 1, 1, 3, 3), strides=(160, 1, 1, 1, 2), channels: int = WIDTH, width: int = WIDTH):
        super().__init__()
        widths = [1] + [channels] * len(kernels)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(widths[i], widths[i + 1], kernel, stride) for i, (kernel, stride) in enumerate(zip(kernels, strides))
        )
        self.norms = nn.ModuleList(nn.LayerNorm(channels) for _ in kernels)
        self.last_norm = nn.LayerNorm(channels)
        self.projection = nn.Linear(channels, width)

    def forward(self, wave):
        return self.projection(self.normed(wave))

    def normed(self, wave):
        """What the projection sees, [B, T, channels]."""
        x = wave[:, None]
        for index, (convolution, norm) in enumerate(zip(self.convolutions, self.norms)):
            if index == 0:
                # Half precision would bury quiet, high sounds under the rounding of loud, low ones.
                with torch.autocast("cpu", enabled=False):
                    x = convolution(x.float())
            elif convolution.kernel_size == (1,):
                x = F.linear(x.transpose(1, 2), convolution.weight[..., 0], convolution.bias).transpose(1, 2)
            else:
                x = convolution(x)
            x = F.gelu(norm(x.transpose(1, 2))).transpose(1, 2)
        return self.last_norm(x.transpose(1, 2))


def front_names(layers: int = 5):
    """(Hugging Face's prefix, ours) of every part of the front."""
    for index in range(layers):
        name = f"feature_extractor.conv_layers.{index}."
        yield name + "conv.", f"convolutions.{index}."
        yield name + "layer_norm.", f"norms.{index}."
    yield "feature_projection.layer_norm.", "last_norm."
    yield "feature_projection.projection.", "projection."


# The same for a block; query, key and value are three matrices there and one here.
BLOCK_NAMES = (
    ("layer_norm.", "attention_norm."),
    ("attention.out_proj.", "out."),
    ("final_layer_norm.", "feed_norm."),
    ("feed_forward.intermediate_dense.", "feed_in."),
    ("feed_forward.output_dense.", "feed_out."),
)


class Student(nn.Module):
    """Front and chunked transformer of one checkpoint."""

    def __init__(self, positions: torch.Tensor):
        super().__init__()
        self.front = Front()
        self.encoder = Encoder(positions)

    def first_pass(self, features, chunk: int):
        """The states that stay, [B, T, 512]."""
        return self.encoder.revised(features, chunk)[0][:, : features.shape[1]]

    def load(self, folder: Path) -> None:
        arrays = {name: value.float() for name, value in load_file(folder / "model.safetensors").items()}
        offset = json.loads((folder / "config.json").read_text())["taichu"]["position_offset_constant"]
        arrays["feature_projection.projection.bias"] += offset
        front, encoder = {}, {}
        for theirs, ours in front_names():
            for kind in ("weight", "bias"):
                front[ours + kind] = arrays[theirs + kind]
        for index in range(len(self.encoder.blocks)):
            layer = f"encoder.layers.{index}."
            for kind in ("weight", "bias"):
                encoder[f"blocks.{index}.qkv.{kind}"] = torch.cat([arrays[f"{layer}attention.{part}_proj.{kind}"] for part in "qkv"])
                for theirs, ours in BLOCK_NAMES:
                    encoder[f"blocks.{index}.{ours}{kind}"] = arrays[layer + theirs + kind]
        for kind in ("weight", "bias"):
            encoder["final_norm." + kind] = arrays["encoder.layer_norm." + kind]
        self.front.load_state_dict(front)
        self.encoder.load_state_dict(encoder)

    def save(self, template: Path, folder: Path) -> None:
        """Writes the checkpoint in the layout of `template`, whose configuration and table of positions stay as they are."""
        arrays = load_file(template / "model.safetensors")
        offset = json.loads((template / "config.json").read_text())["taichu"]["position_offset_constant"]
        front, encoder = self.front.state_dict(), self.encoder.state_dict()
        new = {}
        for theirs, ours in front_names():
            for kind in ("weight", "bias"):
                new[theirs + kind] = front[ours + kind]
        new["feature_projection.projection.bias"] = new["feature_projection.projection.bias"] - offset
        for index in range(len(self.encoder.blocks)):
            layer = f"encoder.layers.{index}."
            for kind in ("weight", "bias"):
                for part, value in zip("qkv", encoder[f"blocks.{index}.qkv.{kind}"].chunk(3)):
                    new[f"{layer}attention.{part}_proj.{kind}"] = value
                for theirs, ours in BLOCK_NAMES:
                    new[layer + theirs + kind] = encoder[f"blocks.{index}.{ours}{kind}"]
        for kind in ("weight", "bias"):
            new["encoder.layer_norm." + kind] = encoder["final_norm." + kind]
        for name, value in new.items():
            if arrays[name].shape != value.shape:
                raise ValueError(f"{name} has shape {tuple(value.shape)}, expected {tuple(arrays[name].shape)} as in {template}")
            single = any(part in name for part in _SINGLE)
            arrays[name] = value.detach().contiguous().to(torch.float32 if single else torch.float16).clone()
        folder.mkdir(parents=True, exist_ok=True)
        save_file(arrays, folder / "model.safetensors", metadata={"format": "pt"})
        for name in ("config.json", "preprocessor_config.json"):
            if (folder / name).resolve() != (template / name).resolve():
                shutil.copy(template / name, folder / name)


def half_rounded(module: nn.Module) -> nn.Module:
    """The same module with every parameter rounded as the file rounds it, so that what is measured is what is shipped."""
    for name, parameter in module.named_parameters():
        if name != "front.projection.bias":
            parameter.data = parameter.data.half().float()
    return module
