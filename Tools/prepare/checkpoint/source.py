"""Where a model comes from: a folder or a file on this machine, or a folder that the hub's files were brought into."""

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from .problem import NO_INPUT, WRITE_FAILED, Problem


@dataclass(frozen=True)
class Source:
    """`kind` is "directory", "file" or "hub"; `location` its path or the model's page; `revision` a hub's commit; `folder` where its files are, or its one file."""

    kind: str
    location: str
    revision: str | None
    folder: Path

    @property
    def origin(self) -> dict:
        """As a manifest says it."""
        return {"source": self.kind, "location": self.location, "revision": self.revision}


def directory(path: Path) -> Source:
    try:
        next(path.iterdir(), None)
    except OSError as error:
        raise Problem(NO_INPUT, f"{path}: cannot be read ({error.strerror}); give a folder with config.json, or a model's name on the hub (owner/model)") from None
    return Source("directory", str(path.resolve()), None, path)


def described(path: Path) -> dict:
    """A file as a manifest describes it."""
    try:
        with path.open("rb") as file:
            return {"name": path.name, "size": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
    except OSError as error:
        raise Problem(NO_INPUT, f"{path}: cannot be read ({error.strerror})") from None


def licence(folder: Path) -> str | None:
    """What the model card (README.md) says in its head; nothing where there is no card."""
    try:
        text = (folder / "README.md").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    head = re.match(r"\s*---\s*\n(.*?)\n---", text, re.DOTALL)
    fields = dict(re.findall(r"^(license|license_name):\s*[\"']?([^\s\"'\[#]+)", head.group(1), re.MULTILINE)) if head else {}
    return fields.get("license_name") or fields.get("license")


def check_room(folder: Path, needed: int, what: str):
    """Refuses early what would fill the disk."""
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise Problem(WRITE_FAILED, f"{folder}: {what} needs {needed / 1e6:.0f} MB, and {free / 1e6:.0f} MB are free; make room, then run the same command again")
