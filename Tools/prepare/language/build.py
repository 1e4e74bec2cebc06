"""Builds one of the set-up's language models for the running program. Other people's come through `../add_checkpoint.py`.

    python build.py MODEL --sources DIR --downloads FILE --out DIR      one of Models/downloads.json

`DIR/manifest.json` lists every file with size and SHA-256, and where it comes from; whoever loads the model refuses files that differ.
"""

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import openvino as ov
import openvino_tokenizers  # noqa: F401, it teaches OpenVINO to read tokenizers

from model import VERSION, prepare
from problem import Problem


def described(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return {"name": path.name, "size": path.stat().st_size, "sha256": digest.hexdigest()}


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


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("model", help="a model of Models/downloads.json")
    arguments.add_argument("--sources", type=Path, required=True)
    arguments.add_argument("--downloads", type=Path, required=True, help="Models/downloads.json")
    arguments.add_argument("--out", type=Path, required=True)
    options = arguments.parse_args()
    # It owns the library of the tokenizers' operations, which must outlive every graph that has some.
    core = ov.Core()
    try:
        if options.model == "sentences":
            # No writer but a reader; its file has a form of its own.
            import sentences

            sentences.write(options.sources, options.out)
        else:
            source = options.sources / options.model / "model.gguf"
            if not source.exists():
                raise Problem(f"{source} is not there")
            with tempfile.TemporaryDirectory() as work:
                prepare(core, source, Path(work), options.out)
    except Problem as problem:
        raise SystemExit(f"build.py: {problem}") from None
    origin = sources(json.loads(options.downloads.read_text()), options.model)
    files = [described(path) for path in sorted(options.out.iterdir()) if path.name != "manifest.json"]
    manifest = {"model": f"taichu-language-{options.model}", "version": VERSION, "openvino": ov.__version__, "sources": origin, "files": files}
    (options.out / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")


main()
