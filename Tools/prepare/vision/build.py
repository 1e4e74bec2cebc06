"""Builds one model of the vision side: the files that the set-up unpacked → OpenVINO IR, tables and a manifest.

    python build.py MODEL --sources DIR --downloads FILE --out DIR      with Tools/prepare in PYTHONPATH
"""

import importlib

import packing

MODELS = ("objects", "pose", "saliency", "faces", "text", "tags", "mask")


def main():
    given = packing.options(__doc__, MODELS)
    packing.pack(importlib.import_module(given.model), given, "vision")


main()
