"""Brings the photographs that the vision model is trained and measured on, and that git does not hold. Nothing is installed.

    python -m visiontrain.sources FOLDER

Cut-out photographs of animals, food, plants, vehicles and tools from Tux Paint's stamps, landscapes and close-ups from desktops' backgrounds, and the sample
pictures of two libraries: all of free licences, which the packages name. Everything is checked by the SHA-256 written here.
"""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from fetch import unpack_wheels

# name, version, SHA-256 of the archive
DEBIAN = [
    ("tuxpaint-stamps-default", "2022.06.04-1", "6db6c1bfc870a47f1499d6203b083522eacb57c5f9c87d468f2e92eb6d9d5f34"),
    ("plasma-workspace-wallpapers", "4:5.27.5-2", "32cd18b71c8c938a18b3b351f217c02ac590e323caa3cf322fbb875ce8892f8b"),
    ("mate-backgrounds", "1.26.0-1", "7bf4c2209f34b4f61ba6d24c8b58c28b361e82e4b943aae6d42c030169af9e04"),
    ("lomiri-wallpapers-16.04", "20.04.0-2", "a99ff6a3bfe451e4cc0682ecb3cc82e71740626d59e4845ae34a0a0e45421eab"),
    ("lomiri-wallpapers-20.04", "20.04.0-2", "d44e89b8473aafe64a5b678f014862dc31335aaaf18665c544d985d854f1a709"),
]

# name, version, SHA-256 of the wheel for Debian 12's Python, the folder in it that is wanted
WHEELS = [
    ("scikit-image", "0.26.0", "74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af", "skimage/data"),
    ("scikit-learn", "1.9.1", "52a0703bbc07ad27f560fa63fa68e4c54dd735bfbbf65b4dd3c225dc7547b6df", "sklearn/datasets/images"),
]


def unpack_debian(into: Path) -> None:
    """Each package into a folder of its name; a folder that is there is whole."""
    into.mkdir(parents=True, exist_ok=True)
    for name, version, digest in DEBIAN:
        if (into / name).is_dir():
            continue
        print(f"fetching {name} {version}", flush=True)
        with tempfile.TemporaryDirectory(dir=into) as folder:
            done = subprocess.run(["apt-get", "download", "-q", f"{name}={version}"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode:
                sys.exit(f"apt-get download {name}={version} failed: {done.stdout.strip().splitlines()[-1]}; run `apt-get update` as root, then this again")
            archive = next(Path(folder).glob("*.deb"))
            found = hashlib.sha256(archive.read_bytes()).hexdigest()
            if found != digest:
                sys.exit(f"{archive.name}: SHA-256 is {found}, expected {digest}; not used")
            part = Path(folder) / "all"
            subprocess.run(["dpkg-deb", "-x", archive, part], check=True)
            part.chmod(0o755)
            part.rename(into / name)


def main() -> None:
    into = Path(sys.argv[1])
    unpack_debian(into)
    unpack_wheels(into, WHEELS)


if __name__ == "__main__":
    main()
