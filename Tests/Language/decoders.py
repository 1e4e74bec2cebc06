"""Small decoders with random weights through transformers' own classes, in the form in which they are published, and what those classes compute: `taichu models add` is tested with them.

    Tests/Language/generate-decoders [FOLDER]

Each lies in a folder of its own below FOLDER (default: `data/decoders` beside this file), with `expected.json`: a text, its tokens, and the logits after the last of them. Between them they have what the
families differ in: who shares keys, biases, norms of queries and keys, a head of its own size, tied matrices, several files, 16-bit numbers, a token before every text, rows that no token belongs to.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM

from tiny import SPECIAL, TEMPLATE, byte_names

# The published patterns, letter for letter; they differ in how many digits stand together.
_WORDS = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}DIGITS| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
_TEXT = "The budget of 2024, they'll say: 12,345 € in 图书馆."
_COMMON = dict(hidden_size=64, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=512,
               bos_token_id=1, eos_token_id=2, pad_token_id=2)
_MODELS = {
    "llama": (LlamaForCausalLM, LlamaConfig(vocab_size=264, rope_theta=500_000.0, attention_bias=True, tie_word_embeddings=False, **_COMMON), dict(kind=torch.float16, digits="{1,3}", beginning=True)),
    "smol": (LlamaForCausalLM, LlamaConfig(vocab_size=264, tie_word_embeddings=True, **_COMMON), dict(kind=torch.bfloat16, largest="60KB")),
    "qwen2": (Qwen2ForCausalLM, Qwen2Config(vocab_size=288, rope_theta=1_000_000.0, tie_word_embeddings=True, **_COMMON), dict(kind=torch.float16, digits="", composed=True)),
    "qwen3": (Qwen3ForCausalLM, Qwen3Config(vocab_size=264, head_dim=32, tie_word_embeddings=False, **_COMMON), dict(kind=torch.float16, digits="", composed=True)),
}


def tokenizer(digits=None, beginning=False, composed=False, **_):
    names = SPECIAL + byte_names() + ["th", "the", "Ġt", "Ġthe"]
    merges = [("t", "h"), ("th", "e"), ("Ġ", "t"), ("Ġ", "the")]
    made = Tokenizer(models.BPE({name: identifier for identifier, name in enumerate(names)}, merges))
    made.add_special_tokens([AddedToken(name, special=True) for name in SPECIAL])
    if digits is None:
        made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    else:
        pattern = Regex(_WORDS.replace("DIGITS", digits))
        made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(pattern, "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    if composed:
        made.normalizer = normalizers.NFC()
    if beginning:
        made.post_processor = processors.TemplateProcessing(single="<|im_start|> $A", pair="<|im_start|> $A $B", special_tokens=[("<|im_start|>", 1)])
    made.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=made, eos_token="<|im_end|>", pad_token="<|im_end|>", bos_token="<|im_start|>" if beginning else None)
    fast.chat_template = TEMPLATE
    return fast


def write(folder, model, tokens, kind=torch.float32, largest="1GB"):
    with torch.no_grad():
        for name, values in model.named_parameters():
            # Norms that are not 1 and biases that are not 0: what a graph leaves out is seen.
            around = 1.0 if "norm" in name else 0.0
            drawn = around + torch.randn_like(values) * (0.3 if values.ndim == 1 else values.shape[-1] ** -0.5)
            # What is expected of 16-bit numbers is what 32-bit arithmetic makes of them.
            values.copy_(drawn.to(kind))
    model.eval()
    ids = tokens(_TEXT, add_special_tokens=False)["input_ids"]
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0, -1]
    model.to(kind).save_pretrained(folder, max_shard_size=largest)
    tokens.save_pretrained(folder)
    (folder / "expected.json").write_text(json.dumps({"text": _TEXT, "ids": ids, "logits": [round(value, 5) for value in logits.tolist()]}, ensure_ascii=False) + "\n")


def main():
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent / "data" / "decoders"
    for name, (kind, config, options) in _MODELS.items():
        torch.manual_seed(7)
        shutil.rmtree(target / name, ignore_errors=True)
        write(target / name, kind(config), tokenizer(**options), **{key: value for key, value in options.items() if key in ("kind", "largest")})
        print(target / name)


main()
