# Sourced: makes the references' own environment (about 1 GB, on the first call) and names it `environment`. Nothing that a user runs needs it, and no test.
. "$(dirname "${BASH_SOURCE[0]}")/../../Tools/setup/common.sh"
wheels "$cache/parity" "$(dirname "${BASH_SOURCE[0]}")/requirements.txt" "parity: making the Python environment (about a minute)…"
export PYTHONDONTWRITEBYTECODE=1 HF_HUB_OFFLINE=1
