# Sourced by the training tools after ../setup/common.sh: the pinned wheels, in a folder named after the pins. Sets `environment` and `folder`.
folder=$cache/train
wheels "$folder/python" "$here/requirements.txt" "training: making the Python environment (about 300 MB, a minute or two)"
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1
