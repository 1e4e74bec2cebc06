"""config.json and preprocessor_config.json → what the graphs are built from; whatever is not supported is refused here."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from .activations import ACTIVATIONS
from .problem import DATA, NO_INPUT, Problem

SUPPORTED = "supported: wav2vec2 with a CTC head (Wav2Vec2ForCTC), base or large"


# Beyond anything that was ever trained: a number that is wrong must not take all memory before the weights show it.
LARGEST, DEEPEST = 1_000_000, 1000


def read_json(path: Path, needed_for: str) -> dict:
    """A JSON object of the checkpoint."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Problem(NO_INPUT, f"{path}: is missing; {needed_for}") from None
    except UnicodeDecodeError:
        raise Problem(DATA, f"{path}: not a text in UTF-8; fetch it again") from None
    except OSError as error:
        raise Problem(NO_INPUT, f"{path}: cannot be read ({error.strerror})") from None
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Problem(DATA, f"{path}: not JSON ({error}); fetch it again") from None
    if not isinstance(value, dict):
        raise Problem(DATA, f"{path}: holds a {type(value).__name__}, expected a JSON object")
    return value


@dataclass(frozen=True)
class Architecture:
    """Sizes and options of one model. Names are those of transformers' `Wav2Vec2Config`, whose defaults they have."""

    conv_dim: tuple[int, ...]
    conv_kernel: tuple[int, ...]
    conv_stride: tuple[int, ...]
    conv_bias: bool
    feat_extract_norm: str
    feat_extract_activation: str
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    hidden_act: str
    layer_norm_eps: float
    do_stable_layer_norm: bool
    num_conv_pos_embeddings: int
    num_conv_pos_embedding_groups: int
    add_adapter: bool
    adapter_kernel_size: int
    adapter_stride: int
    num_adapter_layers: int
    output_hidden_size: int
    adapter_attn_dim: int | None
    pad_token_id: int
    vocab_size: int

    @property
    def receptive_field(self) -> int:
        """Samples that one frame sees."""
        field = 1
        for kernel, stride in zip(reversed(self.conv_kernel), reversed(self.conv_stride)):
            field = (field - 1) * stride + kernel
        return field

    @property
    def stride(self) -> int:
        """Samples from one frame to the next."""
        return math.prod(self.conv_stride)

    @property
    def adapters(self) -> int:
        return self.num_adapter_layers if self.add_adapter else 0

    @property
    def has_attention_adapters(self) -> bool:
        # As in transformers, the blocks of the post-norm form have none.
        return self.do_stable_layer_norm and self.adapter_attn_dim is not None

    @property
    def changes_width(self) -> bool:
        return self.add_adapter and self.output_hidden_size != self.hidden_size

    @property
    def logit_width(self) -> int:
        return self.output_hidden_size if self.add_adapter else self.hidden_size


def read_architecture(path: Path) -> Architecture:
    """Reads `config.json` and checks every value that a graph depends on."""
    config = read_json(path, "it says what kind of model this is")
    kind = config.get("model_type")
    if kind != "wav2vec2":
        raise Problem(DATA, f"{path}: model_type is {json.dumps(kind)}; {SUPPORTED}")
    kinds = config.get("architectures") or ["Wav2Vec2ForCTC"]
    if not isinstance(kinds, list) or "Wav2Vec2ForCTC" not in kinds:
        raise Problem(
            DATA,
            f"{path}: is a {', '.join(map(str, kinds)) if isinstance(kinds, list) else kinds}, which has no CTC head and so writes no text; {SUPPORTED}. "
            "Take a checkpoint that was fine-tuned for recognition",
        )
    return _Reader(path, config).architecture()


class _Reader:
    def __init__(self, path, config):
        self.path, self.config = path, config

    def refuse(self, key, expected):
        raise Problem(DATA, f"{self.path}: {key} is {json.dumps(self.config.get(key))}, expected {expected}")

    def integer(self, key, default, least=1, most=LARGEST):
        value = self.config.get(key, default)
        if type(value) is not int or not least <= value <= most:
            self.refuse(key, f"a whole number from {least} to {most}")
        return value

    def flag(self, key, default):
        value = self.config.get(key, default)
        if type(value) is not bool:
            self.refuse(key, "true or false")
        return value

    def integers(self, key, default):
        value = self.config.get(key, default)
        if not isinstance(value, (list, tuple)) or not value or any(type(item) is not int or not 1 <= item <= LARGEST for item in value):
            self.refuse(key, f"a list of whole numbers from 1 to {LARGEST}")
        return tuple(value)

    def activation(self, key):
        value = self.config.get(key, "gelu")
        if not isinstance(value, str) or value not in ACTIVATIONS:
            self.refuse(key, "one of " + ", ".join(ACTIVATIONS))
        return value

    def architecture(self) -> Architecture:
        config = self.config
        dimensions = self.integers("conv_dim", (512,) * 7)
        kernels = self.integers("conv_kernel", (10, 3, 3, 3, 3, 2, 2))
        strides = self.integers("conv_stride", (5, 2, 2, 2, 2, 2, 2))
        for key, value in (("conv_kernel", kernels), ("conv_stride", strides)):
            if len(value) != len(dimensions):
                self.refuse(key, f"{len(dimensions)} numbers, as conv_dim has")
        norm = config.get("feat_extract_norm", "group")
        if norm not in ("group", "layer"):
            self.refuse("feat_extract_norm", '"group" or "layer"')
        hidden, heads = self.integer("hidden_size", 768), self.integer("num_attention_heads", 12)
        if hidden % heads:
            self.refuse("num_attention_heads", f"a divisor of hidden_size, {hidden}")
        groups = self.integer("num_conv_pos_embedding_groups", 16)
        if hidden % groups:
            self.refuse("num_conv_pos_embedding_groups", f"a divisor of hidden_size, {hidden}")
        epsilon = config.get("layer_norm_eps", 1e-5)
        if type(epsilon) is not float or not 0 < epsilon < 1:
            self.refuse("layer_norm_eps", "a small number above 0")
        adapter_attention = config.get("adapter_attn_dim")
        if adapter_attention is not None:
            adapter_attention = self.integer("adapter_attn_dim", None)
        output = config.get("output_hidden_size") or hidden
        if type(output) is not int or not 1 <= output <= LARGEST:
            self.refuse("output_hidden_size", f"a whole number from 1 to {LARGEST}")
        return Architecture(
            conv_dim=dimensions,
            conv_kernel=kernels,
            conv_stride=strides,
            conv_bias=self.flag("conv_bias", False),
            feat_extract_norm=norm,
            feat_extract_activation=self.activation("feat_extract_activation"),
            hidden_size=hidden,
            num_hidden_layers=self.integer("num_hidden_layers", 12, most=DEEPEST),
            num_attention_heads=heads,
            intermediate_size=self.integer("intermediate_size", 3072),
            hidden_act=self.activation("hidden_act"),
            layer_norm_eps=epsilon,
            do_stable_layer_norm=self.flag("do_stable_layer_norm", False),
            num_conv_pos_embeddings=self.integer("num_conv_pos_embeddings", 128, least=2),
            num_conv_pos_embedding_groups=groups,
            add_adapter=self.flag("add_adapter", False),
            adapter_kernel_size=self.integer("adapter_kernel_size", 3),
            adapter_stride=self.integer("adapter_stride", 2),
            num_adapter_layers=self.integer("num_adapter_layers", 3, most=DEEPEST),
            output_hidden_size=output,
            adapter_attn_dim=adapter_attention,
            pad_token_id=self.integer("pad_token_id", 0, least=0),
            vocab_size=self.integer("vocab_size", 32),
        )


def read_normalization(folder: Path) -> tuple[bool, str]:
    """(`do_normalize`, the file that says so); also checks that the model hears 16 kHz."""
    path = folder / "preprocessor_config.json"
    if path.is_file() or not (folder / "processor_config.json").is_file():
        settings = read_json(path, "it says how the sound is brought to the model's level")
    else:
        # Newer versions of transformers write everything about the input into one file.
        path = folder / "processor_config.json"
        settings = read_json(path, "").get("feature_extractor")
        if not isinstance(settings, dict):
            raise Problem(DATA, f"{path}: has no feature_extractor, and there is no preprocessor_config.json; fetch the whole checkpoint")
    rate = settings.get("sampling_rate", 16000)
    if rate != 16000:
        raise Problem(DATA, f"{path}: sampling_rate is {json.dumps(rate)}, expected 16000, the rate at which Taichu hears")
    if settings.get("feature_size", 1) != 1:
        raise Problem(DATA, f"{path}: feature_size is {json.dumps(settings['feature_size'])}, expected 1: a model that takes the wave itself")
    normalize = settings.get("do_normalize", True)
    if type(normalize) is not bool:
        raise Problem(DATA, f"{path}: do_normalize is {json.dumps(normalize)}, expected true or false")
    return normalize, path.name
