"""A decoder-only model in Hugging Face's own files (config.json, tokenizer.json, safetensors or `.bin`): what its description and its tokenizer say, looked at before any weight.

openvino-genai's reader, which builds the graph (`to_gguf.py`), takes three families, and leaves out without a word what else a description may ask for; whatever that is, is refused here. Its
tokenizer is compared with Hugging Face's own (the package `tokenizers`) afterwards: text has to give the same tokens.
"""

import json

from tokenizers import Tokenizer

from problem import Problem

FAMILIES = ("llama", "qwen2", "qwen3")
ELSE = "give a GGUF file, or a folder as `optimum-cli export openvino` writes it"
# The ways of cutting text into words that the reader knows, told by what becomes of a text.
_CUT = "(ab 12345"
_WORDS = {
    ("(ab", " ", "1", "2", "3", "4", "5"): "qwen2",
    ("(ab", " ", "123", "45"): "llama-bpe",
    ("(", "ab", " ", "1", "2", "3", "4", "5"): "smollm",
}
_TEXTS = (
    "Two words, and a third one's coming: WE'LL see (if it does)!", "In 2024, 12,345.67 € were paid;\n\n\tnobody knew why.  ", "大家早上好。今天我们讨论新图书馆的预算。",
    "naïve café, Москва, 東京, العربية", "👩‍🚀 ok — x_1 = f(y) * 10**3  # code", " leading, and   many    spaces",
)


class HuggingFace:
    """`config` is what config.json says."""

    def __init__(self, folder, config):
        self.folder, self._config = folder, config
        self.family = config.get("model_type")
        if self.family not in FAMILIES:
            raise Problem(f"{folder / 'config.json'} describes a model of type {self.family!r}; of safetensors, {', '.join(FAMILIES)} are read; for others {ELSE}")
        self._read_settings()
        self._read_tokenizer()

    def _number(self, key, kind, default=None, table=None):
        table = self._config if table is None else table
        value = default if table.get(key) is None else table[key]
        # Whole numbers stand for themselves where fractions may stand.
        if isinstance(value, bool) or not isinstance(value, (int, kind)) or not 0 < value < float("inf"):
            raise Problem(f"{self.folder / 'config.json'}: {key} is {json.dumps(value)}, expected a {'whole ' if kind is int else ''}number above 0")
        return kind(value)

    def _read_settings(self):
        config, file = self._config, self.folder / "config.json"
        # Transformers 5 says in one table what was in several places.
        rotation, scaling = config.get("rope_parameters") or {}, config.get("rope_scaling") or {}
        if not isinstance(rotation, dict) or not isinstance(scaling, dict):
            raise Problem(f"{file}: rope_parameters and rope_scaling are expected to be JSON objects")
        kinds = {table.get("rope_type", table.get("type", "default")) for table in (rotation, scaling)} - {"default"}
        parts = {table.get("partial_rotary_factor", 1) for table in (config, rotation, scaling)} - {1, None}
        for wrong, what in (
            (kinds, f"rotates its positions in the way {', '.join(map(str, kinds))}"),
            (parts, "rotates only a part of each head"),
            (any(isinstance(value, dict) for value in rotation.values()), "rotates its positions in another way in each kind of layer"),
            (config.get("hidden_act", "silu") != "silu", f"uses {config.get('hidden_act')!r} between its layers"),
            (config.get("use_sliding_window"), "looks back through a window"),
            (config.get("mlp_bias"), "adds biases to its feed-forward layers"),
            (config.get("quantization_config"), "is quantized already"),
        ):
            if wrong:
                raise Problem(f"{file}: the model {what}, which openvino-genai's reader does not know; {ELSE}")
        self.layers = self._number("num_hidden_layers", int)
        self.width = self._number("hidden_size", int)
        self.inner = self._number("intermediate_size", int)
        self.heads = self._number("num_attention_heads", int)
        self.key_heads = self._number("num_key_value_heads", int, self.heads)
        self.head_size = self._number("head_dim", int, 128 if self.family == "qwen3" else self.width // self.heads)
        self.vocabulary = self._number("vocab_size", int)
        self.context = self._number("max_position_embeddings", int)
        self.norm_floor = self._number("rms_norm_eps", float, 1e-6)
        self.rotation = self._number("rope_theta", float, self._number("rope_theta", float, 10_000.0), rotation)
        self.is_tied = bool(config.get("tie_word_embeddings"))
        self._has_biases = bool(config.get("attention_bias"))
        if self.head_size % 2 or self.heads % self.key_heads:
            raise Problem(f"{file}: heads of {self.head_size} numbers, {self.heads} of queries over {self.key_heads} of keys; expected an even number, and a multiple")

    @property
    def shapes(self):
        """Every tensor of the model, by Hugging Face's name."""
        queries, keys = self.heads * self.head_size, self.key_heads * self.head_size
        shapes = {"model.embed_tokens.weight": (self.vocabulary, self.width), "model.norm.weight": (self.width,)}
        if not self.is_tied:
            shapes["lm_head.weight"] = (self.vocabulary, self.width)
        for layer in range(self.layers):
            at = f"model.layers.{layer}."
            shapes |= {at + "input_layernorm.weight": (self.width,), at + "post_attention_layernorm.weight": (self.width,)}
            for name, rows, columns in (("q", queries, self.width), ("k", keys, self.width), ("v", keys, self.width), ("o", self.width, queries)):
                shapes[f"{at}self_attn.{name}_proj.weight"] = (rows, columns)
                if self._has_biases or self.family == "qwen2" and name != "o":
                    shapes[f"{at}self_attn.{name}_proj.bias"] = (rows,)
            for name, rows, columns in (("gate", self.inner, self.width), ("up", self.inner, self.width), ("down", self.width, self.inner)):
                shapes[f"{at}mlp.{name}_proj.weight"] = (rows, columns)
            if self.family == "qwen3":
                shapes |= {f"{at}self_attn.{name}_norm.weight": (self.head_size,) for name in ("q", "k")}
        return shapes

    def _read_tokenizer(self):
        path = self.folder / "tokenizer.json"
        try:
            self.tokenizer = Tokenizer.from_file(str(path))
            # What transformers does not do to a text.
            self.tokenizer.no_padding()
            self.tokenizer.no_truncation()
            described = json.loads(path.read_text(encoding="utf-8"))["model"]
            self.merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in described.get("merges", [])]
        # The package raises what has no class of its own.
        except Exception as error:
            raise Problem(f"{path} is no tokenizer that can be read ({error}); save the model with save_pretrained() of transformers") from None
        before = self.tokenizer.pre_tokenizer
        if described.get("type") != "BPE" or described.get("byte_fallback") or before is None:
            raise Problem(f"{path}: its tokens are not those of byte-level byte-pair encoding, the only kind that is read")
        words = tuple(_CUT[begin:end] for _, (begin, end) in before.pre_tokenize_str(_CUT))
        self.words = _WORDS.get(words)
        if self.words is None:
            raise Problem(f"{path}: it cuts {_CUT!r} into {' | '.join(words)}; openvino-genai's reader cuts as Llama 3, Qwen 2 or SmolLM do; for others {ELSE}")
        alone, whole = (self.tokenizer.encode("a", add_special_tokens=special).ids for special in (False, True))
        if whole[-len(alone):] != alone or len(whole) > len(alone) + 1:
            raise Problem(f"{path}: it puts {self.tokenizer.decode(whole, skip_special_tokens=False)!r} for 'a'; at most one token before a text is supported")
        self.beginning = whole[0] if len(whole) > len(alone) else None
        self.names = {identifier: name for name, identifier in self.tokenizer.get_vocab(with_added_tokens=True).items()}
        if max(self.names) >= self.vocabulary:
            raise Problem(f"{self.folder}: tokenizer.json has a token {max(self.names)}, and config.json says vocab_size {self.vocabulary}; they are of different models")

    def check(self, both):
        """The tokenizer's graph against Hugging Face's tokenizer."""
        for text in (*_TEXTS, *(f"a{name}b" for name in both.special)):
            expected, found = self.tokenizer.encode(text, add_special_tokens=False).ids, both.whole(text)
            if expected != found:
                raise Problem(f"{self.folder / 'tokenizer.json'}: openvino-genai's reader makes other tokens of {text!r} ({found[:8]}… instead of {expected[:8]}…); {ELSE}")
