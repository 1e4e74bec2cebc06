"""Builds the speech graphs: Whisper's weights + our wav2vec2 + the voice activity model → OpenVINO IR and a manifest.

    python build_speech.py --whisper DIR --wav2vec2 DIR --vad FILE.onnx --out DIR [--weights int8|f16]

`DIR/manifest.json` lists every file with size and SHA-256; the daemon refuses files that differ.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import openvino as ov
from tokenizers import Tokenizer

import graph_ops
import speech_graphs
from vocabulary import describe, write_tokens
from wav2vec2_weights import Wav2Vec2
from whisper_weights import read_config, read_variables


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("whisper", "wav2vec2", "vad", "out"):
        arguments.add_argument("--" + name, type=Path, required=True)
    arguments.add_argument("--weights", choices=("int8", "f16"), default="int8", help="how the matrices of the transformers are stored")
    arguments = arguments.parse_args()
    for path in (arguments.whisper / "model.bin", arguments.wav2vec2 / "model.safetensors", arguments.vad):
        if not path.is_file():
            sys.exit(f"build_speech: {path} is missing; run the set-up again")
    out = arguments.out
    out.mkdir(parents=True, exist_ok=True)

    config = read_config(arguments.whisper / "config.json")
    whisper = read_variables(arguments.whisper / "model.bin")
    weights = Wav2Vec2(arguments.wav2vec2)
    store = {"int8": graph_ops.int8_weight, "f16": graph_ops.f16_weight}[arguments.weights]
    graphs = {
        "front": lambda: speech_graphs.front(weights),
        "mel_front": lambda: speech_graphs.mel_front(whisper),
        "chunked": lambda: speech_graphs.chunked(weights, whisper, store),
        "full_context": lambda: speech_graphs.full_context(whisper, store, weights.letters),
        "decoder": lambda: speech_graphs.decoder(whisper, config, store),
        "vad": lambda: ov.convert_model(arguments.vad),
    }
    files = []
    for number, (name, build) in enumerate(graphs.items(), 1):
        print(f"  graph {number} of {len(graphs)}: {name}", flush=True)
        # Half-precision storage is chosen weight by weight in the graphs; the rest stays as it is.
        ov.save_model(build(), out / f"{name}.xml", compress_to_fp16=False)
        files += [f"{name}.xml", f"{name}.bin"]

    tokenizer = Tokenizer.from_file(str(arguments.whisper / "tokenizer.json"))
    write_tokens(tokenizer, config["lang_ids"][0] - 1, out / "tokens.bin")
    description = describe(tokenizer, config) | {
        "chunkFrames": weights.config["taichu"]["chunk_frames"],
        "alignmentHeads": len(config["alignment_heads"]),
    }
    if weights.letters:
        description |= {"letters": weights.letters.symbols, "letterLanguages": weights.letters.languages}
    (out / "speech.json").write_text(json.dumps(description, indent=1, ensure_ascii=False) + "\n")
    files += ["tokens.bin", "speech.json"]

    entries = [
        {"name": name, "size": (out / name).stat().st_size, "sha256": hashlib.sha256((out / name).read_bytes()).hexdigest()}
        for name in files
    ]
    manifest = {"model": "taichu-speech-base", "version": 2, "weights": arguments.weights, "openvino": ov.__version__, "files": entries}
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main()
