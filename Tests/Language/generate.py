"""References for the language tests: greedy answers of openvino-genai, token for token, without anything of ours between prompt and answer.

    generate.py [MODEL…]

One JSON file a model in `data`. 32-bit arithmetic, keys and values in 32 bits, plain attention (`ATTENTION_BACKEND=SDPA`): otherwise the choice between two tokens that are nearly as likely is left to rounding.
"""

import json
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "Tools" / "setup"), str(ROOT / "Tools" / "prepare" / "language")]

import manifest  # noqa: E402

SETTINGS = {
    "INFERENCE_PRECISION_HINT": "f32", "KV_CACHE_PRECISION": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": 0, "ATTENTION_BACKEND": "SDPA",
    "INFERENCE_NUM_THREADS": 1,
}
TOKENS = 40

SPEECH = ("Good morning everybody. Today we talk about the budget for the new library. The city gives two million, and the building costs three. "
          "Anna will ask the bank for the rest by Friday, and Tom looks for a cheaper roof.")
MEETING = "大家早上好。今天我们讨论新图书馆的预算。市里出两百万，建筑要三百万。小王星期五之前去银行问剩下的钱，老李去找便宜一点的屋顶。"
PROMPTS = {
    "smollm2": [
        {"text": "The capital of France is"},
        {"text": "Once upon a time, in a small village by the sea,"},
        {"messages": [["user", "What is the difference between a violin and a viola?"]]},
        {"messages": [["system", "You write titles of at most eight words."], ["user", SPEECH]]},
        {"messages": [["user", "Name a colour."], ["assistant", "Blue."], ["user", "Another one?\n\nAnd why?"]]},
        {"messages": [["user", "  Spaces before, 12,345.67 € and 👩‍🚀 after  "]]},
        {"messages": [["user", "你好，今天天气怎么样？"]]},
    ],
    "qwen2.5": [
        {"messages": [["system", "你用一句话概括谈话内容。"], ["user", MEETING]]},
        {"messages": [["system", "You write titles of at most eight words."], ["user", SPEECH]]},
        {"messages": [["user", "用中文写一个关于大海的句子。"]]},
        {"text": "从前有一座山，山里有一座庙，"},
    ],
}


def answered(pipeline, tokenizer, prompt):
    import numpy as np
    import openvino as ov
    import openvino_genai

    text = prompt.get("text")
    if text is None:
        text = tokenizer.apply_chat_template([{"role": role, "content": body} for role, body in prompt["messages"]], add_generation_prompt=True)
    ids = tokenizer.encode(text, add_special_tokens=False).input_ids
    config = openvino_genai.GenerationConfig()
    config.max_new_tokens, config.do_sample, config.eos_token_id = TOKENS, False, tokenizer.get_eos_token_id()
    result = pipeline.generate(openvino_genai.TokenizedInputs(ids, ov.Tensor(np.ones(ids.shape, np.int64))), config)
    answer = [int(token) for token in result.tokens[0]]
    ended = bool(answer) and answer[-1] == tokenizer.get_eos_token_id()
    answer = answer[:-1] if ended else answer
    return {**prompt, "prompt": ids.data[0].tolist(), "answer": answer, "said": tokenizer.decode(answer), "ended": ended}


def main():
    with tempfile.TemporaryDirectory() as work:
        for entry in manifest.packages(["language-preparation"]):
            with zipfile.ZipFile(manifest.DOWNLOADS / entry["wheel"]) as wheel:
                wheel.extractall(work + "/packages")
        sys.path.insert(0, work + "/packages")
        import gguf_file
        import openvino_genai

        for model in sys.argv[1:] or PROMPTS:
            folder = Path(work) / model
            gguf_file.convert(manifest.SOURCES / model / "model.gguf", folder)
            pipeline = openvino_genai.LLMPipeline(str(folder), "CPU", **SETTINGS)
            lines = [answered(pipeline, pipeline.get_tokenizer(), prompt) for prompt in PROMPTS[model]]
            text = "[\n" + ",\n".join(" " + json.dumps(line, ensure_ascii=False) for line in lines) + "\n]\n"
            (HERE / "data" / f"{model}.json").write_text(text)
            print(f"{model}: {len(lines)} prompts")


main()
