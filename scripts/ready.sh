# shellcheck shell=bash
# Sourced by scripts/run and scripts/test, which set $root. `ready EXTRAS` leaves a .venv in the project that can run what
# pyproject.toml describes; EXTRAS is empty or "dev". Quick when there is nothing to do. Works with macOS's bash 3.2.
: "${root:?}"

# What a finished set-up leaves in .venv/ready-EXTRAS: where, with which Python and for which pyproject.toml it was made.
stamp() {
    printf '%s\n%s\n%s' "$root" "$1" "$(<"$root/pyproject.toml")"
}

# The version of a Python. The status is 0 only if it is there and new enough.
version_of() {
    "$1" -ISc 'import sys; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

a_python() {
    local name has
    for name in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
        if version_of "$name" >/dev/null; then
            printf '%s' "$name"
            return
        fi
    done
    has=$(version_of "${PYTHON:-python3}") || true
    echo "This needs Python 3.11 or newer, and ${PYTHON:-python3} is ${has:-not there}." \
        "Install one (Debian, Ubuntu: sudo apt install python3 python3-venv; Fedora: sudo dnf install python3;" \
        "macOS: brew install python), or name one: PYTHON=/path/to/python3.12 $0" >&2
    return 1
}

ready() {
    local extras=$1 version python
    if [ -x "$root/.venv/bin/edge" ] && version=$(version_of "$root/.venv/bin/python"); then
        if [ "$(cat "$root/.venv/ready-$extras" 2>/dev/null)" = "$(stamp "$version")" ]; then
            return
        fi
    fi
    python=$(a_python)
    "$python" -I "$root/scripts/set_up.py" "$extras"
}
