#!/bin/sh
# Installs the units of the assistant. It can be run again: what is as it should be stays.
#
#   install.sh [--dry-run] [--prefix DIR] [--unit-dir DIR] UNIT...
#
#   UNIT        serve, kiosk, browser or terminal@TTY (terminal@tty1), several with spaces between
#   --prefix    the virtual environment that holds bin/edge; default: /opt/edge-assistant
#   --unit-dir  default: /etc/systemd/system
#   --dry-run   say what would be done, and do nothing
#
# It makes the users edge-assistant and edge-browser, copies the units that are named, and enables them. It starts none.
set -eu

prefix=/opt/edge-assistant
units=/etc/systemd/system
dry=
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

say() { printf '%s\n' "$*" >&2; }
fail() { say "install.sh: $*"; exit "${code:-1}"; }
run() { if [ -n "$dry" ]; then say "would run: $*"; else "$@"; fi; }

while [ $# -gt 0 ]; do
    case $1 in
        --dry-run) dry=yes ;;
        --prefix) [ $# -gt 1 ] || { code=2 fail "--prefix needs a folder"; }; prefix=$2; shift ;;
        --unit-dir) [ $# -gt 1 ] || { code=2 fail "--unit-dir needs a folder"; }; units=$2; shift ;;
        -h | --help) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 0 ;;
        -*) code=2 fail "unknown option $1; --help tells those that there are" ;;
        *) break ;;
    esac
    shift
done

[ $# -gt 0 ] || { code=2 fail "name what is to be installed: serve, kiosk, browser or terminal@tty1"; }
case $prefix in
    /*) ;;
    *) code=2 fail "--prefix is an absolute path" ;;
esac
case $prefix in
    *[!A-Za-z0-9/._-]*) code=2 fail "--prefix has a character that a unit cannot hold" ;;
esac
for unit in "$@"; do
    case $unit in
        serve | kiosk | browser) ;;
        terminal@tty[0-9] | terminal@tty[0-9][0-9]) ;;
        *) code=2 fail "there is no unit $unit: name serve, kiosk, browser or terminal@tty1" ;;
    esac
done
if [ -z "$dry" ]; then
    [ "$(id -u)" = 0 ] || fail "this makes users and writes to $units: run it as root, or with --dry-run"
    [ -x "$prefix/bin/edge" ] || fail "there is no program $prefix/bin/edge: install it there first, or name another --prefix"
fi

user() { # NAME HOME
    if getent passwd "$1" >/dev/null; then say "user $1 is there"; else
        run useradd --system --user-group --home-dir "$2" --no-create-home --shell /usr/sbin/nologin "$1"
    fi
}

put() { # FILE GOAL
    new=$(sed "s|/opt/edge-assistant|$prefix|g" "$1")
    if [ -f "$2" ] && [ "$new" = "$(cat "$2")" ]; then
        say "$2 is as it should be"
    elif [ -n "$dry" ]; then
        say "would write: $2"
    else
        mkdir -p "$(dirname "$2")"
        printf '%s\n' "$new" >"$2.part"
        chmod 644 "$2.part"
        mv "$2.part" "$2"
        say "written: $2"
    fi
}

user edge-assistant /var/lib/edge-assistant
version=$(systemctl --version 2>/dev/null | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
for unit in "$@"; do
    case $unit in
        terminal@*) file="edge-assistant-terminal@.service" ;;
        *) file="edge-assistant-$unit.service" ;;
    esac
    [ "$unit" != browser ] || user edge-browser /nonexistent
    put "$here/$file" "$units/$file"
    [ "${version:-0}" -lt 254 ] || put "$here/back-off.conf" "$units/$file.d/back-off.conf"
done
run systemctl daemon-reload
for unit in "$@"; do
    run systemctl enable "edge-assistant-$unit.service"
done
say "Start with: systemctl start$(printf ' edge-assistant-%s' "$@")"
