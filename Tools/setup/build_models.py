"""build_models.py PYTHON [exact]: build the graphs of the speech models where they are missing, broken, or made from something older.

`exact` makes a second set that stores the matrices as they were trained: only the parity tests use it.

A new folder is made aside and renamed: a running daemon has the old files mapped, and must never see them change.
"""
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from manifest import CACHE, ROOT, SOURCES, fail, is_right, package, say, sha256
from manifest import files as model_files

EXACT = sys.argv[2:] == ["exact"]
TARGET = CACHE / "models" / ("speech-exact" if EXACT else "speech")
BUILDERS = ROOT / "Tools" / "prepare"
WEIGHTS = ROOT / "Models" / "wav2vec2"


def stamp():
    """One hash over everything that the graphs are made from."""
    made_from = {"openvino": package("openvino")["version"]}
    made_from |= {entry["to"]: entry["sha256"] for entry in model_files(["model"])}
    for folder, pattern in ((BUILDERS, "*.py"), (WEIGHTS, "*.json"), (WEIGHTS, "*.safetensors")):
        made_from |= {str(path.relative_to(ROOT)): sha256(path) for path in sorted(folder.glob(pattern)) if path.is_file()}
    # A command of its own, over modules in a folder of their own: nothing of the speech graphs comes from it.
    made_from.pop("Tools/prepare/add_checkpoint.py", None)
    return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()


def problem(wanted):
    """Why the graphs have to be built, or nothing."""
    if not (TARGET / "manifest.json").is_file():
        return "none are built yet"
    if not (TARGET / "stamp").is_file() or (TARGET / "stamp").read_text() != wanted:
        return "their sources have changed"
    for name, entry in files(TARGET):
        if not is_right(TARGET / name, entry):
            return f"{name} is broken"
    return None


def files(folder):
    """The manifest's files as (name, {size, sha256})."""
    listed = json.loads((folder / "manifest.json").read_text())["files"]
    return listed.items() if isinstance(listed, dict) else [(entry.get("path") or entry["name"], entry) for entry in listed]


def main():
    python = sys.argv[1]
    builder = BUILDERS / "build_speech.py"
    if not builder.is_file():
        fail(f"{builder.relative_to(ROOT)} is missing from this checkout, so the models' graphs cannot be built")
    wanted = stamp()
    reason = problem(wanted)
    if reason is None:
        say(f"models ({TARGET.name}): there")
        return
    say(f"models ({TARGET.name}): building graphs, since {reason} (half a minute)…")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=TARGET.parent, prefix="part-"))
    try:
        part.chmod(0o755)
        built = subprocess.run([python, str(builder), "--whisper", str(SOURCES / "whisper-base"), "--wav2vec2", str(WEIGHTS),
                                "--vad", str(SOURCES / "silero-vad" / "silero_vad_openvino_16k.onnx"), "--out", str(part), "--weights", "f16" if EXACT else "int8"])
        if built.returncode != 0:
            fail(f"{builder.name} ended with status {built.returncode} (its reason is above)")
        (part / "stamp").write_text(wanted)
        old = TARGET.with_name("old-" + TARGET.name)
        shutil.rmtree(old, ignore_errors=True)
        if TARGET.exists():
            TARGET.rename(old)
        part.rename(TARGET)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    say(f"models ({TARGET.name}): built")


main()
