"""The tokenizer's and the detokenizer's graph, as the running program uses them.

- `tokenizer`: `text`, a string → `ids`. It knows no special tokens: what somebody says never becomes one, whatever it looks like. Special tokens are put
  between texts by their ids. It never cuts a text short either: who asks learns how long it is.
- `detokenizer`: `ids` [1, n] → `bytes`, which need not be whole characters. Special tokens give none.
"""

import numpy as np
import openvino as ov
from openvino import opset13 as op

from problem import Problem

# No text matches it.
_NEVER = np.frombuffer(rb"(?!)", np.uint8)


def _strings(begins, ends, characters):
    content = characters.tobytes()
    return [content[begin:end].decode(errors="replace") for begin, end in zip(begins, ends)]


def _constant(node, index):
    source = node.input_value(index).get_node()
    return source.data if source.get_type_name() == "Constant" else None


def special_tokens(tokenizer, path):
    """{text: id} of the tokens that are no text."""
    for node in tokenizer.get_ordered_ops():
        if node.get_type_name() == "BPETokenizer" and len(node.inputs()) >= 18:
            begins, ends, characters, ids = (_constant(node, index) for index in range(14, 18))
            return dict(zip(_strings(begins, ends, characters), map(int, ids)))
    raise Problem(f"{path}: its tokens are not those of byte-pair encoding with special tokens, the only kind that is read")


def tokenizer(core, path):
    model = core.read_model(path)
    special = special_tokens(model, path)
    for node in model.get_ordered_ops():
        kind = node.get_type_name()
        if kind == "SpecialTokensSplit":
            node.input(5).replace_source_output(op.constant(_NEVER).output(0))
        elif kind == "Minimum" and _constant(node, 1) is not None:
            # min(length, the most tokens): what is longer would lose its beginning.
            node.input(1).replace_source_output(op.constant(np.int32(np.iinfo(np.int32).max)).output(0))
        elif kind == "CombineSegments" and any(_constant(node, index) is not None for index in range(len(node.inputs()) - 1)):
            raise Problem(f"{path}: it puts tokens of its own around a text, which is not supported")
    model.inputs[0].set_names({"text"})
    ids = next(port for port in model.outputs if "input_ids" in port.get_names())
    ids.set_names({"ids"})
    return ov.Model([ids.get_node()], model.get_parameters(), "tokenizer"), special


def detokenizer(core, path):
    model = core.read_model(path)
    for node in model.get_ordered_ops():
        if node.get_type_name() in ("UTF8Validate", "StringTensorPack"):
            result = op.result(node.input_value(2))
            result.output(0).set_names({"bytes"})
            model.inputs[0].set_names({"ids"})
            return ov.Model([result], model.get_parameters(), "detokenizer")
    raise Problem(f"{path}: no text comes out of it")


class Tokens:
    """Both graphs, and the tokenizer as it was, for checks."""

    def __init__(self, core, tokenizer_path, plain, special, text):
        self.special = special
        self._whole, self._plain, self._text = (core.compile_model(model, "CPU") for model in (core.read_model(tokenizer_path), plain, text))

    def whole(self, text):
        """Ids as the published tokenizer gives them: special tokens are seen in the text."""
        return self._whole([text])["input_ids"][0].tolist()

    def plain(self, text):
        return self._plain([text])["ids"][0].tolist() if text else []

    def text(self, ids):
        return bytes(self._text(np.array([ids], np.int64))["bytes"])

    def check(self, path):
        """What the running program relies on."""
        for text in self.special:
            if set(self.plain(text)) & set(self.special.values()):
                raise Problem(f"{path}: the text {text} becomes a special token also where special tokens are switched off")
        for text in ("Two words.", " 12 €, naïve", "会议在三点开始。", "👩‍🚀 ok\n\tthen"):
            ids = self.plain(text)
            if b"".join(self.text([token]) for token in ids).decode() != text:
                raise Problem(f"{path}: its tokens, one by one, do not give the text back that they were made of ({text!r}); only such tokenizers are supported")
