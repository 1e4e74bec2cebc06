"""vocab.json and what stands beside it → the model's tokens by id, and which of them mean something else than text."""

import json
from dataclasses import dataclass
from pathlib import Path

from .architecture import LARGEST, Architecture, read_json
from .problem import DATA, Problem, some

# Only vocab.json must be there; the others refine it.
FILES = ("vocab.json", "added_tokens.json", "special_tokens_map.json", "tokenizer_config.json")

# What the CTC tokenizer of transformers takes where no file says otherwise.
DEFAULTS = {"pad_token": "<pad>", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "word_delimiter_token": "|"}


@dataclass(frozen=True)
class Tokens:
    """`vocabulary` has one string an id, "" where the checkpoint names none."""

    vocabulary: list[str]
    blank: int
    word_delimiter: str | None
    special: list[int]
    lower_case: bool


def read_tokens(folder: Path, architecture: Architecture, language: str | None = None) -> tuple[Tokens, list[str]]:
    """(the tokens, the files that were read). `language` picks one of a vocabulary for each language."""
    path = folder / "vocab.json"
    files = ["vocab.json"] + [name for name in FILES[1:] if (folder / name).is_file()]
    vocabulary = read_json(path, "it names the letters or words that the model writes")
    if vocabulary and all(isinstance(value, dict) for value in vocabulary.values()):
        vocabulary = _of_language(path, vocabulary, language)
    elif language:
        raise Problem(DATA, f"{path}: has one vocabulary for whatever the model hears; leave out --language {language}")
    size = architecture.vocab_size
    by_id: dict[int, str] = {}
    for token, number in vocabulary.items():
        if type(number) is not int or number < 0:
            raise Problem(DATA, f"{path}: {json.dumps(token, ensure_ascii=False)} has {json.dumps(number)[:40]}, expected the number of a token")
        if number in by_id:
            raise Problem(DATA, f"{path}: token {number} is both {by_id[number]!r} and {token!r}")
        if number >= size:
            raise Problem(DATA, f"{path}: {token!r} is token {number}, and the model (vocab_size of config.json) has {size}")
        by_id[number] = token
    added, settings = _settings(folder, files)
    for token, number in added.items():
        # A token that the model has no output for is one of the tokenizer alone: it cannot be written.
        if number < size:
            by_id.setdefault(number, token)

    numbers = {token: number for number, token in by_id.items()}
    blank = architecture.pad_token_id
    if blank >= size:
        raise Problem(DATA, f"{folder / 'config.json'}: pad_token_id, CTC's blank, is {blank}, and the model has {size} tokens")
    pad = settings["pad_token"]
    if pad in numbers and numbers[pad] != blank:
        raise Problem(
            DATA,
            f"{folder}: CTC's blank is token {blank} by config.json (pad_token_id) and token {numbers[pad]} by the tokenizer ({pad!r}); "
            "ask whoever made the checkpoint which is right, and correct the other",
        )
    special = {numbers[settings[key]] for key in ("bos_token", "eos_token", "unk_token") if settings[key] in numbers}
    special |= {blank} | {number for number in range(size) if number not in by_id}
    delimiter = settings["word_delimiter_token"]
    tokens = Tokens(
        vocabulary=[by_id.get(number, "") for number in range(size)],
        blank=blank,
        word_delimiter=delimiter if delimiter in numbers and numbers[delimiter] not in special else None,
        special=sorted(special),
        lower_case=settings["do_lower_case"],
    )
    if len(special) == size:
        raise Problem(DATA, f"{path}: no token of it is text; fetch it again")
    return tokens, files


def _of_language(path: Path, vocabularies: dict, language: str | None) -> dict:
    """The vocabulary of one language: the one that was asked for, else the one that the checkpoint's weights are for."""
    if language is None:
        settings = path.with_name("tokenizer_config.json")
        language = read_json(settings, "").get("target_lang") if settings.is_file() else None
    if not isinstance(language, str) or language not in vocabularies:
        wrong = f", and none for {language}" if language else ""
        raise Problem(DATA, f"{path}: has a vocabulary for each language ({some(vocabularies)}){wrong}; choose one with --language")
    return vocabularies[language]


def size_in_language(folder: Path, language: str) -> int:
    """Outputs of the head that goes with a language's vocabulary."""
    vocabulary = read_json(folder / "vocab.json", "it names the letters or words that the model writes").get(language)
    numbers = [number for number in vocabulary.values() if type(number) is int] if isinstance(vocabulary, dict) else []
    size = max(numbers, default=0) + 1
    if size > LARGEST:
        raise Problem(DATA, f"{folder / 'vocab.json'}: has {size} tokens for {language}, expected at most {LARGEST}")
    return size


def _settings(folder: Path, files: list[str]) -> tuple[dict[str, int], dict]:
    """(tokens added to the vocabulary, the tokenizer's settings)."""
    added: dict[str, int] = {}
    settings = dict(DEFAULTS, do_lower_case=False)

    def note(token, number):
        if isinstance(token, str) and type(number) is int and number >= 0:
            added[token] = number

    if "added_tokens.json" in files:
        for token, number in read_json(folder / "added_tokens.json", "").items():
            note(token, number)
    # The tokenizer's own file has the last word.
    for name in ("special_tokens_map.json", "tokenizer_config.json"):
        if name not in files:
            continue
        described = read_json(folder / name, "")
        for key in DEFAULTS:
            value = described.get(key, settings[key])
            value = value.get("content") if isinstance(value, dict) else value
            if value is not None and not isinstance(value, str):
                raise Problem(DATA, f"{folder / name}: {key} is {json.dumps(value)[:40]}, expected a token")
            settings[key] = value
        settings["do_lower_case"] = described.get("do_lower_case", settings["do_lower_case"]) is True
        decoder = described.get("added_tokens_decoder")
        for number, entry in decoder.items() if isinstance(decoder, dict) else ():
            if number.isdecimal() and isinstance(entry, dict):
                note(entry.get("content"), int(number))
    return added, settings
