"""The folder of a user's models: a new one is written aside and renamed, so that there are whole ones or none."""

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
from pathlib import Path

from .problem import CANNOT_CREATE, USAGE, Problem

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Store:
    """Folders that begin with a dot are unfinished work and no models."""

    def __init__(self, folder: Path):
        self.folder = folder

    def check_name(self, name: str, replace: bool):
        if not NAME.fullmatch(name):
            raise Problem(USAGE, f"{name!r} cannot be a model's name: expected up to 64 letters, digits, dots, hyphens and underscores, a letter or digit first")
        if (self.folder / name).exists() and not replace:
            raise Problem(CANNOT_CREATE, f"{self.folder / name}: there is a model of this name already; take another name, or add --replace")

    @contextlib.contextmanager
    def adding(self, name: str, replace: bool):
        """A folder to fill. It becomes the model when the block ends, and goes when it fails. One at a time; another waits."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / ".lock").open("w")
        except OSError as error:
            raise Problem(CANNOT_CREATE, f"{self.folder}: cannot be written to ({error.strerror}); give another folder") from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                print(f"another model is being added to {self.folder}; waiting for it…", flush=True)
                fcntl.flock(lock, fcntl.LOCK_EX)
            # Nobody else is at work, so these are what an interrupted run left.
            for left in self.folder.glob(".part-*"):
                shutil.rmtree(left, ignore_errors=True)
            self.check_name(name, replace)
            part = Path(tempfile.mkdtemp(dir=self.folder, prefix=".part-"))
            try:
                part.chmod(0o755)
                new = part / name
                new.mkdir()
                yield new
                for path in (*new.iterdir(), new):
                    flush(path)
                # A running daemon has the old files mapped: they are moved aside and removed, never written over.
                if (self.folder / name).exists():
                    (self.folder / name).rename(part / "old")
                new.rename(self.folder / name)
            finally:
                shutil.rmtree(part, ignore_errors=True)


def flush(path: Path):
    """Waits until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
