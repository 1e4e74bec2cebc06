"""Adds a Hugging Face wav2vec2 CTC checkpoint, or a decoder-only language model, to a user's models: checks it, builds its graphs, writes a manifest.

    python add_checkpoint.py SOURCE --name NAME --store FOLDER [--weights f32|f16|int8] [--replace]
        [--language LANG] [--revision REV] [--hub URL]

SOURCE is a folder with config.json or a model's name on the hub (owner/model), of either kind; or a language model as a GGUF file or as a folder with an OpenVINO IR.
`Documentation/checkpoints.md` and `Documentation/language.md` say what is taken.
A token for private and gated models is read from $HF_TOKEN; $HF_ENDPOINT names another hub as --hub does.
The exit status is one of `Documentation/exit-codes.md`; the reason is one line on the standard error output.
"""

import argparse
import errno
import os
import re
import signal
import sys
import time
import traceback
from pathlib import Path

from checkpoint.add import Checkpoint, Description, say
from checkpoint.graphs import STORES
from checkpoint.hub import NAME, PUBLIC, Hub, download_folder
from checkpoint.problem import NO_INPUT, OUR_MISTAKE, USAGE, WRITE_FAILED, Problem
from checkpoint.source import Source, directory
from checkpoint.store import Store
from language import adding

# The address of a model's page: the hub's, and the model's name.
PAGE = re.compile(r"(https?://.+)/([^/]+/[^/]+?)/?")
# It becomes part of a file's name.
LANGUAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class Arguments(argparse.ArgumentParser):
    def error(self, message):
        raise Problem(USAGE, message)


def read_arguments(arguments):
    parser = Arguments(prog="add_checkpoint.py", description=__doc__.splitlines()[0], allow_abbrev=False)
    parser.add_argument("source", metavar="SOURCE", help="a folder, owner/model on the hub, or a GGUF file")
    parser.add_argument("--name", required=True, help="what the model is called from now on")
    parser.add_argument("--store", type=Path, required=True, help="the folder that holds the models")
    parser.add_argument("--weights", choices=STORES, help="how matrices are stored (default: f32, a language model's f16)")
    parser.add_argument("--replace", action="store_true", help="take the place of a model of that name")
    parser.add_argument("--language", metavar="LANG", help="one language of a model with an adapter for each (MMS), by its own code")
    parser.add_argument("--revision", metavar="REV", help="a branch, tag or commit of a hub's model (default: main)")
    parser.add_argument("--hub", metavar="URL", help=f"the hub's address (default: $HF_ENDPOINT, else {PUBLIC})")
    return parser.parse_args(arguments)


def find(arguments):
    """(where the model's files are, the hub that they came from)."""
    path = Path(arguments.source)
    if path.exists():
        if arguments.revision:
            raise Problem(USAGE, f"--revision is for models of a hub, and {path} is here")
        return (directory(path) if path.is_dir() else Source("file", str(path.resolve()), None, path)), None
    page = PAGE.fullmatch(arguments.source)
    address, name = page.groups() if page else (arguments.hub or os.environ.get("HF_ENDPOINT") or PUBLIC, arguments.source)
    if not NAME.fullmatch(name):
        raise Problem(NO_INPUT, f"{path}: there is no such folder or file; give a folder with config.json, a model's name on the hub (owner/model), or a GGUF file")
    if page and arguments.hub and arguments.hub.rstrip("/") != address:
        raise Problem(USAGE, f"{arguments.source} is not a model of --hub {arguments.hub}; give one of them")
    # The token is for the hub that was chosen, not for whatever address was pasted.
    trusted = {each.rstrip("/") for each in (arguments.hub, os.environ.get("HF_ENDPOINT"), PUBLIC) if each}
    hub = Hub(address, download_folder(), os.environ.get("HF_TOKEN") or None if address.rstrip("/") in trusted else None, say)

    def check(folder):
        if adding.is_meant(folder):
            adding.check_options(folder, arguments.source, arguments.name, arguments.language, arguments.weights)
            adding.check_description(folder)
        else:
            Description(folder, arguments.language)

    return hub.bring(name, arguments.revision or "main", check, arguments.language), hub


def add(arguments):
    began = time.monotonic()
    store = Store(arguments.store)
    store.check_name(arguments.name, arguments.replace)
    if arguments.language and not LANGUAGE.fullmatch(arguments.language):
        raise Problem(USAGE, f"--language {arguments.language!r}: expected a language's code, as in the names of the model's adapter files")
    source, hub = find(arguments)
    if adding.is_meant(source.folder):
        add_language_model(arguments, source, store)
    else:
        add_speech_model(arguments, source, store)
    if hub:
        hub.discard(source)
    size = sum(path.stat().st_size for path in (store.folder / arguments.name).iterdir())
    say(f"added {arguments.name}: {size / 1e6:.1f} MB in {store.folder / arguments.name}, {time.monotonic() - began:.1f} s")


def add_language_model(arguments, source, store):
    adding.check_options(source.folder, arguments.source, arguments.name, arguments.language, arguments.weights)
    model = adding.LanguageModel(source)
    say(f"{arguments.source}: a language model of {model.size / 1e6:.1f} MB")
    with store.adding(arguments.name, arguments.replace) as folder:
        say("  building the graphs…")
        model.write(folder, arguments.name, arguments.weights or "f16")


def add_speech_model(arguments, source, store):
    stored = arguments.weights or "f32"
    checkpoint = Checkpoint(source, arguments.language)
    say(f"{arguments.source}: {checkpoint.summary}")
    if unused := checkpoint.weights.unused:
        say(f"  not used, since only training needs them: {', '.join(unused)}")
    with store.adding(arguments.name, arguments.replace) as folder:
        say(f"  building the graphs ({stored})…")
        checkpoint.write(folder, arguments.name, stored)


def main(arguments=None) -> int:
    def stop(number, _):
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    try:
        add(read_arguments(arguments))
    except Problem as problem:
        print(f"models add: {problem}", file=sys.stderr)
        return problem.status
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except OSError as error:
        file = error.filename or "the model"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            print(f"models add: writing {file} failed: no space is left; make room or give another folder, then run the same command again", file=sys.stderr)
            return WRITE_FAILED
        print(f"models add: {file}: {error.strerror or error}; nothing was added", file=sys.stderr)
        return NO_INPUT
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        print(f"models add: a mistake of Taichu's own in {Path(place.filename).name}, line {place.lineno}: {type(error).__name__}: {error}", file=sys.stderr)
        return OUR_MISTAKE
    return 0


if __name__ == "__main__":
    sys.exit(main())
