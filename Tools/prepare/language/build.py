"""Builds one of the set-up's language models for the running program. Other people's come through `../add_checkpoint.py`.

    python build.py MODEL --sources DIR --downloads FILE --out DIR      one of Models/downloads.json, with Tools/prepare in PYTHONPATH
"""

import tempfile
from pathlib import Path

import openvino as ov
import openvino_tokenizers  # noqa: F401, it teaches OpenVINO to read tokenizers

import packing
from model import VERSION, prepare
from problem import Problem


def main():
    given = packing.options(__doc__)
    # It owns the library of the tokenizers' operations, which must outlive every graph that has some.
    core = ov.Core()
    try:
        if given.model == "sentences":
            # No writer but a reader; its file has a form of its own.
            import sentences

            sentences.write(given.sources, given.out)
        else:
            source = given.sources / given.model / "model.gguf"
            if not source.exists():
                raise Problem(f"{source} is not there")
            with tempfile.TemporaryDirectory() as work:
                prepare(core, source, Path(work), given.out)
    except Problem as problem:
        raise SystemExit(f"build.py: {problem}") from None
    packing.write_manifest(given, "language", VERSION)


main()
