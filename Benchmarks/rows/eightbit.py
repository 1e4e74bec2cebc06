"""What 8 bits change: finals of our own models on the 152 prompts with their matrices in int8, as they are used, and as they were trained; and an added checkpoint's letters and words.

The added checkpoint is our own model with its character head (`lib/spelling.py`), best path, full context, as a final pass of a plain checkpoint runs. It reads badly, so its word error is near
its ceiling; the letter error beside it is not. The bar is on all: no more than 2 % relative.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from lib import align, corpus, sound, spelling, taichu, words
from lib.paths import REPOSITORY, models, preparation_python
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


def _finals(prompts: list[corpus.Prompt], *arguments) -> align.Errors:
    found, _, _ = taichu.transcribe([prompt.file for prompt in prompts], "--language", "en", *arguments)
    return align.total((words.english(prompt.text), words.english(found[prompt.file].text)) for prompt in prompts)


def _own(prompts: list[corpus.Prompt]) -> Row:
    """Our own models: the set-up makes those with the matrices as they were trained for the parity tests."""
    speech = models("speech")
    subprocess.run(["/usr/bin/python3", "-B", REPOSITORY / "Tools/setup/build_models.py", preparation_python(), "exact"], check=True, stdout=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "speech").symlink_to(speech.with_name("speech-exact"))
        exact = _finals(prompts, "--models", folder)
    used = _finals(prompts)
    return Row(
        "eightbit.finals", f"word error of finals, our own models in int8 ({used.rate:.1%}) against as they were trained ({exact.rate:.1%}), relative change", used.rate / exact.rate - 1, "%",
        bar=_BAR, raw={"int8": used.as_dict(), "exact": exact.as_dict()})


def run(options) -> list[Row]:
    prompts = corpus.prompts(options.every)
    waves = []
    for prompt in prompts:
        samples = np.pad(sound.read(prompt.file), (520, 16_200))
        # The front normalises nothing: the wave of a final is brought to zero mean and unit variance.
        waves.append(((samples - samples.mean()) / samples.std()).astype(np.float32))
    heard = {weights: _heard(weights, waves) for weights in ("f32", "int8")}
    said = [words.plain(prompt.text) for prompt in prompts]
    rows = [_own(prompts)]
    for name, unit in (("letters", lambda text: list(" ".join(text))), ("words", list)):
        errors = {weights: align.total((unit(one), unit(words.plain(other))) for one, other in zip(said, heard[weights])) for weights in heard}
        change = errors["int8"].rate / errors["f32"].rate - 1
        raw = {weights: found.as_dict() for weights, found in errors.items()}
        rows.append(Row(f"eightbit.{name}", f"{name} wrong of a checkpoint in int8 ({errors['int8'].rate:.1%}) against f32 ({errors['f32'].rate:.1%}), relative change", change, "%", bar=_BAR, raw=raw))
    between = align.total((list(one), list(other)) for one, other in zip(heard["f32"], heard["int8"]))
    rows.append(Row("eightbit.between", "letters that differ between the two", between.rate, "%", raw=between.as_dict()))
    return rows
