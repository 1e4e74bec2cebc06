# Sourced by the training tools after ../setup/common.sh: the pinned wheels, in a folder named after the pins. Sets `environment` and `folder`.
folder=$cache/train
environment=$folder/python/$({ "$python" --version; cat "$here/requirements.txt"; } | sha256sum | cut -c1-16)
if [ ! -e "$environment/ready" ]; then
  say "training: making the Python environment (about 300 MB, a minute or two)"
  mkdir -p "$folder/python"
  rm -rf "$environment"
  "$python" -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check --only-binary=:all: -r "$here/requirements.txt"
  touch "$environment/ready"
fi
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
