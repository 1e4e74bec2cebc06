"""A local server with the hub's URL shapes, and with everything that can go wrong on the way."""

import hashlib
import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class HubState:
    """What the server says; tests change it while it runs."""

    folder: Path
    # File → how many bytes of each answer arrive before the connection breaks.
    breaks: dict[str, list[int]] = field(default_factory=dict)
    knows_ranges: bool = True
    # File → what the headers say instead of the right hash.
    hashes: dict[str, str] = field(default_factory=dict)
    # File → answers before the right one: (status, error code).
    failures: dict[str, list[tuple[int, str | None]]] = field(default_factory=dict)
    commit: str = COMMIT
    answered_commit: str = COMMIT
    token: str | None = None
    gated: bool = False
    # Every request: (host, path, Range, Authorization).
    requests: list = field(default_factory=list)


class HubServer:
    """Two servers on two ports: the hub itself, and the storage to which it redirects large files."""

    def __init__(self, folder: Path):
        self.state = HubState(folder)
        self.hub, self.storage = (ThreadingHTTPServer(("127.0.0.1", 0), handler(self.state, kind)) for kind in (Front, Storage))
        Front.storage_port = self.storage.server_port
        self.threads = [threading.Thread(target=server.serve_forever, args=(0.01,)) for server in (self.hub, self.storage)]
        for thread in self.threads:
            thread.start()
        self.address = f"http://127.0.0.1:{self.hub.server_port}"

    def close(self):
        for server in (self.hub, self.storage):
            server.shutdown()
            server.server_close()
        for thread in self.threads:
            thread.join()


def handler(state, kind):
    return type(kind.__name__, (kind,), {"state": state})


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: HubState

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.state.requests.append((type(self).__name__, self.path, self.headers.get("Range"), self.headers.get("Authorization")))
        self.answer()

    def reply(self, status, body=b"", **headers):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_file(self, name, **headers):
        """A file or the rest of it, broken off where the test wants it."""
        body = (self.state.folder / name).read_bytes()
        start = 0
        if (wanted := self.headers.get("Range")) and self.state.knows_ranges:
            start = int(re.fullmatch(r"bytes=(\d+)-", wanted).group(1))
            if start >= len(body):
                return self.reply(416, Content_Range=f"bytes */{len(body)}", **headers)
            headers["Content_Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        rest = body[start:]
        self.send_response(206 if start else 200)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if self.state.breaks.get(name):
            self.wfile.write(rest[: self.state.breaks[name].pop(0)])
            self.close_connection = True
        else:
            self.wfile.write(rest)


class Front(Answers):
    storage_port: int

    def answer(self):
        if found := re.fullmatch(r"/api/models/([^/]+/[^/]+)/revision/([^/]+)", self.path):
            return self.describe(*found.groups())
        if found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/([^/]+)", self.path):
            return self.resolve(*found.groups())
        if self.path.startswith("/old/"):
            return self.reply(307, Location=self.path.replace("/old/", "/owner/"))
        self.reply(404)

    def refused(self, what):
        state = self.state
        if state.failures.get(what):
            status, code = state.failures[what].pop(0)
            self.reply(status, **({"X_Error_Code": code} if code else {}))
            return True
        return False

    def describe(self, name, revision):
        state = self.state
        if name == "old/model":
            return self.reply(307, Location=f"/api/models/owner/model/revision/{revision}")
        if self.refused("api"):
            return
        if name != "owner/model" or (state.token and self.headers.get("Authorization") != f"Bearer {state.token}"):
            return self.reply(401, X_Error_Code="RepoNotFound")
        if revision not in ("main", "v1.0", state.commit, "refs%2Fpr%2F1"):
            return self.reply(404, X_Error_Code="RevisionNotFound")
        siblings = [{"rfilename": path.name} for path in sorted(state.folder.iterdir()) if path.is_file()]
        self.reply(200, json.dumps({"id": name, "sha": state.commit, "gated": "auto" if state.gated else False, "siblings": siblings}).encode())

    def resolve(self, name, commit, file):
        state = self.state
        path = state.folder / file
        if self.refused(file):
            return
        if state.gated and not self.headers.get("Authorization"):
            return self.reply(401, X_Error_Code="GatedRepo")
        if commit != state.commit or not path.is_file():
            return self.reply(404, X_Error_Code="EntryNotFound")
        content = path.read_bytes()
        if path.suffix in (".safetensors", ".bin"):
            digest = state.hashes.get(file) or hashlib.sha256(content).hexdigest()
            # The storage's own ETag has the length of a SHA-256 and is none.
            return self.reply(
                302, Location=f"http://127.0.0.1:{self.storage_port}/stored/{file}?signature=1", X_Repo_Commit=state.answered_commit,
                X_Linked_Etag=f'"{digest}"', X_Linked_Size=str(len(content)),
            )
        git = state.hashes.get(file) or hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        self.send_file(file, ETag=f'"{git}"', X_Repo_Commit=state.answered_commit)


class Storage(Answers):
    def answer(self):
        self.send_file(self.path.split("?")[0].removeprefix("/stored/"), ETag='"' + "5" * 64 + '"')
