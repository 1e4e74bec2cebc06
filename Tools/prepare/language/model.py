"""A GGUF file, a folder with an OpenVINO IR or one of Hugging Face's → decoder, tokenizer, detokenizer and table, as the running program reads them.

A folder with an IR holds `openvino_model.xml`, `openvino_tokenizer.xml`, `openvino_detokenizer.xml` and their `.bin`, with Hugging Face's `config.json`, as `optimum-cli export openvino` writes it.
"""

import json

import openvino as ov

import chat
import graph
import tokens
from description import Description
from problem import Problem, Unwritten

# What the program reads (LanguageTable.version); it rises when the graphs become others.
VERSION = 2


def prepare(core, source, work, out, stored="f16"):
    """Writes the model into `out`; `work` is a folder for what lies between, `stored` how the matrices of safetensors are kept. Gives what its files say of it."""
    if not source.is_dir():
        import gguf_file

        facts = gguf_file.Facts(source)
        gguf_file.convert(source, work / "ir")
        write(core, facts, work / "ir", out)
        return facts
    facts = Description(source)
    if (source / "openvino_model.xml").is_file():
        write(core, facts, source, out)
        return facts
    import gguf_file
    import hugging_face
    import to_gguf

    published, between = hugging_face.HuggingFace(source, facts.config), work / "published.gguf"
    if max(facts.ends) >= published.vocabulary:
        raise Problem(f"{source}: its text ends with token {max(facts.ends)}, and config.json says vocab_size {published.vocabulary}; they are of different models")
    facts.beginning, facts.rotation = published.beginning, published.rotation
    to_gguf.write(published, between, stored, facts.ends[0])
    gguf_file.convert(between, work / "ir", source)
    between.unlink()
    write(core, facts, work / "ir", out, published.check)
    return facts


def write(core, facts, folder, out, check=None):
    """`check` gets the tokenizer's graph, and raises what is wrong with it."""
    plain, special = tokens.tokenizer(core, folder / "openvino_tokenizer.xml")
    text = tokens.detokenizer(core, folder / "openvino_detokenizer.xml")
    for name, model in (("decoder", graph.decoder(core, folder / "openvino_model.xml", facts.rotation)), ("tokenizer", plain), ("detokenizer", text)):
        save(model, out / f"{name}.xml")
    both = tokens.Tokens(core, folder / "openvino_tokenizer.xml", plain, special, text)
    both.check(folder)
    if check:
        check(both)
    beginning = [] if facts.beginning is None else [facts.beginning]
    ends = list(facts.ends)
    template = conversation(facts, both, beginning, ends)
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


def conversation(facts, both, beginning, ends):
    """The template as data; nothing where there is none, or none that can be said so."""
    template = facts.template
    if not template:
        print("the model has no chat template; it will be prompted with plain text", flush=True)
        return None
    names = {identifier: text for text, identifier in both.special.items()}
    variables = {"bos_token": names.get(beginning[0], "") if beginning else "", "eos_token": names.get(ends[0], "")}
    variables |= {name: text for name, text in facts.marks.items() if text is not None}
    try:
        data = chat.learn(template, variables)
        chat.check_tokens(data, both, beginning)
    except (chat.Unfit, chat.TemplateError, TypeError, ValueError) as reason:
        print(f"the model's chat template is not used, since {reason}; it will be prompted with plain text", flush=True)
        return None
    return chat.in_pieces(data, both.special)
