"""A model of Hugging Face's → a GGUF file, by the package `gguf`, from which openvino-genai's reader builds the graph."""

import numpy as np
from gguf import MODEL_ARCH, GGMLQuantizationType as Kind, GGUFWriter, LlamaFileType, TokenType, get_tensor_name_map, quants

from checkpoint.tensors import read_tensors
from problem import Problem

# How matrices are stored: (a tensor's kind, what the whole file is called).
_STORED = {"f16": (Kind.F16, LlamaFileType.MOSTLY_F16), "int8": (Kind.Q8_0, LlamaFileType.MOSTLY_Q8_0)}


def write(model, path, stored, end_of_text):
    """`model` is a `HuggingFace`, `stored` how its matrices are kept, `end_of_text` a token."""
    kind, whole = _STORED[stored]
    # What does not fit the memory waits on disk.
    writer = GGUFWriter(path, model.family, use_temp_file=True)
    try:
        _write(writer, model, kind, whole, end_of_text)
    finally:
        if writer.temp_file:
            writer.temp_file.close()


def _write(writer, model, kind, whole, end_of_text):
    writer.add_block_count(model.layers)
    writer.add_context_length(model.context)
    writer.add_embedding_length(model.width)
    writer.add_feed_forward_length(model.inner)
    writer.add_head_count(model.heads)
    writer.add_head_count_kv(model.key_heads)
    writer.add_key_length(model.head_size)
    writer.add_value_length(model.head_size)
    writer.add_rope_freq_base(model.rotation)
    writer.add_rope_dimension_count(model.head_size)
    writer.add_layer_norm_rms_eps(model.norm_floor)
    writer.add_file_type(whole)
    _write_tokens(writer, model, end_of_text)
    _write_weights(writer, model, kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _write_tokens(writer, model, end_of_text):
    added = model.tokenizer.get_added_tokens_decoder()

    def kind(identifier):
        if identifier in added:
            return TokenType.CONTROL if added[identifier].special else TokenType.USER_DEFINED
        return TokenType.NORMAL if identifier in model.names else TokenType.UNUSED

    writer.add_vocab_size(model.vocabulary)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(model.words)
    # The matrix may have rows that no token belongs to.
    writer.add_token_list([model.names.get(identifier, f"[PAD{identifier}]") for identifier in range(model.vocabulary)])
    writer.add_token_types([kind(identifier) for identifier in range(model.vocabulary)])
    writer.add_token_merges(model.merges)
    writer.add_add_bos_token(False)
    writer.add_eos_token_id(end_of_text)


def _write_weights(writer, model, kind):
    tensors, _ = read_tensors(model.folder)
    names = get_tensor_name_map(MODEL_ARCH[model.family.upper()], model.layers)
    for name, tensor in tensors.items():
        # The first is the embedding once more; older versions saved the second, from which positions are rotated and which follows from the description.
        if name == "lm_head.weight" and model.is_tied or name.endswith("rotary_emb.inv_freq"):
            continue
        where = f"{model.folder / tensor.file}: {name}"
        target = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if target is None:
            raise Problem(f"{where} is in no {model.family} model; the weights are of another kind than config.json says")
        values = tensor.read()
        if not np.isfinite(values).all():
            raise Problem(f"{where} has values that are not finite numbers; fetch it again, or ask its maker")
        if model.family == "llama":
            values = _interleaved(model, name, values)
        if values.ndim < 2:
            writer.add_tensor(target, values.astype(np.float32))
            continue
        if kind == Kind.Q8_0 and values.shape[1] % 32:
            raise Problem(f"{where} has rows of {values.shape[1]} numbers, and 8-bit weights are kept in blocks of 32; take --weights f16")
        if kind == Kind.F16 and np.abs(values).max() > np.finfo(np.float16).max:
            raise Problem(f"{where} has numbers that 16 bits cannot hold; take --weights int8")
        writer.add_tensor(target, quants.quantize(values.astype(np.float32), kind), raw_dtype=kind)


def _interleaved(model, name, values):
    """Queries and keys of a Llama as GGUF files have them: the two halves of a head, which are rotated together, row by row in turns."""
    heads = {"q_proj": model.heads, "k_proj": model.key_heads}.get(name.split(".")[-2])
    if heads is None:
        return values
    return values.reshape(heads, 2, model.head_size // 2, *values.shape[1:]).swapaxes(1, 2).reshape(values.shape)
