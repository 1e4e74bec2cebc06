"""A GGUF file (the format of llama.cpp) → OpenVINO IR: by openvino-genai's reader, which knows fewer kinds of quantization than there are."""

import shutil
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType as Kind
from gguf import GGUFReader, GGUFValueType, GGUFWriter, quants

from problem import Problem

# What the reader builds graphs from; other kinds are written anew as the nearest of these that loses nothing to speak of.
_READ = {Kind.F32, Kind.F16, Kind.Q4_0, Kind.Q4_1, Kind.Q4_K, Kind.Q6_K, Kind.Q8_0}


class Facts:
    """What the running program needs to know and only the file's metadata says."""

    def __init__(self, path):
        self.reader = opened(path)
        architecture = self.value("general.architecture")
        self.architecture = architecture
        self.context_length = self.value(f"{architecture}.context_length")
        self.rotation = self.value(f"{architecture}.rope.freq_base") or 10_000.0
        self.template = self.value("tokenizer.chat_template")
        self.marks = {}
        self.licence = self.value("general.license")
        self.ends = [self.value("tokenizer.ggml.eos_token_id")]
        self.beginning = self.value("tokenizer.ggml.bos_token_id") if self.value("tokenizer.ggml.add_bos_token") else None
        if self.context_length is None or self.ends == [None]:
            raise Problem(f"{path}: its metadata name no context length or no end of text; a decoder-only language model was expected")

    def value(self, key):
        field = self.reader.fields.get(key)
        return None if field is None else field.contents()


def opened(path):
    try:
        return GGUFReader(path)
    except (ValueError, OSError, IndexError) as error:
        raise Problem(f"{path} is no GGUF file that can be read: {error}") from None


def readable(path, folder):
    """The file under a name of its own in `folder`, with tensors of kinds that the reader does not know as 8-bit ones (Q8_0)."""
    reader = opened(path)
    target = Path(folder) / "model.gguf"
    if all(tensor.tensor_type in _READ for tensor in reader.tensors):
        # The reader writes the IR beside the file it reads.
        target.symlink_to(Path(path).resolve())
        return target
    writer = GGUFWriter(target, str(reader.fields["general.architecture"].contents()), endianess=reader.endianess)
    for name, field in reader.fields.items():
        if name == "general.architecture" or name.startswith("GGUF."):
            continue
        kind = field.types[0]
        writer.add_key_value(name, field.contents(), kind, sub_type=field.types[-1] if kind == GGUFValueType.ARRAY else None)
    for tensor in reader.tensors:
        data, kind = tensor.data, tensor.tensor_type
        if kind not in _READ:
            try:
                values = quants.dequantize(data, kind)
            except NotImplementedError:
                raise Problem(f"{path}: tensor {tensor.name} is quantized as {kind.name}, which cannot be read; take a file of Q4_0, Q4_1, Q4_K, Q6_K or Q8_0") from None
            data, kind = quants.quantize(values.astype(np.float32), Kind.Q8_0), Kind.Q8_0
        writer.add_tensor(tensor.name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return target


def convert(path, folder, name=None):
    """IR files and tokenizer graphs into `folder`; `name` is what messages call the model where the file is not the user's."""
    import openvino_genai

    shutil.rmtree(folder, ignore_errors=True)
    Path(folder).mkdir(parents=True)
    source = readable(path, folder)
    try:
        openvino_genai.LLMPipeline(str(source), "CPU", enable_save_ov_model=True)
    # A tensor that is not there is an index that is out of range.
    except (RuntimeError, IndexError) as error:
        lines = [line for line in str(error).splitlines() if line.strip()]
        raise Problem(f"{name or path}: openvino-genai does not read it: {lines[-1].strip() if lines else error}") from None
    source.unlink()
