"""The token that every client has to show: made at the first start, kept in a file that only this user can read."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from edge.errors import SettingsError
from edge.paths import make_private

__all__ = ["read_token"]

_BYTES = 32


def read_token(file: Path) -> str:
    """The token in `file`, which is made if it is not there.

    Raises SettingsError if it cannot be read or written, holds no token, or others can read it.
    """
    try:
        make_private(file.parent)
        try:
            made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _read(file)
        token = secrets.token_urlsafe(_BYTES)
        with os.fdopen(made, "w", encoding="ascii") as opened:
            opened.write(token + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        return token
    except OSError as error:
        raise SettingsError(f"The token's file {file} cannot be used: {error.strerror}.") from None


def _read(file: Path) -> str:
    opened = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(opened, "rb") as handle:
        status = os.fstat(handle.fileno())
        if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o077:
            raise SettingsError(f"Others than you can read the token's file {file}: chmod 600 it, or remove it.")
        token = handle.read(4096).decode("ascii", "replace").strip()
    if len(token) < _BYTES or not token.isascii() or not token.isprintable() or " " in token:
        raise SettingsError(f"The file {file} holds no token: remove it, and the next start makes another one.")
    return token
