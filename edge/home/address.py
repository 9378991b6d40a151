"""Where the owner's socket lies, and whose process is at the other end of it."""

from __future__ import annotations

import os
import socket
import stat
import struct
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from edge.paths import APP, Paths

__all__ = ["SUN_PATH", "bind", "candidates", "peer_uid"]

SUN_PATH = 103
"""Bytes that a socket's path may have: 107 on Linux and 103 on macOS (`sun_path` less its final zero)."""


def candidates(paths: Paths, environ: Mapping[str, str] = os.environ) -> Iterator[Path]:
    """Where the socket may be bound, the best place first.

    That is the home itself, unless its path is too long or others may write there, and then a folder of this user's
    own under `XDG_RUNTIME_DIR` or the temporary folder. Folders that are missing there are made, with mode 0700; one
    that belongs to somebody else or that others may enter is passed over.
    """
    home = Path(os.path.realpath(paths.socket.parent))  # a home may be a link to a folder
    if _fits(paths.socket) and _owned(home, forbidden=0o022):
        yield paths.socket
    import hashlib  # only here: hardly any home needs it
    import tempfile

    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16] + ".sock"
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    folders = [Path(runtime) / APP] if runtime.startswith("/") else []
    folders.append(Path(tempfile.gettempdir()) / f"{APP}-{os.geteuid()}")
    for folder in folders:
        place = folder / name
        if _fits(place) and _private(folder):
            yield place


def bind(paths: Paths, environ: Mapping[str, str] = os.environ) -> tuple[socket.socket, Path]:
    """A bound socket that only this user can open, and its path; `listen` is still to be called.

    Only the holder of the home's lock may call this, because it removes the socket that a dead owner left.
    Raises OSError if there is no place for it.
    """
    last = OSError("no private folder has room for a socket's path")
    for place in candidates(paths, environ):
        try:
            if place.exists() or place.is_symlink():
                if not stat.S_ISSOCK(place.lstat().st_mode):
                    continue  # somebody's file: not ours to remove
                place.unlink()
            return _bound(place), place
        except OSError as error:  # for example a file system that knows no sockets
            last = error
    raise last


def _bound(place: Path) -> socket.socket:
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.bind(os.fspath(place))
        # Nobody can connect before `listen`, so there is no moment at which the mode is a wider one.
        place.chmod(0o600)
    except OSError:
        sock.close()
        raise
    return sock


def _fits(place: Path) -> bool:
    return len(os.fsencode(place)) <= SUN_PATH


def _private(folder: Path) -> bool:
    """Make `folder` if it is missing; whether it is this user's alone."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        pass
    except OSError:
        return False
    return _owned(folder, forbidden=0o077)


def _owned(folder: Path, forbidden: int) -> bool:
    """Whether it is a folder (no link to one) of this user, with none of the `forbidden` bits in its mode."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & forbidden


def peer_uid(sock: socket.socket) -> int | None:
    """The user whose process is at the other end, as the kernel says; None on a system that does not say."""
    if sys.platform == "linux":
        _, uid, _ = struct.unpack("iII", sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        return int(uid)
    if sys.platform == "darwin":
        # struct xucred of sys/ucred.h: version, uid, and groups that are not needed here.
        sol_local, local_peercred = 0, 1
        _, uid = struct.unpack_from("II", sock.getsockopt(sol_local, local_peercred, 76))
        return int(uid)
    return None
