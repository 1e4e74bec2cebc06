# Sourced: makes the references' own environment (about 1 GB, on the first call) and names it `environment`. Nothing that a user runs needs it, and no test.
. "$(dirname "${BASH_SOURCE[0]}")/../../Tools/setup/common.sh"

requirements=$(dirname "${BASH_SOURCE[0]}")/requirements.txt
hash=$({ "$python" --version; cat "$requirements"; } | sha256sum | cut -c1-16)
environment=$cache/parity/$hash
if [ ! -e "$environment/ready" ]; then
  say "parity: making the Python environment in $environment (about a minute)…"
  rm -rf "$environment"
  mkdir -p "$cache/parity"
  "$python" -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check --only-binary=:all: -r "$requirements"
  touch "$environment/ready"
fi
export PYTHONDONTWRITEBYTECODE=1 HF_HUB_OFFLINE=1
