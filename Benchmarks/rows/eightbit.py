"""What 8 bits change in an added checkpoint that knows English: letter and word error of the 152 prompts in f32 and in int8, and how many letters differ between the two.

The checkpoint is our own model with its character head (`lib/spelling.py`), best path, full context, as a final pass of a plain checkpoint runs. It reads badly, so its word error is near
its ceiling; the letter error beside it is not. The bar is on both: no more than 2 % relative.
"""

import numpy as np

from lib import align, corpus, sound, spelling, words
from lib.results import Row

_BAR = 0.02


def _heard(weights: str, waves: list[np.ndarray]) -> list[str]:
    import json

    import openvino

    folder = spelling.model(weights)
    manifest = json.loads((folder / "manifest.json").read_text())["config"]
    symbols, blank = manifest["vocabulary"], manifest["blank"]
    core = openvino.Core()
    # As the engine runs it: the front in 32 bits, the encoder as the processor likes it best.
    settings = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False}
    front = core.compile_model(folder / "front.xml", "CPU", settings | {"INFERENCE_PRECISION_HINT": "f32"}).create_infer_request()
    encoder = core.compile_model(folder / "encoder.xml", "CPU", settings).create_infer_request()
    texts = []
    for wave in waves:
        features = front.infer({"wave": wave[None]})["features"].copy()
        best = np.asarray(encoder.infer({"features": features})["logits"])[0].argmax(1)
        kept = [index for before, index in zip([blank, *best[:-1]], best) if index != before and index != blank]
        texts.append(" ".join("".join(symbols[index] for index in kept if len(symbols[index]) == 1).replace(manifest["word_delimiter"], " ").split()))
    return texts


def run(options) -> list[Row]:
    prompts = corpus.prompts(options.every)
    waves = []
    for prompt in prompts:
        samples = np.pad(sound.read(prompt.file), (520, 16_200))
        # The front normalises nothing: the wave of a final is brought to zero mean and unit variance.
        waves.append(((samples - samples.mean()) / samples.std()).astype(np.float32))
    heard = {weights: _heard(weights, waves) for weights in ("f32", "int8")}
    said = [words.plain(prompt.text) for prompt in prompts]
    rows = []
    for name, unit in (("letters", lambda text: list(" ".join(text))), ("words", list)):
        errors = {weights: align.total((unit(one), unit(words.plain(other))) for one, other in zip(said, heard[weights])) for weights in heard}
        change = errors["int8"].rate / errors["f32"].rate - 1
        raw = {weights: found.as_dict() for weights, found in errors.items()}
        rows.append(Row(f"eightbit.{name}", f"{name} wrong of a checkpoint in int8 ({errors['int8'].rate:.1%}) against f32 ({errors['f32'].rate:.1%}), relative change", change, "%", bar=_BAR, raw=raw))
    between = align.total((list(one), list(other)) for one, other in zip(heard["f32"], heard["int8"]))
    rows.append(Row("eightbit.between", "letters that differ between the two", between.rate, "%", raw=between.as_dict()))
    return rows
