"""A GGUF file or a folder with an OpenVINO IR → decoder, tokenizer, detokenizer and table, as the running program reads them.

A folder holds `openvino_model.xml`, `openvino_tokenizer.xml`, `openvino_detokenizer.xml` and their `.bin`, with Hugging Face's `config.json`, as `optimum-cli export openvino` writes it.
"""

import json
from pathlib import Path

import openvino as ov

import chat
import graph
import tokens
from problem import Problem, Unwritten

VERSION = 1


class Export:
    """What a folder with an IR says of its model, in the files of Hugging Face beside it."""

    def __init__(self, folder):
        for name in ("openvino_model.xml", "openvino_tokenizer.xml", "openvino_detokenizer.xml", "config.json"):
            if not (folder / name).is_file():
                raise Problem(f"{folder} has no {name}; a GGUF file, or a folder as `optimum-cli export openvino` writes it, was expected")
        config = self._table(folder / "config.json")
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
        if not path.is_file():
            return {}
        try:
            table = json.loads(path.read_text())
        except ValueError as error:
            raise Problem(f"{path} is not JSON ({error}); fetch it again") from None
        if not isinstance(table, dict):
            raise Problem(f"{path} holds a {type(table).__name__}, expected a JSON object")
        return table


def prepare(core, source, work, out):
    """Writes the model into `out`; `work` is a folder for what lies between. Gives what its files say of it."""
    if source.is_dir():
        facts, folder = Export(source), source
    else:
        import gguf_file

        facts, folder = gguf_file.Facts(source), work / "ir"
        gguf_file.convert(source, folder)
    write(core, facts, folder, out)
    return facts


def write(core, facts, folder, out):
    plain, special = tokens.tokenizer(core, folder / "openvino_tokenizer.xml")
    text = tokens.detokenizer(core, folder / "openvino_detokenizer.xml")
    for name, model in (("decoder", graph.decoder(core, folder / "openvino_model.xml")), ("tokenizer", plain), ("detokenizer", text)):
        save(model, out / f"{name}.xml")
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


def save(model, path):
    try:
        # Strings and bytes are constants of 8 bits, and weights stay as they are: nothing is to become 16-bit numbers.
        ov.save_model(model, path, compress_to_fp16=False)
    except RuntimeError as error:
        # OpenVINO does not say what the system said.
        raise Unwritten(f"writing {path.name} failed ({str(error).splitlines()[-1].strip()}); is the disk full?") from None


def conversation(template, both, beginning, ends):
    """The template as data; nothing where there is none, or none that can be said so."""
    if not template:
        print("the model has no chat template; it will be prompted with plain text", flush=True)
        return None
    names = {identifier: text for text, identifier in both.special.items()}
    variables = {"bos_token": names.get(beginning[0], "") if beginning else "", "eos_token": names.get(ends[0], "")}
    try:
        data = chat.learn(template, variables)
        chat.check_tokens(data, both, beginning)
    except (chat.Unfit, chat.TemplateError, TypeError, ValueError) as reason:
        print(f"the model's chat template is not used, since {reason}; it will be prompted with plain text", flush=True)
        return None
    return chat.in_pieces(data, both.special)
