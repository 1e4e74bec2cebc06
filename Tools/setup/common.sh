# Sourced by the scripts here: where things are, and how they speak.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
[ -n "${XDG_CACHE_HOME:-}${HOME:-}" ] || { echo "set-up: neither HOME nor XDG_CACHE_HOME is set, so there is no place for downloads; set one of them" >&2; exit 2; }
cache=${XDG_CACHE_HOME:-$HOME/.cache}/taichu
openvino_version=2026.4.1
openvino=$cache/openvino/$openvino_version
# Debian's own Python, not one that happens to be first in PATH: the pinned wheels are for it.
python=/usr/bin/python3

say() { printf '%s\n' "$*"; }
fail() { printf 'set-up: %s\n' "$*" >&2; exit 1; }

# wheels FOLDER REQUIREMENTS TEXT: a Python environment of these wheels alone, in a folder below FOLDER named after them, made once (TEXT is said then). Sets `environment`.
wheels() {
  environment=$1/$({ "$python" --version; cat "$2"; } | sha256sum | cut -c1-16)
  [ ! -e "$environment/ready" ] || return 0
  say "$3"
  rm -rf "$environment"
  mkdir -p "$1"
  "$python" -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check --only-binary=:all: -r "$2"
  touch "$environment/ready"
}
