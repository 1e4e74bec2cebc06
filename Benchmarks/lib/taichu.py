"""`taichu transcribe` as a user calls it, and its JSON read back."""

import json
from dataclasses import dataclass
from pathlib import Path

from lib import measure
from lib.paths import built


@dataclass
class Transcript:
    """The finals of one file, in order."""

    captions: list[dict]

    @property
    def text(self) -> str:
        return " ".join(caption["text"].strip() for caption in self.captions)

    @property
    def words(self) -> list[dict]:
        return [word for caption in self.captions for word in caption["words"]]


def lines(output: str) -> list[dict]:
    """The objects of a JSON Lines text, or of one JSON document."""
    try:
        whole = json.loads(output)
    except json.JSONDecodeError:
        return measure.json_lines(output)
    return whole if isinstance(whole, list) else [whole]


def captions(objects: list[dict]) -> list[dict]:
    """The captions among lines as they are on the wire: events with a body, finals only."""
    return [line["body"] for line in objects if line.get("topic") == "caption.final"]


# The first pass's text at an utterance's end, and that of the chunked transformer alone.
FIRST = ("--pass", "first")
ALONE = (*FIRST, "--look-back", "0")


def transcribe(files: list[Path], *arguments: str, **measured) -> tuple[dict[Path, Transcript], measure.Usage, list[dict]]:
    """{file: transcript}, what the process cost, and every line that it wrote."""
    command = [built("taichu"), "transcribe", *files, "--format", "json", *arguments]
    usage = measure.succeeded(measure.run(command, **measured), "taichu transcribe")
    objects = lines(usage.output)
    found: dict[str, list[dict]] = {}
    for caption in captions(objects):
        found.setdefault(caption["track"], []).append(caption)
    names = {}
    for file in files:
        for name in (str(file), file.name, file.stem):
            if name in found:
                names[file] = name
    unclaimed = set(found) - set(names.values())
    if unclaimed:
        raise RuntimeError(f"captions of tracks that were not asked for: {', '.join(sorted(unclaimed))}")
    return {file: Transcript(found.get(names.get(file, ""), [])) for file in files}, usage, objects
