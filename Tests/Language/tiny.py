"""A language model with random weights, small enough for git: what `taichu models add` is tested with.

    tiny.py FILE.gguf        with the packages of `Models/downloads.json` for language-preparation in PYTHONPATH

Two layers of 64, a vocabulary of the 256 bytes and four special tokens, in the form in which a published SmolLM2 comes.
"""

import sys

import numpy as np

WIDTH, INNER, LAYERS, HEADS, CONTEXT = 64, 96, 2, 2, 512
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<file_sep>"]
TEMPLATE = ("{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
            "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")


def byte_names():
    """The 256 bytes, each as the character by which byte-pair encoding knows it."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    names = {byte: chr(byte) for byte in plain} | {byte: chr(256 + index) for index, byte in enumerate(others)}
    return [names[byte] for byte in range(256)]


def write(path, template=TEMPLATE, architecture="llama", **changes):
    """`changes` take the place of metadata, such as `eos_token_id`; with None they take it away."""
    from gguf import GGMLQuantizationType, GGUFWriter, quants

    names = SPECIAL + byte_names() + ["th", "the"]
    writer = GGUFWriter(path, architecture)
    writer.add_name("Tiny")
    writer.add_license("cc0-1.0")
    writer.add_block_count(LAYERS)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_freq_base(10_000.0)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_file_type(7)
    writer.add_vocab_size(len(names))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(names)
    writer.add_token_types([3] * len(SPECIAL) + [1] * 258)
    writer.add_token_merges(["t h", "th e"])
    writer.add_add_bos_token(False)
    for key, value in ({"bos_token_id": 1, "eos_token_id": 2, "unk_token_id": 0, "pad_token_id": 2} | changes).items():
        if value is not None:
            getattr(writer, f"add_{key}")(value)
    if template:
        writer.add_chat_template(template)
    dice = np.random.default_rng(1)

    def matrix(name, rows, columns):
        values = dice.normal(0, 1 / np.sqrt(columns), (rows, columns)).astype(np.float32)
        writer.add_tensor(name, quants.quantize(values, GGMLQuantizationType.Q8_0), raw_dtype=GGMLQuantizationType.Q8_0)

    matrix("token_embd.weight", len(names), WIDTH)
    for layer in range(LAYERS):
        for part, rows, columns in (("attn_q", WIDTH, WIDTH), ("attn_k", WIDTH, WIDTH), ("attn_v", WIDTH, WIDTH), ("attn_output", WIDTH, WIDTH),
                                    ("ffn_gate", INNER, WIDTH), ("ffn_up", INNER, WIDTH), ("ffn_down", WIDTH, INNER)):
            matrix(f"blk.{layer}.{part}.weight", rows, columns)
        for norm in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{norm}.weight", np.ones(WIDTH, np.float32))
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write(sys.argv[1])
