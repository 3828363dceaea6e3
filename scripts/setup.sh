#!/usr/bin/env bash
# Install Dateline into .venv from requirements.lock: every file checked by hash, bytecode compiled.
# Uses `uv` where there is one; else Python's own venv, and the uv that the lock names, put into it.
# Writes .venv and the package caches, nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

is_supported() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3}; do
        if is_supported "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# A venv holds absolute paths: one that was moved, or whose Python is gone, is made anew.
is_whole() {
    is_supported .venv/bin/python && [ "$(cat .venv/.made_at 2>/dev/null || pwd -P)" = "$(pwd -P)" ]
}

# Read the entry of one package, hashes and all, out of the lock.
locked() {
    awk -v head="$1==" 'index($0, head) == 1 {on = 1} on && /^ +#/ {exit} on {print} on && !/\\$/ {exit}' requirements.lock
}

[ "$(uname -sm)" = "Linux x86_64" ] || stop "Dateline runs on Linux x86-64; this is $(uname -sm)"

if [ -e .venv ] && ! is_whole; then
    say ".venv is not whole, or was moved: making it anew"
    rm -rf .venv
fi

# Never fetch a Python: only one that this machine has. And nothing of a surrounding user site or path comes in.
# The certificates are the machine's (the second name is older uv's), as pip's are.
export UV_PYTHON_DOWNLOADS=never PIP_USER=0 UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}" UV_NATIVE_TLS="${UV_NATIVE_TLS:-true}"
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV
uv=$(command -v uv || true)

if [ ! -e .venv ]; then
    python=$(find_python) || stop "no Python 3.11, 3.12 or 3.13 found (tried ${PYTHON:-python3.11 python3.12 python3.13 python3}); install one, or name it: make setup PYTHON=/path/to/python3.11"
    say "making .venv with $("$python" --version)"
    if [ -n "$uv" ]; then
        "$uv" venv --quiet --no-project --python "$python" .venv
    else
        "$python" -m venv .venv || { rm -rf .venv; stop "$python cannot make a venv; on Debian and Ubuntu: apt install python3-venv"; }
    fi
fi
pwd -P >.venv/.made_at

if [ -z "$uv" ]; then
    uv=.venv/bin/uv
    if [ ! -x "$uv" ]; then
        locked uv >.venv/uv.lock
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.lock
    fi
fi

say "installing $(grep -c '^[a-z0-9].*==' requirements.lock) locked packages with $("$uv" --version)"
"$uv" pip sync --quiet --python .venv/bin/python --require-hashes --compile-bytecode requirements.lock
"$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
say "done: $(.venv/bin/python --version), .venv is $(du -sh .venv | cut -f1)"
