"""runtime.py DIR: unpack the OpenVINO runtime from its wheel into DIR, with a pkg-config file that points there; beside it the extension that tokenizers need.

The wheel carries the headers and every library; taken are those that a CPU needs.
"""
import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from manifest import DOWNLOADS, package, say

LIBRARIES = [
    "libopenvino.so", "libopenvino_c.so", "libopenvino_intel_cpu_plugin.so", "libopenvino_auto_plugin.so",
    "libopenvino_ir_frontend.so", "libopenvino_onnx_frontend.so",
    "libtbb.so", "libtbbmalloc.so", "libtbbbind_2_5.so", "libhwloc.so",
]


def pick(member):
    """Where a member of the wheel goes, or nothing when it stays out."""
    path = Path(member)
    if member.startswith("openvino/libs/") and any(path.name.startswith(library) for library in LIBRARIES):
        return Path("lib") / path.name
    if member.startswith("openvino/include/openvino/"):
        return Path("include") / path.relative_to("openvino/include")
    if ".dist-info/licenses/" in member:
        return Path("licenses") / path.name
    return None


def link_bare_names(folder):
    """libopenvino_c.so → libopenvino_c.so.2641: the name that the linker looks for."""
    for library in list(folder.iterdir()):
        bare = library.name.split(".so")[0] + ".so"
        if bare != library.name:
            (folder / bare).symlink_to(library.name)


def unpack_runtime(target):
    entry = package("openvino")
    name = f'openvino {entry["version"]}'
    stamp = target / "wheel.sha256"
    taken = f'{entry["sha256"]}, headers of C and C++'
    if stamp.is_file() and stamp.read_text() == taken:
        say(f"{name}: there")
        return
    say(f"{name}: unpacking…")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=target.parent, prefix="part-"))
    try:
        part.chmod(0o755)
        with zipfile.ZipFile(DOWNLOADS / entry["wheel"]) as wheel:
            for member in wheel.namelist():
                if (place := pick(member)) and not member.endswith("/"):
                    (part / place).parent.mkdir(parents=True, exist_ok=True)
                    with wheel.open(member) as source, open(part / place, "wb") as out:
                        shutil.copyfileobj(source, out, 1 << 20)
        link_bare_names(part / "lib")
        (part / "pkgconfig").mkdir()
        (part / "pkgconfig" / "taichu-openvino.pc").write_text(
            f"Name: taichu-openvino\nDescription: OpenVINO's C API, from the PyPI wheel\nVersion: {entry['version']}\n"
            f"Cflags: -I{target}/include\nLibs: -L{target}/lib -lopenvino_c\n")
        # The stamp is written last: a half-unpacked folder has none.
        (part / "wheel.sha256").write_text(taken)
        os.sync()
        if target.exists():
            shutil.rmtree(target)
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    say(f"{name}: unpacked")


def add_tokenizers(target):
    """The extension is loaded by its path, beside the libraries; a file of its own, so that it comes and goes without them."""
    entry = package("openvino-tokenizers")
    name = f'openvino-tokenizers {entry["version"]}'
    stamp = target / "tokenizers.sha256"
    if stamp.is_file() and stamp.read_text() == entry["sha256"]:
        say(f"{name}: there")
        return
    with zipfile.ZipFile(DOWNLOADS / entry["wheel"]) as wheel:
        for member in wheel.namelist():
            path = Path(member)
            if path.name == "libopenvino_tokenizers.so":
                place = target / "lib" / path.name
            elif path.parent.name.endswith(".dist-info") and path.name in ("LICENSE", "third-party-programs.txt"):
                place = target / "licenses" / f"tokenizers-{path.name}"
            else:
                continue
            place.parent.mkdir(exist_ok=True)
            part = place.with_name(f"part-{place.name}")
            part.write_bytes(wheel.read(member))
            # Renamed: a running program has the old one mapped.
            part.rename(place)
    stamp.write_text(entry["sha256"])
    say(f"{name}: unpacked")


def main():
    target = Path(sys.argv[1])
    unpack_runtime(target)
    add_tokenizers(target)


main()
