"""Builds a language model for the running program: a GGUF file or a folder with an OpenVINO IR → decoder, tokenizer, detokenizer, table, manifest.

    python build.py MODEL --sources DIR --downloads FILE --out DIR      one of Models/downloads.json
    python build.py --directory FILE.gguf|FOLDER --out DIR              any decoder-only model, as far as OpenVINO reads it

A folder holds `openvino_model.xml`, `openvino_tokenizer.xml`, `openvino_detokenizer.xml` and their `.bin`, with Hugging Face's `config.json`, as `optimum-cli export openvino` writes it.
`DIR/manifest.json` lists every file with size and SHA-256, and where it comes from; whoever loads the model refuses files that differ.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from pathlib import Path

import openvino as ov
import openvino_tokenizers  # noqa: F401, it teaches OpenVINO to read tokenizers

import chat
import graph
import tokens
from problem import Problem

VERSION = 1


def described(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return {"name": path.name, "size": path.stat().st_size, "sha256": digest.hexdigest()}


class Export:
    """What a folder with an IR says of its model, in the files of Hugging Face beside it."""

    def __init__(self, folder):
        for name in ("openvino_model.xml", "openvino_tokenizer.xml", "openvino_detokenizer.xml", "config.json"):
            if not (folder / name).is_file():
                raise Problem(f"{folder} has no {name}; a GGUF file, or a folder as `optimum-cli export openvino` writes it, was expected")
        config = json.loads((folder / "config.json").read_text())
        generation = self._table(folder / "generation_config.json")
        about = self._table(folder / "tokenizer_config.json")
        self.architecture = config.get("model_type")
        self.context_length = config.get("max_position_embeddings")
        self.end_of_text = generation.get("eos_token_id", config.get("eos_token_id"))
        if self.context_length is None or self.end_of_text is None:
            raise Problem(f"{folder / 'config.json'} names no max_position_embeddings or no eos_token_id; a decoder-only language model was expected")
        template = folder / "chat_template.jinja"
        self.template = template.read_text() if template.is_file() else about.get("chat_template")
        self.beginning = config.get("bos_token_id") if about.get("add_bos_token") else None

    @staticmethod
    def _table(path):
        return json.loads(path.read_text()) if path.is_file() else {}


def prepare(core, source, out):
    """Writes the model into `out`."""
    with tempfile.TemporaryDirectory() as work:
        if source.is_dir():
            facts, folder = Export(source), source
        else:
            import gguf_file

            facts, folder = gguf_file.Facts(source), Path(work) / "ir"
            gguf_file.convert(source, folder)
        write(core, facts, folder, out)


def write(core, facts, folder, out):
    plain, special = tokens.tokenizer(core, folder / "openvino_tokenizer.xml")
    text = tokens.detokenizer(core, folder / "openvino_detokenizer.xml")
    # In both, strings and bytes are constants of 8 bits; nothing is to become 16-bit numbers.
    ov.save_model(graph.decoder(core, folder / "openvino_model.xml"), out / "decoder.xml", compress_to_fp16=False)
    ov.save_model(plain, out / "tokenizer.xml", compress_to_fp16=False)
    ov.save_model(text, out / "detokenizer.xml", compress_to_fp16=False)
    both = tokens.Tokens(core, folder / "openvino_tokenizer.xml", plain, special, text)
    both.check(folder)
    beginning = [] if facts.beginning is None else [facts.beginning]
    ends = facts.end_of_text if isinstance(facts.end_of_text, list) else [facts.end_of_text]
    template = conversation(facts.template, both, beginning, ends)
    if template and template["assistant"]["after"] and isinstance(template["assistant"]["after"][0], int):
        ends.append(template["assistant"]["after"][0])
    if "<|endoftext|>" in special:
        ends.append(special["<|endoftext|>"])
    table = {
        "version": VERSION, "architecture": facts.architecture, "contextLength": facts.context_length,
        "beginning": beginning, "endOfText": sorted(set(ends)), "special": sorted(special.values()), "chat": template,
    }
    (out / "language.json").write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n")


def conversation(template, both, beginning, ends):
    """The template as data; nothing where there is none, or none that can be said so."""
    if not template:
        return None
    names = {identifier: text for text, identifier in both.special.items()}
    variables = {"bos_token": names.get(beginning[0], "") if beginning else "", "eos_token": names.get(ends[0], "")}
    try:
        data = chat.learn(template, variables)
        chat.check_tokens(data, both, beginning)
    except (chat.Unfit, chat.TemplateError, TypeError, ValueError) as reason:
        print(f"the model's chat template is not used, since {reason}; it will be prompted with plain text", file=sys.stderr)
        return None
    return chat.in_pieces(data, both.special)


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
    arguments.add_argument("model", nargs="?", help="a model of Models/downloads.json")
    arguments.add_argument("--directory", type=Path, metavar="FILE.gguf|FOLDER", help="any other model")
    arguments.add_argument("--sources", type=Path)
    arguments.add_argument("--downloads", type=Path, help="Models/downloads.json")
    arguments.add_argument("--out", type=Path, required=True)
    options = arguments.parse_args()
    if (options.model is None) == (options.directory is None):
        arguments.error("name a model, or a file or folder with --directory")
    if options.model and not (options.sources and options.downloads):
        arguments.error("a model of the manifest needs --sources and --downloads")
    # It owns the library of the tokenizers' operations, which must outlive every graph that has some.
    core = ov.Core()
    source = options.directory or options.sources / options.model / "model.gguf"
    try:
        if options.model == "sentences":
            # No writer but a reader; its file has a form of its own.
            import sentences

            sentences.write(options.sources, options.out)
        else:
            if not source.exists():
                raise Problem(f"{source} is not there")
            prepare(core, source, options.out)
    except Problem as problem:
        raise SystemExit(f"build.py: {problem}") from None
    origin = sources(json.loads(options.downloads.read_text()), options.model) if options.model else [{"file": source.resolve().name, "licence": "unknown: given by the user"}]
    files = [described(path) for path in sorted(options.out.iterdir()) if path.name != "manifest.json"]
    manifest = {
        "model": f"taichu-language-{options.model or source.stem}", "version": VERSION, "openvino": ov.__version__, "sources": origin, "files": files,
    }
    (options.out / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")


main()
