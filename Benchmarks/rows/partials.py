"""Word error of the first pass alone on the 152 prompts, against the texts and against the finals.

`taichu transcribe --pass first` gives the text of live captions when an utterance is over and nothing is final yet: what looks back settled, and
the rest heard once more as a whole. `--look-back 0` leaves the chunked transformer alone. Flicker is in the row `latency`, where partials come at their real pace.
"""

from lib import align, corpus, taichu, words
from lib.results import Row


def run(options) -> list[Row]:
    prompts = corpus.prompts(options.every)
    files = [prompt.file for prompt in prompts]
    first, cost, _ = taichu.transcribe(files, "--language", "en", *taichu.FIRST)
    alone, _, _ = taichu.transcribe(files, "--language", "en", *taichu.ALONE)
    final, _, _ = taichu.transcribe(files, "--language", "en")
    heard = [words.english(first[file].text) for file in files]
    said = [words.english(prompt.text) for prompt in prompts]
    against_text = align.total(zip(said, heard))
    without = align.total(zip(said, [words.english(alone[file].text) for file in files]))
    against_finals = align.total(zip([words.english(final[file].text) for file in files], heard))
    cost_raw = {"cpu_seconds": round(cost.cpu, 2)}
    return [
        Row("partials.wer", f"word error of the first pass, {len(prompts)} prompts", against_text.rate, "%", raw={**against_text.as_dict(), **cost_raw}),
        Row("partials.alone", "the same without looks back", without.rate, "%", raw=without.as_dict()),
        Row("partials.finals", "the first pass against the finals", against_finals.rate, "%", raw=against_finals.as_dict()),
    ]
