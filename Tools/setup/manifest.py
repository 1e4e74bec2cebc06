"""Models/downloads.json: what is downloaded, and the hashes that decide whether a file is the right one."""
import hashlib
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "taichu"
DOWNLOADS = CACHE / "downloads"
SOURCES = CACHE / "models" / "sources"


def load():
    return json.loads((ROOT / "Models" / "downloads.json").read_text())


def packages(purposes):
    """The packages of these purposes. `GROUP:MODEL,MODEL` means those of the group that these models need."""
    wanted = []
    for purpose in purposes:
        purpose, _, models = purpose.partition(":")
        needed = {piece["package"] for entry in load()["files"] if entry.get("model") in models.split(",") for piece in entry["from"]}
        wanted += [p for p in load()["packages"] if p["purpose"] == purpose and (not models or p["package"] in needed)]
    return wanted


def files(purposes):
    """The model files that come out of these purposes' packages."""
    chosen = {p["package"] for p in packages(purposes)}
    return [entry for entry in load()["files"] if chosen.issuperset(piece["package"] for piece in entry["from"])]


def package(name):
    return next(p for p in load()["packages"] if p["package"] == name)


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_right(path, entry):
    """Whether the file is there, whole and the one that the manifest (or a built model's manifest) means."""
    path = Path(path)
    return path.is_file() and path.stat().st_size == entry["size"] and sha256(path) == entry["sha256"]


def say(text):
    print(text, flush=True)


def fail(text):
    print("set-up: " + text, file=sys.stderr)
    raise SystemExit(1)
