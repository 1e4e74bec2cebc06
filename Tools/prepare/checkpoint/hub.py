"""Brings a checkpoint's files from a Hugging Face hub, or from anything that serves its URL shapes.

    /api/models/NAME/revision/REVISION    which files there are, and the commit that the revision means now
    /NAME/resolve/COMMIT/FILE             a file; a large one is a redirect to where it is stored

A revision is pinned to its commit first, so all files are of one state. A large file's SHA-256 and a small one's git hash come in the
headers of the first answer; they decide whether what arrived is the file. An interrupted download goes on where it stopped, also after days.
"""

import fcntl
import hashlib
import http.client
import json
import os
import re
import shutil
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from .problem import DATA, NO_INPUT, NOT_ALLOWED, UNAVAILABLE, USAGE, WRITE_FAILED, Problem
from .source import Source, check_room
from .tensors import adapter_files, parts_of_index, weight_files
from .tokens import FILES as TOKEN_FILES

PUBLIC = "https://huggingface.co"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*")
DESCRIPTIONS = ("config.json", "preprocessor_config.json", "processor_config.json", *TOKEN_FILES, "tokenizer.json", "generation_config.json", "chat_template.jinja", "README.md")

# Tries in succession that bring nothing.
TRIES = 5
TIMEOUT = 30


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Redirects are followed here, not by the library: it would take the token along to another host."""

    def redirect_request(self, *_):
        return None


@dataclass(frozen=True)
class Listing:
    """The files of one commit."""

    name: str
    commit: str
    files: frozenset[str]


class Broken(Exception):
    """The connection was not made or ended early; `may_pass` if there is a server that could not answer just now."""

    def __init__(self, reason, may_pass=False):
        super().__init__(str(getattr(reason, "reason", None) or reason))
        self.may_pass = may_pass


class Refused(Exception):
    """The server has nothing behind what is there, and does not say what the file is."""


class Hub:
    """`base` is the hub's address, `cache` the folder for downloads, `token` what a private or gated model asks for."""

    def __init__(self, base: str, cache: Path, token: str | None = None, say=print):
        parts = urllib.parse.urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise Problem(USAGE, f"{base!r} is not the address of a hub; expected something like {PUBLIC}")
        self.base, self.cache, self.token, self.say = base.rstrip("/"), cache, token, say
        self.opener = urllib.request.build_opener(_NoRedirects)

    # The way of a checkpoint

    def bring(self, name: str, revision: str, check, language: str | None = None) -> Source:
        """Every file that matters of one model. `check(folder)` is called before the weights come: they are the long part."""
        if not NAME.fullmatch(name):
            raise Problem(USAGE, f"{name!r} is neither a folder here nor a model's name on the hub (owner/model)")
        listing = self.list(name, revision)
        folder = self.folder(listing)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Problem(WRITE_FAILED, f"{folder}: cannot be made ({error.strerror}); downloads go there") from None
        with (folder / ".lock").open("w") as lock:
            # Two at once would write into the same files; the second finds the first one's work done.
            fcntl.flock(lock, fcntl.LOCK_EX)
            for file in DESCRIPTIONS:
                if file in listing.files:
                    self.fetch(listing, file, folder)
            check(folder)
            weights = weight_files(listing.files) + (adapter_files(listing.files, language) if language else [])
            for file in weights:
                self.fetch(listing, file, folder)
                if file.endswith(".index.json"):
                    weights += parts_of_index(folder / file)
        return Source("hub", f"{self.base}/{name}", listing.commit, folder)

    def folder(self, listing: Listing) -> Path:
        return self.cache / listing.name.replace("/", "--") / listing.commit

    def discard(self, source: Source):
        """The downloads of a model that was added."""
        shutil.rmtree(source.folder.parent, ignore_errors=True)

    def list(self, name: str, revision: str) -> Listing:
        address = f"{self.base}/api/models/{name}/revision/{urllib.parse.quote(revision, safe='')}"
        for attempt in range(TRIES):
            try:
                with self.open(address, {}, f"{name} at {revision}")[0] as answer:
                    described = json.loads(read(answer, None))
                break
            except Broken as broken:
                # Where nobody is there, that is said at once.
                self.wait(attempt if broken.may_pass else TRIES, address, broken)
            except ValueError:
                raise Problem(UNAVAILABLE, f"{address}: the answer is not JSON; is this the address of a hub?") from None
        commit = described.get("sha") if isinstance(described, dict) else None
        if not isinstance(commit, str) or not re.fullmatch(r"[0-9a-f]{40}", commit):
            raise Problem(UNAVAILABLE, f"{address}: the answer names no commit; is this the address of a hub?")
        files = frozenset(entry.get("rfilename") for entry in described.get("siblings", []) if isinstance(entry, dict))
        return Listing(name, commit, files)

    # One file

    def fetch(self, listing: Listing, file: str, folder: Path):
        """Brings one file; it gets its name when it is whole and its hash is right."""
        done, part = folder / file, folder / (file + ".part")
        if done.is_file():
            return
        address = f"{self.base}/{listing.name}/resolve/{listing.commit}/{urllib.parse.quote(file)}"
        idle, started_over = 0, False
        while True:
            before = size_of(part)
            try:
                known = self.receive(listing, address, file, part)
            except Refused:
                part.unlink()
                continue
            except Broken as broken:
                if size_of(part) > before:
                    idle = 0
                    self.say(f"  {file}: the connection broke after {size_of(part):,} bytes; going on")
                else:
                    idle += 1
                    self.wait(idle, address, broken)
                continue
            try:
                check_hash(part, known, address)
            except Problem:
                part.unlink(missing_ok=True)
                if before == 0 or started_over:
                    raise
                # What was there from an earlier run may be the wrong part.
                started_over = True
                self.say(f"  {file}: what an earlier run left does not fit; fetching all of it")
                continue
            part.rename(done)
            return

    def receive(self, listing: Listing, address: str, file: str, part: Path) -> dict[str, str]:
        """Adds to the part file until it is whole; gives the headers that describe the file."""
        offset = size_of(part)
        answer, described = self.open(address, {"Range": f"bytes={offset}-"} if offset else {}, f"{listing.name}: {file}", may_refuse_range=offset > 0)
        if answer is None:
            # Nothing lies behind what is there already: it is whole, or (as its hash will tell) the wrong file.
            return described
        with answer:
            commit = described.get("x-repo-commit")
            if commit and commit != listing.commit:
                raise Problem(UNAVAILABLE, f"{address}: the hub answers with commit {commit[:12]}, expected {listing.commit[:12]}; run the same command again")
            if offset and not (answer.headers.get("Content-Range") or "").startswith(f"bytes {offset}-") or answer.status != 206:
                # A server that does not know ranges sends everything.
                offset = 0
            length = answer.headers.get("Content-Length")
            total = offset + int(length) if length and length.isdecimal() else None
            if total:
                check_room(part.parent, total - offset, file)
            progress = Progress(file, total, self.say)
            written = offset
            with part.open("ab" if offset else "wb", buffering=0) as out:
                while piece := read(answer):
                    rest = memoryview(piece)
                    while rest:
                        try:
                            rest = rest[out.write(rest) :]
                        except OSError as error:
                            error.filename = str(part)
                            raise
                    written += len(piece)
                    progress.at(written)
            if total is not None and written < total:
                raise Broken("the connection ended early")
            return described

    def wait(self, attempt: int, address: str, broken: Broken):
        if attempt + 1 >= TRIES:
            host = urllib.parse.urlsplit(address).netloc
            raise Problem(UNAVAILABLE, f"{host} cannot be reached ({broken}); check the network, then run the same command again") from None
        time.sleep(2**attempt)

    # One request

    def open(self, address: str, headers: dict[str, str], what: str, may_refuse_range=False):
        """(the answer, the headers that describe the file) behind any redirects."""
        described: dict[str, str] = {}
        for _ in range(6):
            request = urllib.request.Request(address, headers={"User-Agent": "taichu", "Accept-Encoding": "identity", **headers})
            if self.token and same_host(address, self.base):
                request.add_unredirected_header("Authorization", f"Bearer {self.token}")
            try:
                answer = self.opener.open(request, timeout=TIMEOUT)
            except urllib.error.HTTPError as error:
                answer = error
            except urllib.error.URLError as error:
                # A certificate does not get better by trying again.
                if isinstance(error.reason, ssl.SSLCertVerificationError):
                    host = urllib.parse.urlsplit(address).netloc
                    raise Problem(UNAVAILABLE, f"{host}: its certificate is not accepted ({error.reason.verify_message})") from None
                raise Broken(error) from None
            except (http.client.HTTPException, OSError) as error:
                raise Broken(error) from None
            # The hub's own answer describes the file; where that is stored, the same headers may mean something else.
            if same_host(address, self.base):
                described |= {key.lower(): value for key, value in answer.headers.items()}
            if answer.status in (301, 302, 303, 307, 308):
                answer.close()
                address = self.next_address(address, answer.headers.get("Location"))
            elif answer.status in (200, 206):
                return answer, described
            elif answer.status == 416 and may_refuse_range:
                answer.close()
                if not known_hash(described):
                    # Nothing could tell whether what is there is the file.
                    raise Refused
                return None, described
            else:
                answer.close()
                self.refuse(answer.status, answer.headers.get("X-Error-Code"), address, what)
        raise Problem(UNAVAILABLE, f"{address}: is redirected without an end")

    def next_address(self, address: str, location: str | None) -> str:
        target = urllib.parse.urljoin(address, location or "")
        scheme = urllib.parse.urlsplit(target).scheme
        if not location or scheme not in ("http", "https") or (scheme == "http" and address.startswith("https:")):
            raise Problem(UNAVAILABLE, f"{address}: is redirected to {location!r}, which is refused (expected an address as safe as the first)")
        return target

    def refuse(self, status: int, code: str | None, address: str, what: str):
        if status >= 500 or status == 429:
            raise Broken(f"the server answers {status}", may_pass=True)
        if code == "GatedRepo" or (status == 403 and not self.token):
            raise Problem(
                NOT_ALLOWED,
                f"{what} is gated: accept its terms on its page below {self.base}, make a token there, and run this again with HF_TOKEN set"
                if not self.token
                else f"{what} is gated, and the account of HF_TOKEN has not been let in: accept its terms on its page below {self.base}",
            )
        if code == "RevisionNotFound":
            raise Problem(NO_INPUT, f"{what}: the model has no such revision; give a branch, a tag or a commit with --revision")
        if code == "EntryNotFound":
            raise Problem(NO_INPUT, f"{what}: the model has no such file")
        if status == 401 and self.token and code != "RepoNotFound":
            raise Problem(NOT_ALLOWED, f"{what}: the token in HF_TOKEN is not accepted; make a new one, or unset it for public models")
        if status in (401, 404):
            private = "" if self.token else "; if it is private, set HF_TOKEN"
            raise Problem(NO_INPUT, f"{what}: there is no such model on {self.base}; check the name{private}")
        if status == 403:
            raise Problem(NOT_ALLOWED, f"{what}: the account of HF_TOKEN may not read it")
        raise Problem(UNAVAILABLE, f"{address}: the server answers {status}, expected the file")


def same_host(address: str, base: str) -> bool:
    return urllib.parse.urlsplit(address)[:2] == urllib.parse.urlsplit(base)[:2]


def read(answer, count: int | None = 1 << 20) -> bytes:
    try:
        return answer.read(count)
    except (http.client.HTTPException, OSError) as error:
        raise Broken(error) from None


def size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def known_hash(described: dict[str, str]) -> str | None:
    """SHA-256 (64 digits) or git's hash (40) of the file, where the hub gave one."""
    tag = (described.get("x-linked-etag") or described.get("etag") or "").removeprefix("W/").strip('"')
    return tag if re.fullmatch(r"[0-9a-f]{64}|[0-9a-f]{40}", tag) else None


def check_hash(path: Path, described: dict[str, str], address: str):
    """The file against the hash in the headers, if there is one: SHA-256 of a large file, git's of a small one."""
    tag = known_hash(described)
    if not tag:
        return
    with path.open("rb") as file:
        if len(tag) == 64:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        else:
            git = hashlib.sha1(b"blob %d\0" % size_of(path), usedforsecurity=False)
            while piece := file.read(1 << 20):
                git.update(piece)
            found = git.hexdigest()
    if found != tag:
        raise Problem(DATA, f"{address}: what arrived has the hash {found[:12]}…, the hub says {tag[:12]}…; it is refused. Run the same command again")


class Progress:
    """A line for each tenth of a long download."""

    def __init__(self, file: str, total: int | None, say):
        self.file, self.total, self.say, self.tenth = file, total, say, 0

    def at(self, position: int):
        if not self.total or self.total < 20_000_000:
            return
        tenth = position * 10 // self.total
        if tenth > self.tenth:
            self.tenth = tenth
            self.say(f"  {self.file}: {tenth * 10} % of {self.total / 1e6:.0f} MB")


def download_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "taichu" / "hub"
