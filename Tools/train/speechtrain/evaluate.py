"""Word error on the benchmark's English prompts, by the method of the model card: 1 s of zeros behind, greedy, repetitions cut.

    python -m speechtrain.evaluate --model DIR --whisper DIR [--front-only] [--every N] [--chunk C ...] [--openvino DIR]

These prompts are never trained on. `--openvino` runs the graphs that `build_speech.py` wrote instead of PyTorch's.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch

from . import ctc
from .dev import distance, prepared
from .pool import RATE
from .student import Student
from .whisper import Whisper, repetition

_BENCHMARKS = Path(__file__).resolve().parents[3] / "Benchmarks"


def benchmark():
    """The benchmark's prompts and its way of comparing words."""
    sys.path.insert(0, str(_BENCHMARKS))
    from lib import corpus, sound, words

    return [(prompt.text, sound.read(prompt.file)) for prompt in corpus.prompts()], words


def rate(said: list[str], heard: list[str], plain) -> float:
    wrong = sum(distance(plain(one), plain(other)) for one, other in zip(said, heard))
    return wrong / sum(len(plain(one)) for one in said)


class TorchPasses:
    def __init__(self, model: Path, whisper: Path):
        self.whisper = Whisper(whisper)
        self.student = Student(self.whisper.positions)
        self.student.load(model)

    def text(self, samples, which: str, chunk: int) -> str:
        wave = prepared(samples)
        whisper = self.whisper
        with torch.no_grad():
            if which == "mel":
                states = whisper.encoder(whisper.features(wave))[0]
            elif which == "second":
                states = whisper.encoder(self.student.front(wave))[0]
            else:
                features = self.student.front(wave)
                states = self.student.first_pass(features, chunk)
            return whisper.tokenizer.decode(whisper.greedy(states))


class GraphPasses:
    """The same through the product's OpenVINO graphs."""

    def __init__(self, graphs: Path, whisper: Path):
        import openvino as ov
        from tokenizers import Tokenizer

        core = ov.Core()
        settings = {"INFERENCE_NUM_THREADS": 1, "ENABLE_CPU_PINNING": False}
        self.requests = {
            name: core.compile_model(graphs / f"{name}.xml", "CPU", settings | ({"INFERENCE_PRECISION_HINT": "f32"} if "front" in name else {})).create_infer_request()
            for name in ("front", "chunked", "full_context", "decoder", "mel_front")
        }
        self.tokenizer = Tokenizer.from_file(str(whisper / "tokenizer.json"))
        names = ("<|startoftranscript|>", "<|en|>", "<|transcribe|>", "<|notimestamps|>", "<|endoftext|>")
        *self.prompt, self.end = [self.tokenizer.token_to_id(name) for name in names]

    def text(self, samples, which: str, chunk: int) -> str:
        features = self.requests["front"].infer({"wave": prepared(samples).numpy()})["features"].copy()
        if which == "second":
            out = self.requests["full_context"].infer({"features": features})
            cross = {f"cross_{kind}{layer}": out[f"cross_{kind}{layer}"].copy() for layer in range(6) for kind in "kv"}
        else:
            pieces = []
            for start in range(0, features.shape[1], chunk):
                # Each chunk stays as it is once the next one has been heard with it.
                out = self.requests["chunked"].infer({"features": features[:, start : start + 2 * chunk], "past": np.array([start])})
                pieces.append({f"cross_{kind}{layer}": out[f"cross_{kind}{layer}"][:, :chunk].copy() for layer in range(6) for kind in "kv"})
            cross = {name: np.concatenate([piece[name] for piece in pieces], 1) for name in pieces[0]}
        found, new, past = [], self.prompt, 0
        while len(found) < 120:
            feeds = {"tokens": np.array([new]), "past": np.array([past]), "frames": np.array([cross["cross_k0"].shape[1]])}
            token = int(self.requests["decoder"].infer(feeds | cross)["token"][0, -1])
            past += len(new)
            if token == self.end:
                break
            found.append(token)
            new = [token]
            cut = repetition(found)
            if cut is not None:
                found = found[:cut]
                break
        return self.tokenizer.decode(found)


@torch.no_grad()
def letters(arguments, prompts, plain) -> None:
    """The character head over the chunked states, best path."""
    passes, head = TorchPasses(arguments.model, arguments.whisper), ctc.load(arguments.letters)
    chunk, wrong, total, said, heard = arguments.chunk[0], 0, 0, [], []
    for text, samples in prompts:
        features = passes.student.front(prepared(samples))
        found = ctc.best_path(head(passes.student.first_pass(features, chunk))[0])
        wanted = " ".join(plain(text))
        wrong, total = wrong + distance(list(wanted), list(found)), total + len(wanted)
        said.append(text)
        heard.append(found)
    print(f"letters, chunks of {chunk}: {len(prompts)} prompts, letter error {wrong / total:.2%}, word error {rate(said, heard, plain):.2%}")
    for one, other in list(zip(said, heard))[:: max(1, len(said) // 5)]:
        print(f"  {one} | {other}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--model", type=Path, required=True)
    arguments.add_argument("--whisper", type=Path, required=True)
    arguments.add_argument("--openvino", type=Path)
    arguments.add_argument("--every", type=int, default=1, help="each n-th prompt only: a quick look, not the figure")
    arguments.add_argument("--chunk", type=int, nargs="*", default=[16])
    arguments.add_argument("--passes", nargs="*", default=["first"], choices=("first", "second", "mel"))
    arguments.add_argument("--letters", type=Path, help="a folder with ctc_head.safetensors: its letter error and word error instead")
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--out", type=Path, help="what was heard, as JSON")
    arguments = arguments.parse_args()
    torch.set_num_threads(arguments.threads)
    prompts, words = benchmark()
    prompts = prompts[:: arguments.every]
    if arguments.letters:
        letters(arguments, prompts, words.plain)
        return
    passes = GraphPasses(arguments.openvino, arguments.whisper) if arguments.openvino else TorchPasses(arguments.model, arguments.whisper)
    said = [text for text, _ in prompts]
    everything = {}
    for which in arguments.passes:
        for chunk in arguments.chunk if which == "first" else [0]:
            heard = [passes.text(samples, which, chunk) for _, samples in prompts]
            name = f"{which} pass" + (f", chunks of {chunk}" if chunk else "")
            everything[name] = list(zip(said, heard))
            print(f"{name}: {len(prompts)} prompts, word error {rate(said, heard, words.plain):.2%} (the benchmark's spellings: {rate(said, heard, words.english):.2%})", flush=True)
    if arguments.out:
        arguments.out.write_text(json.dumps(everything, indent=1))


if __name__ == "__main__":
    main()
