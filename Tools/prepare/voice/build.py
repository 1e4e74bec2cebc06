"""Builds one voice: the files that the set-up unpacked → OpenVINO IR, tables and a manifest.

    python build.py MODEL --sources DIR --downloads FILE --out DIR

`DIR/manifest.json` lists every file with size and SHA-256, and the downloads that they come from with origin and licence; whoever loads the voice refuses files
that differ.
"""

import argparse
import hashlib
import importlib
import json
from pathlib import Path

import openvino as ov

# Each model's recipe.
MODELS = {"piper-joe": "piper", "kokoro": "kokoro"}


def described(path):
    content = path.read_bytes()
    return {"name": path.name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("model", choices=MODELS)
    arguments.add_argument("--sources", type=Path, required=True)
    arguments.add_argument("--downloads", type=Path, required=True, help="Models/downloads.json")
    arguments.add_argument("--out", type=Path, required=True)
    arguments = arguments.parse_args()
    recipe = importlib.import_module(MODELS[arguments.model])

    for name, graph in recipe.build(arguments.sources).items():
        ov.save_model(graph, arguments.out / f"{name}.xml", compress_to_fp16=False)
    for name, table in recipe.tables(arguments.sources).items():
        (arguments.out / name).write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n")
    for name, content in recipe.raw(arguments.sources).items():
        (arguments.out / name).write_bytes(content)
    files = [described(path) for path in sorted(arguments.out.iterdir()) if path.name != "manifest.json"]
    manifest = {
        "model": f"taichu-voice-{arguments.model}",
        "version": 1,
        "openvino": ov.__version__,
        "sources": sources(json.loads(arguments.downloads.read_text()), arguments.model),
        "files": files,
    }
    (arguments.out / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")


def sources(downloads, model):
    """What the voice was made from: each file with its packages, origin, licence, size and SHA-256."""
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


main()
