"""What each model that a group's builder makes ends in: a folder of graphs, tables and a manifest.

`manifest.json` lists every file with size and SHA-256, and the downloads that they come from with origin and licence; whoever loads the model refuses files that differ.
"""

import argparse
import hashlib
import json
from pathlib import Path

import openvino as ov


def options(text, models=None):
    """What `Tools/setup/build_group.py` says to a builder."""
    arguments = argparse.ArgumentParser(description=text.splitlines()[0])
    arguments.add_argument("model", choices=models, help="a model of Models/downloads.json")
    arguments.add_argument("--sources", type=Path, required=True)
    arguments.add_argument("--downloads", type=Path, required=True, help="Models/downloads.json")
    arguments.add_argument("--out", type=Path, required=True)
    return arguments.parse_args()


def pack(recipe, given, group):
    """Writes what a recipe makes, weights as it made them: nothing is rounded to 16 bits on the way."""
    for name, graph in recipe.build(given.sources).items():
        ov.save_model(graph, given.out / f"{name}.xml", compress_to_fp16=False)
    for name, table in recipe.tables(given.sources).items():
        (given.out / name).write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n")
    if hasattr(recipe, "raw"):
        for name, content in recipe.raw(given.sources).items():
            (given.out / name).write_bytes(content)
    write_manifest(given, group)


def write_manifest(given, group, version=1):
    manifest = {
        "model": f"taichu-{group}-{given.model}",
        "version": version,
        "openvino": ov.__version__,
        "sources": _sources(json.loads(given.downloads.read_text()), given.model),
        "files": [_described(path) for path in sorted(given.out.iterdir()) if path.name != "manifest.json"],
    }
    (given.out / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")


def _described(path):
    with path.open("rb") as file:
        return {"name": path.name, "size": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _sources(downloads, model):
    """What the model was made from: each file with its packages, origin, licence, size and SHA-256."""
    packages = {package["package"]: package for package in downloads["packages"]}
    found = []
    for file in downloads["files"]:
        if file.get("model") != model:
            continue
        pieces = [packages[piece["package"]] for piece in file["from"]]
        found.append({
            "file": file["to"], "size": file["size"], "sha256": file["sha256"], "package": ", ".join(f"{one['package']} {one['version']}" for one in pieces),
            "origin": file.get("origin", pieces[0]["origin"]), "licence": file.get("licence", pieces[0]["licence"]),
        })
    return found
