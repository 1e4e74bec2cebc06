"""Our own model as a plain checkpoint that knows English: chunk-trained blocks and the character head of `Models/wav2vec2` as a Hugging Face folder, added as `taichu models add` does.

It runs with full attention, for which the blocks were not trained, and its head is a linear map: it spells far too badly to read. What it is good for is to tell what an
added checkpoint's weights in 8 bits change, since no trained checkpoint can be had from the two registries.
"""

import json
import shutil
import struct
from pathlib import Path

from lib import checkpoint
from lib.paths import REPOSITORY, cache

_MODEL = REPOSITORY / "Models" / "wav2vec2"


def _tensors(path: Path) -> tuple[dict, bytes]:
    """(header, bytes) of a safetensors file."""
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    header.pop("__metadata__", None)
    return header, content[8 + length :]


def _write(folder: Path) -> None:
    folder.mkdir()
    joined, data = {}, b""
    for file, prefix in ((_MODEL / "model.safetensors", "wav2vec2."), (_MODEL / "ctc_head.safetensors", "")):
        header, content = _tensors(file)
        for name, entry in header.items():
            joined[prefix + name] = entry | {"data_offsets": [at + len(data) for at in entry["data_offsets"]]}
        data += content
    text = json.dumps(joined).encode()
    text += b" " * (-len(text) % 8)
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    vocabulary = json.loads((_MODEL / "vocab.json").read_text())
    config = json.loads((_MODEL / "config.json").read_text())
    config |= {"architectures": ["Wav2Vec2ForCTC"], "vocab_size": len(vocabulary), "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "Wav2Vec2CTCTokenizer", "word_delimiter_token": "|", "pad_token": "<pad>", "do_lower_case": True}))
    for name in ("vocab.json", "preprocessor_config.json"):
        shutil.copy(_MODEL / name, folder / name)


def model(weights: str) -> Path:
    """The folder with `front.xml`, `encoder.xml` and `manifest.json`, made once for these weights (f32, f16, int8) and this head."""
    import hashlib

    mark = hashlib.sha256((_MODEL / "model.safetensors").read_bytes() + (_MODEL / "ctc_head.safetensors").read_bytes()).hexdigest()[:12]
    store = cache("checkpoints")
    name = f"spelling-{mark}-{weights}"
    if not (store / name / "manifest.json").exists():
        source = store / f"{name}-source"
        shutil.rmtree(source, ignore_errors=True)
        _write(source)
        checkpoint.add(source, name, store, "--weights", weights)
        shutil.rmtree(source)
    return store / name
