"""Writes our checkpoint with its character head as a Hugging Face `Wav2Vec2ForCTC` folder.

    python -m speechtrain.huggingface --model DIR --out DIR

`transformers` runs it with full attention, for which the blocks were not trained: good for parity and for fine-tuning, not for figures.
"""

import argparse
import json
import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file

from .ctc import VOCABULARY


def export(model: Path, out: Path) -> None:
    if not (model / "ctc_head.safetensors").is_file():
        raise SystemExit(f"{model}: no ctc_head.safetensors there; train one with speechtrain.letters")
    out.mkdir(parents=True, exist_ok=True)
    arrays = {"wav2vec2." + name: value for name, value in load_file(model / "model.safetensors").items()}
    arrays |= load_file(model / "ctc_head.safetensors")
    save_file(arrays, out / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((model / "config.json").read_text())
    config |= {
        "architectures": ["Wav2Vec2ForCTC"], "vocab_size": len(VOCABULARY), "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2,
        "ctc_loss_reduction": "mean", "ctc_zero_infinity": True, "final_dropout": 0.0, "hidden_dropout": 0.0, "attention_dropout": 0.0,
        "activation_dropout": 0.0, "feat_proj_dropout": 0.0,
    }
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    shutil.copy(model / "preprocessor_config.json", out / "preprocessor_config.json")
    (out / "vocab.json").write_text(json.dumps({symbol: index for index, symbol in enumerate(VOCABULARY)}, indent=1) + "\n")
    tokenizer = {
        "tokenizer_class": "Wav2Vec2CTCTokenizer", "pad_token": "<pad>", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>",
        "word_delimiter_token": "|", "do_lower_case": True,
    }
    (out / "tokenizer_config.json").write_text(json.dumps(tokenizer, indent=1) + "\n")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--model", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments = arguments.parse_args()
    export(arguments.model, arguments.out)
    print(f"written to {arguments.out}")


if __name__ == "__main__":
    main()
