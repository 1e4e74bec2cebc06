"""A model of Hugging Face's → a GGUF file, by the package `gguf`, from which openvino-genai's reader builds the graph. One matrix at a time is in memory."""

import numpy as np
from gguf import MODEL_ARCH, GGMLQuantizationType as Kind, GGUFWriter, LlamaFileType, TokenType, get_tensor_name_map, quants

from checkpoint.problem import some
from checkpoint.tensors import read_tensors
from problem import Problem, Unwritten

# How matrices are stored: (a tensor's kind, what the whole file is called).
_STORED = {"f16": (Kind.F16, LlamaFileType.MOSTLY_F16), "int8": (Kind.Q8_0, LlamaFileType.MOSTLY_Q8_0)}


def write(model, path, stored, end_of_text):
    """`model` is a `HuggingFace`, `stored` how its matrices are kept, `end_of_text` a token."""
    kind, whole = _STORED[stored]
    tensors = _checked(model, kind)
    writer = GGUFWriter(path, model.family)
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
    try:
        _write_weights(writer, model, tensors, kind)
    except OSError as error:
        # numpy does not say what the system said.
        raise Unwritten(f"writing {path.name} failed ({error.strerror or error}); is the disk full?") from None
    finally:
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


def _checked(model, kind):
    """The checkpoint's tensors, as many and as large as its description says."""
    tensors, _ = read_tensors(model.folder)
    # The first is the embedding once more; older versions saved the second, from which positions are rotated and which follows from the description.
    tensors = {name: tensor for name, tensor in tensors.items() if not (name == "lm_head.weight" and model.is_tied or name.endswith("rotary_emb.inv_freq"))}
    shapes = model.shapes
    if missing := shapes.keys() - tensors.keys():
        raise Problem(f"{model.folder}: tensors are missing that config.json asks for: {some(missing)}; fetch the whole checkpoint")
    if strangers := tensors.keys() - shapes.keys():
        raise Problem(f"{model.folder}: holds tensors that config.json does not account for: {some(strangers)}; the graph would leave them out")
    for name, shape in shapes.items():
        where = f"{model.folder / tensors[name].file}: {name}"
        if tensors[name].shape != shape:
            raise Problem(f"{where} has shape {list(tensors[name].shape)}, expected {list(shape)} by config.json")
        if kind == Kind.Q8_0 and len(shape) == 2 and shape[1] % 32:
            raise Problem(f"{where} has rows of {shape[1]} numbers, and 8-bit weights are kept in blocks of 32; take --weights f16")
    return tensors


def _write_weights(writer, model, tensors, kind):
    names = get_tensor_name_map(MODEL_ARCH[model.family.upper()], model.layers)
    kinds = {name: kind if len(tensor.shape) == 2 else Kind.F32 for name, tensor in tensors.items()}
    for name, tensor in tensors.items():
        size = int(np.prod(quants.quant_shape_to_byte_shape(tensor.shape, kinds[name])))
        writer.add_tensor_info(names.get_name(name, try_suffixes=(".weight", ".bias")), tensor.shape, np.dtype(np.float32), size, raw_dtype=kinds[name])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for name, tensor in tensors.items():
        where, values = f"{model.folder / tensor.file}: {name}", tensor.read()
        if not np.isfinite(values).all():
            raise Problem(f"{where} has values that are not finite numbers; fetch it again, or ask its maker")
        if kinds[name] == Kind.F16 and np.abs(values).max() > np.finfo(np.float16).max:
            raise Problem(f"{where} has numbers that 16 bits cannot hold; take --weights int8")
        if model.family == "llama" and values.ndim == 2:
            values = _interleaved(model, name, values)
        writer.write_tensor_data(quants.quantize(values.astype(np.float32), kinds[name]).view(np.uint8))


def _interleaved(model, name, values):
    """A Llama's queries and keys as GGUF files have them: the two halves of a head, which are rotated together, row by row in turns. The reader puts matrices in order again, and takes biases as they are."""
    heads = {"q_proj": model.heads, "k_proj": model.key_heads}.get(name.split(".")[-2])
    if heads is None:
        return values
    return values.reshape(heads, 2, model.head_size // 2, -1).swapaxes(1, 2).reshape(values.shape)
