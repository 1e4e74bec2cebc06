"""Builds one voice: the files that the set-up unpacked → OpenVINO IR, tables and a manifest.

    python build.py MODEL --sources DIR --downloads FILE --out DIR      with Tools/prepare in PYTHONPATH
"""

import importlib

import packing

# Each model's recipe.
MODELS = {"piper-joe": "piper", "kokoro": "kokoro"}


def main():
    given = packing.options(__doc__, MODELS)
    packing.pack(importlib.import_module(MODELS[given.model]), given, "voice")


main()
