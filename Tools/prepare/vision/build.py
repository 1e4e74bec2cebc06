"""Builds one model of the vision side: the files that the set-up unpacked → OpenVINO IR, tables and a manifest.

    python build.py MODEL --sources DIR --out DIR

`DIR/manifest.json` lists every file with size and SHA-256, and the downloads that they come from with origin and licence; whoever loads the model refuses files
that differ. Weights stay in 32 bits: the runtime makes of them what the processor has.
"""

import argparse
import hashlib
import importlib
import json
from pathlib import Path

import openvino as ov

MODELS = ("objects", "pose", "saliency", "faces", "text", "tags", "mask")


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
    recipe = importlib.import_module(arguments.model)

    for name, graph in recipe.build(arguments.sources).items():
        ov.save_model(graph, arguments.out / f"{name}.xml", compress_to_fp16=False)
    for name, table in recipe.tables(arguments.sources).items():
        (arguments.out / name).write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n")
    files = [described(path) for path in sorted(arguments.out.iterdir()) if path.name != "manifest.json"]
    manifest = {
        "model": f"taichu-vision-{arguments.model}",
        "version": 1,
        "openvino": ov.__version__,
        "sources": sources(json.loads(arguments.downloads.read_text()), arguments.model),
        "files": files,
    }
    (arguments.out / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")


def sources(downloads, model):
    """What the model was made from: each file with its package, origin, licence, size and SHA-256."""
    packages = {package["package"]: package for package in downloads["packages"]}
    found = []
    for file in downloads["files"]:
        if file.get("model") != model:
            continue
        package = packages[file["from"][0]["package"]]
        found.append({
            "file": file["to"], "size": file["size"], "sha256": file["sha256"], "package": f"{package['package']} {package['version']}",
            "origin": file.get("origin", package["origin"]), "licence": file.get("licence", package["licence"]),
        })
    return found


main()
