"""Sentences to be spoken: Debian's `fortunes` and the quoted examples of `wordnet-base`.

    python -m speechtrain.texts --packages DIR --out FILE
"""

import argparse
import json
import random
import re
from pathlib import Path

_FORBIDDEN = re.compile(r"[0-9<>\[\]{}=/\\@#$%^&*_|~+`]|[A-Z]{2,}")


def speakable(sentence: str) -> str | None:
    """The sentence tidied, or None where a synthetic voice would stumble: digits, markup, initials, too short or long."""
    sentence = " ".join(sentence.split()).strip(" \"'()-*_`")
    if not sentence.isascii() or _FORBIDDEN.search(sentence):
        return None
    words = re.sub(r"[^a-z' ]", " ", sentence.lower().replace("-", " ")).split()
    if not 4 <= len(words) <= 22 or len(sentence) > 150:
        return None
    if any(len(word) == 1 and word not in "aio" for word in words):
        return None
    return sentence


def fortunes(folder: Path):
    for path in sorted(folder.iterdir()):
        if path.suffix or path.name == "ascii-art":
            continue
        for entry in path.read_text(errors="ignore").split("\n%\n"):
            # What follows a dash at a line's beginning is the author.
            entry = re.sub(r"\n\s*--.*", "", entry, flags=re.DOTALL)
            yield from re.split(r"(?<=[.!?])\s+|\s--\s|[;:]", " ".join(entry.split()))


def wordnet(folder: Path):
    for kind in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{kind}").read_text(errors="ignore").splitlines():
            if "|" in line:
                yield from (quote.split(";")[0] for quote in re.findall(r'"([^"]+)"', line.split("|", 1)[1]))


def sentences(packages: Path) -> list[str]:
    found = {speakable(sentence) for sentence in fortunes(packages / "fortunes/usr/share/games/fortunes")}
    found |= {speakable(sentence) for sentence in fortunes(packages / "fortunes-min/usr/share/games/fortunes")}
    found |= {speakable(sentence) for sentence in wordnet(packages / "wordnet-base/usr/share/wordnet")}
    ordered = sorted(found - {None})
    random.Random(0).shuffle(ordered)
    return ordered


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--packages", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments = arguments.parse_args()
    found = sentences(arguments.packages)
    arguments.out.write_text(json.dumps(found, indent=0) + "\n")
    print(f"{len(found)} sentences")


if __name__ == "__main__":
    main()
