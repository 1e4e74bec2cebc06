"""Hot-words: the 152 prompts with a list of a telephone exchange's terms, among as many phrases that nobody says.

The terms were chosen from what is misheard without them, so their recall says what hot-words can do at best; the word error over all prompts, and the
phrases of the list that appear where they were not said, say what they cost.
"""

import tempfile
from pathlib import Path

from lib import align, corpus, taichu, words
from lib.results import Row

TERMS = ("pound key", "PIN", "conference", "lock or unlock", "hold time", "caller", "callers", "have eaten", "try to reach", "representative", "passwords")
NEVER_SAID = ("Ada Lovelace", "Konrad Zuse", "pound sterling", "pen pal", "conifer", "lock keeper", "whole grain", "colour chart", "even keel",
              "rich tea", "passport")


def run(options) -> list[Row]:
    prompts = corpus.prompts(options.every)
    files = [prompt.file for prompt in prompts]
    said = [words.english(prompt.text) for prompt in prompts]

    def count(texts: list[list[str]], phrase: str) -> list[int]:
        wanted = words.english(phrase)
        return [sum(text[at : at + len(wanted)] == wanted for at in range(len(text))) for text in texts]

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, weight in (("without", None), ("usual", 1.5), ("strong", 3)):
            arguments = []
            if weight is not None:
                file = Path(folder) / "hotwords.txt"
                file.write_text("".join(f"{phrase}\t{weight}\n" for phrase in TERMS + NEVER_SAID))
                arguments = ["--hotwords", str(file)]
            found, cost, _ = taichu.transcribe(files, "--language", "en", *arguments)
            heard = [words.english(found[file].text) for file in files]
            errors = align.total(zip(said, heard))
            pairs = [(one, other) for term in TERMS for one, other in zip(count(said, term), count(heard, term))]
            spoken = sum(one for one, _ in pairs)
            invented = sum(max(0, other - one) for term in TERMS + NEVER_SAID for one, other in zip(count(said, term), count(heard, term)))
            what = "without" if weight is None else f"with {len(TERMS) + len(NEVER_SAID)} phrases of weight {weight}"
            raw = {**errors.as_dict(), "cpu_seconds": round(cost.cpu, 2), "spoken": spoken}
            rows += [
                Row(f"hotwords.{name}.missed", f"terms that were said and not written, {what}", sum(max(0, one - other) for one, other in pairs) / spoken, "%", raw=raw),
                Row(f"hotwords.{name}.invented", f"phrases written and not said, {what}", invented, "words", raw=raw),
                Row(f"hotwords.{name}.wer", f"word error of all prompts, {what}", errors.rate, "%", raw=raw),
            ]
    return rows
