"""openvino-genai as its own process: greedy answers to one prompt, with its own graph and tokenizer of the published file, everything at its defaults but the threads.

    python -m lib.genai GGUF THREADS TOKENS ROUNDS < PROMPT    one JSON line a round
"""

import json
import sys
from pathlib import Path

from lib.fetch import locked
from lib.paths import cache


def converted(gguf: Path) -> Path:
    """The folder with what openvino-genai makes of the file, once."""
    folder = cache("genai", gguf.parent.name)
    with locked(folder):
        if not (folder / "ready").exists():
            import openvino_genai

            # It writes beside what it reads.
            (folder / "model.gguf").unlink(missing_ok=True)
            (folder / "model.gguf").symlink_to(gguf)
            openvino_genai.LLMPipeline(str(folder / "model.gguf"), "CPU", enable_save_ov_model=True)
            (folder / "model.gguf").unlink()
            (folder / "ready").touch()
    return folder


def main() -> None:
    import numpy as np
    import openvino
    import openvino_genai

    gguf, (threads, tokens, rounds) = Path(sys.argv[1]), map(int, sys.argv[2:])
    prompt = sys.stdin.read()
    pipeline = openvino_genai.LLMPipeline(str(converted(gguf)), "CPU", INFERENCE_NUM_THREADS=threads)
    config = openvino_genai.GenerationConfig(max_new_tokens=tokens, do_sample=False, ignore_eos=True, apply_chat_template=False)
    for number in range(rounds):
        # Each round another beginning: what it has read before it keeps, and would not read again.
        ids = pipeline.get_tokenizer().encode(f"{number}. {prompt}", add_special_tokens=False).input_ids
        metrics = pipeline.generate(openvino_genai.TokenizedInputs(ids, openvino.Tensor(np.ones(ids.shape, np.int64))), config).perf_metrics
        print(json.dumps({
            "promptTokens": ids.shape[1], "firstTokenMilliseconds": metrics.get_ttft().mean,
            "tokenMilliseconds": [duration / 1000 for duration in metrics.raw_metrics.m_durations[1:]],
        }), flush=True)


if __name__ == "__main__":
    main()
