"""build_group.py PYTHON GROUP [MODEL…]: make the models of a group (all, or these) where they are missing, broken, or made from something older.

Python packages that only this group's builders need (purpose `GROUP-preparation`) are put in their reach out of their wheels, unpacked and never installed.

Each has a folder of its own under `models/GROUP`, made aside and renamed: a running daemon has the old files mapped, and must never see them change.
"""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from manifest import CACHE, DOWNLOADS, ROOT, SOURCES, fail, files, is_right, package, packages, say, sha256

GROUP = sys.argv[2]
PREPARATION = ROOT / "Tools" / "prepare"
BUILDERS = PREPARATION / GROUP
TARGET = CACHE / "models" / GROUP


def every():
    """The models' names, in the order of the manifest."""
    return list(dict.fromkeys(entry["model"] for entry in files([GROUP]) if "model" in entry))


def stamp(name):
    """One hash over everything that a model is made from."""
    made_from = {"openvino": package("openvino")["version"]}
    made_from |= {entry["to"]: entry for entry in files([GROUP]) if entry.get("model") == name}
    made_from |= {entry["package"]: entry["sha256"] for entry in packages([GROUP + "-preparation"])}
    # Another model's recipe does not matter.
    others = set(every()) - {name}
    recipes = [PREPARATION / "packing.py", *sorted(path for path in BUILDERS.glob("*.py") if path.stem not in others)]
    made_from |= {path.name: sha256(path) for path in recipes}
    return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()


def problem(folder, wanted):
    """Why the model has to be built, or nothing."""
    if not (folder / "manifest.json").is_file():
        return "it is not built yet"
    if not (folder / "stamp").is_file() or (folder / "stamp").read_text() != wanted:
        return "its sources have changed"
    for entry in json.loads((folder / "manifest.json").read_text())["files"]:
        if not is_right(folder / entry["name"], entry):
            return f'{entry["name"]} is broken'
    return None


def libraries(folder):
    """The builders' own packages, unpacked; the environment in which Python finds them and what the groups share."""
    for entry in packages([GROUP + "-preparation"]):
        with zipfile.ZipFile(DOWNLOADS / entry["wheel"]) as wheel:
            wheel.extractall(folder)
    return {**os.environ, "PYTHONPATH": f"{folder}:{PREPARATION}"}


def build(python, name):
    folder, wanted = TARGET / name, stamp(name)
    reason = problem(folder, wanted)
    if reason is None:
        return False
    say(f"{GROUP} ({name}): building it, since {reason}…")
    make(python, folder, wanted, name, "--sources", SOURCES, "--downloads", ROOT / "Models" / "downloads.json")
    return True


def make(python, folder, wanted, *arguments):
    """Runs the builder aside, and puts what it made in the old one's place. `arguments` say what to build."""
    TARGET.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=TARGET.parent, prefix="part-"))
    try:
        part.chmod(0o755)
        with tempfile.TemporaryDirectory() as unpacked:
            built = subprocess.run([python, BUILDERS / "build.py", *arguments, "--out", part], env=libraries(unpacked))
        if built.returncode != 0:
            fail(f"{folder.name}: build.py ended with status {built.returncode} (its reason is above)")
        (part / "stamp").write_text(wanted)
        old = TARGET.parent / f"part-old-{folder.name}"
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def main():
    python, wanted = sys.argv[1], sys.argv[3:]
    names = every()
    for name in wanted:
        if name not in names:
            fail(f"no model of the group {GROUP} is called {name}; there are: {', '.join(names)}")
    names = wanted or names
    built = sum(build(python, name) for name in names)
    say(f"{GROUP} models: " + ("there" if built == 0 else f"{built} of {len(names)} built"))


main()
