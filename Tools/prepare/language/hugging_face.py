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

    def _number(self, key, default=None):
        value = default if self._config.get(key) is None else self._config[key]
        if not isinstance(value, (int, float)) or isinstance(value, bool) or value <= 0:
            raise Problem(f"{self.folder / 'config.json'}: {key} is {json.dumps(value)}, expected a number above 0")
        return value

    def _read_settings(self):
        config, file = self._config, self.folder / "config.json"
        # Transformers 5 says both in one table.
        rotation = config.get("rope_parameters") or {}
        scaling = config.get("rope_scaling") or rotation
        kind = scaling.get("rope_type", scaling.get("type", "default"))
        for wrong, what in (
            (kind != "default", f"rotates its positions in the way {kind!r}"),
            (config.get("hidden_act", "silu") != "silu", f"uses {config.get('hidden_act')!r} between its layers"),
            (config.get("use_sliding_window"), "looks back through a window"),
            (config.get("mlp_bias"), "adds biases to its feed-forward layers"),
            (config.get("quantization_config"), "is quantized already"),
        ):
            if wrong:
                raise Problem(f"{file}: the model {what}, which openvino-genai's reader does not know; {ELSE}")
        self.layers = int(self._number("num_hidden_layers"))
        self.width = int(self._number("hidden_size"))
        self.inner = int(self._number("intermediate_size"))
        self.heads = int(self._number("num_attention_heads"))
        self.key_heads = int(self._number("num_key_value_heads", self.heads))
        self.head_size = int(self._number("head_dim", self.width // self.heads))
        self.vocabulary = int(self._number("vocab_size"))
        self.context = int(self._number("max_position_embeddings"))
        self.norm_floor = float(self._number("rms_norm_eps", 1e-6))
        self.rotation = float(rotation.get("rope_theta") or self._number("rope_theta", 10_000.0))
        self.is_tied = bool(config.get("tie_word_embeddings"))

    def _read_tokenizer(self):
        path = self.folder / "tokenizer.json"
        try:
            self.tokenizer = Tokenizer.from_file(str(path))
            described = json.loads(path.read_text(encoding="utf-8"))["model"]
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
        self.merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in described["merges"]]
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
