"""Tokens a second and the first token of a 400-token prompt, beside openvino-genai in the same run.

The small model (SmolLM2-135M, Q4_1), greedy, 64 tokens after a prompt of about 400; both sides at their defaults but for the threads, which are the same: one, as the daemon runs it, and all cores, as
openvino-genai does of itself. The sides take turns, each time as a new process whose first round prepares the runtime and is not counted; the median of all rounds counts, and of the ratio the median of the turns (the machine's pace changes between them). Each round's prompt begins with another number, since
openvino-genai keeps what it has read and would not read it again. For the first token ours reads
the prompt as `taichu ask` does, at once; in slices of 64 at most, as the daemon does so that others can step in, is reported beside it, with the longest time that a slice takes.
"""

import os
import sys
import tempfile
from pathlib import Path
from statistics import median

from lib import measure
from lib.paths import built, models
from lib.results import Row

_TOKENS, _ROUNDS, _TURNS = 64, 3, 5
_SLICE, _LARGE = 64, 512

_PARAGRAPH = (
    "The library of the small town by the river was built a hundred years ago, and nobody has repaired its roof since then. Every winter the rain finds a new way in, and the people who "
    "work there move the old books from one shelf to the next. This year the council met three times to talk about a new building. The first time they could not agree on the place, the "
    "second time they could not agree on the money, and the third time the mayor brought a plan that an architect from the city had drawn for nothing, because she had learned to read in that "
    "library when she was a child. The plan shows a long house of wood and glass with a garden in the middle, where people can read in the summer. ")
PROMPT = _PARAGRAPH + _PARAGRAPH.replace("library", "school").replace("books", "chairs") + _PARAGRAPH.replace("river", "lake") + "In short,"


def _cut(prompt: str) -> str:
    """Words for about 400 tokens."""
    words = prompt.split(" ")
    return " ".join(words[-358:])


def _rounds(command: list, prompt: Path) -> list[dict]:
    """What a side says of its rounds, without the first."""
    usage = measure.run(["/bin/sh", "-c", 'prompt=$1; shift; exec "$@" <"$prompt"', "sh", prompt, *command])
    return measure.json_lines(measure.succeeded(usage, str(command[0])).output)[1:]


def _figures(rounds: list[dict]) -> dict:
    return {
        "first_ms": round(median(line["firstTokenMilliseconds"] for line in rounds), 1),
        "tokens_per_second": round(1000 / median(each for line in rounds for each in line["tokenMilliseconds"]), 2),
        "prompt_tokens": rounds[0]["promptTokens"],
    }


def run(options) -> list[Row]:
    folder = models("language/smollm2").parents[1]
    gguf = folder / "sources" / "smollm2" / "model.gguf"
    rows = []
    with tempfile.TemporaryDirectory() as work:
        prompt = Path(work) / "prompt"
        prompt.write_text(_cut(PROMPT))
        cores = len(os.sched_getaffinity(0))
        for name, threads in (("one_thread", 1), ("all_cores", cores)):
            mine, sliced, theirs, ratios, firsts = [], [], [], [], []
            probe = lambda size: [built("language-probe"), folder, "smollm2", "automatic", threads, size, _TOKENS, _ROUNDS + 1]
            for _ in range(_TURNS if options.every == 1 else 1):
                turn = [_rounds(probe(_LARGE), prompt), _rounds([sys.executable, "-m", "lib.genai", gguf, threads, _TOKENS, _ROUNDS + 1], prompt)]
                ours, others = map(_figures, turn)
                ratios.append(round(ours["tokens_per_second"] / others["tokens_per_second"], 3))
                firsts.append(round(ours["first_ms"] / others["first_ms"], 3))
                mine, theirs = mine + turn[0], theirs + turn[1]
                sliced += _rounds(probe(_SLICE), prompt)
            raw = {"threads": threads, "ratios": ratios, "first_ratios": firsts, "ours": _figures(mine), "sliced": _figures(sliced), "genai": _figures(theirs)}
            raw["sliced"]["longest_slice_ms"] = round(median(max(line["sliceMilliseconds"]) for line in sliced), 1)
            how = "one thread" if threads == 1 and name == "one_thread" else f"all {cores} cores"
            ours, others = raw["ours"], raw["genai"]
            rows += [
                Row(f"generation.{name}.ratio", f"{how}: tokens a second against openvino-genai's", median(ratios), "×",
                    bar=0.95, at_least=True, raw=raw),
                Row(f"generation.{name}.tokens", f"{how}: tokens a second", ours["tokens_per_second"], "a second", raw=raw),
                Row(f"generation.{name}.first", f"{how}: first token of a prompt of {ours['prompt_tokens']} tokens", ours["first_ms"], "ms",
                    bar=700 if name == "all_cores" else None, raw=raw),
                Row(f"generation.{name}.first.ratio", f"{how}: first token against openvino-genai's", median(firsts), "×", raw=raw),
                Row(f"generation.{name}.first.genai", f"{how}: openvino-genai's first token of the same", others["first_ms"], "ms", raw=raw),
                Row(f"generation.{name}.first.sliced", f"{how}: first token, the prompt read in slices of {_SLICE} at most", raw["sliced"]["first_ms"], "ms", raw=raw),
                Row(f"generation.{name}.slice", f"{how}: the longest time until others can run", raw["sliced"]["longest_slice_ms"], "ms", raw=raw),
            ]
    return rows
