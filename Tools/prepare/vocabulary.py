"""Whisper's byte-level vocabulary, turned into what the recognizer needs: the bytes of each token, and a few id lists."""

import struct
from pathlib import Path

from tokenizers import Tokenizer

# ISO 639-1 (or Whisper's own) codes in the order of the model's language tokens.
LANGUAGES = (
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa "
    "lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt "
    "sa lb my bo tl mg as tt haw ln ha ba jw su"
).split()

# The text that starts a Chinese caption off in simplified characters with punctuation.
CHINESE_PROMPT = "以下是普通话的句子。"


def byte_alphabet() -> dict[str, int]:
    """The printable characters that stand for bytes in a byte-level vocabulary."""
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    alphabet = {chr(byte): byte for byte in printable}
    spare = 256
    for byte in range(256):
        if byte not in printable:
            alphabet[chr(spare)] = byte
            spare += 1
    return alphabet


def write_tokens(tokenizer: Tokenizer, count: int, path: Path):
    """`tokens.bin`: u32 count, count + 1 u32 offsets, then the bytes of all text tokens (special ones are empty)."""
    alphabet = byte_alphabet()
    special = {token.content for token in tokenizer.get_added_tokens_decoder().values()}
    pieces = []
    for identity in range(count):
        text = tokenizer.id_to_token(identity) or ""
        pieces.append(b"" if text in special or text.startswith("<|") else bytes(alphabet[letter] for letter in text))
    offsets = [0]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece))
    path.write_bytes(struct.pack(f"<I{count + 1}I", count, *offsets) + b"".join(pieces))


def describe(tokenizer: Tokenizer, config: dict) -> dict:
    """What `speech.json` says about the vocabulary."""
    return {
        "languages": LANGUAGES,
        "firstLanguageToken": config["lang_ids"][0],
        "startOfTranscript": tokenizer.token_to_id("<|startoftranscript|>"),
        "endOfText": tokenizer.token_to_id("<|endoftext|>"),
        "transcribe": tokenizer.token_to_id("<|transcribe|>"),
        "translate": tokenizer.token_to_id("<|translate|>"),
        "startOfPrevious": tokenizer.token_to_id("<|startofprev|>"),
        "noTimestamps": tokenizer.token_to_id("<|notimestamps|>"),
        "blank": config["suppress_ids_begin"][0],
        "chinesePrompt": tokenizer.encode(CHINESE_PROMPT, add_special_tokens=False).ids,
    }
