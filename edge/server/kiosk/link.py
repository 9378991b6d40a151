"""The link that opens the page: it works once, and then the file holds another one.

The file can be read by this user only, so that whatever starts the browser can ask for a link at any time. The kiosk
that runs holds a lock on it, so that there is one kiosk to a home, and nobody gets a link that leads nowhere.
"""

from __future__ import annotations

import fcntl
import hmac
import os
import secrets
import stat
import time
from pathlib import Path

from edge.errors import SettingsError, UsageError
from edge.paths import make_private

__all__ = ["Link", "read_link"]

_BYTES = 32
_WAIT_S, _PAUSE_S = 1.0, 0.02
"""Whoever reads the file holds it for a moment, too."""
_LONGEST = 4096


class Link:
    """Held by the kiosk that runs. Not for several threads at once.

    Raises UsageError if another kiosk of this home runs, and SettingsError if the file cannot be used.
    """

    def __init__(self, file: Path, base: str) -> None:
        """`base` is the page's address, without a slash at its end."""
        self._file = file
        self._base = base
        self._key = ""
        try:
            make_private(file.parent)
            self._fd = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise _unusable(file, error) from None
        try:
            _check_private(self._fd, file)
            if not _locked(self._fd):
                raise UsageError("A kiosk of this home runs already: 'edge kiosk link' prints its link.")
            self._renew()
        except OSError as error:
            os.close(self._fd)
            raise _unusable(file, error) from None
        except BaseException:
            os.close(self._fd)
            raise

    @property
    def url(self) -> str:
        """The link that works now."""
        return f"{self._base}/open?key={self._key}"

    def take(self, key: str) -> bool:
        """Whether this is the key of the link; then it is used up, and there is another one.

        Raises SettingsError if the new one cannot be written; the old one is used up all the same.
        """
        if not hmac.compare_digest(key.encode("utf-8", "surrogateescape"), self._key.encode()):
            return False
        try:
            self._renew()
        except OSError as error:
            raise _unusable(self._file, error) from None
        return True

    def close(self) -> None:
        """Let go of the file; the link leads nowhere any more."""
        try:
            os.ftruncate(self._fd, 0)
        finally:
            os.close(self._fd)

    def _renew(self) -> None:
        """All links are equally long, so that one write puts a new one in the place of the old one."""
        self._key = secrets.token_urlsafe(_BYTES)
        line = (self.url + "\n").encode()
        os.pwrite(self._fd, line, 0)
        os.ftruncate(self._fd, len(line))


def read_link(file: Path) -> str:
    """The link of the kiosk that runs. Raises UsageError if none does, and SettingsError if the file cannot be read."""
    try:
        opened = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        raise _none_runs() from None
    except OSError as error:
        raise _unusable(file, error) from None
    with os.fdopen(opened, "rb") as handle:
        _check_private(handle.fileno(), file)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            line = handle.read(_LONGEST).decode("ascii", "replace").strip()
            if line:
                return line
        except OSError as error:
            raise _unusable(file, error) from None
    raise _none_runs()


def _locked(fd: int) -> bool:
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(_PAUSE_S)


def _check_private(fd: int, file: Path) -> None:
    status = os.fstat(fd)
    if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o077:
        raise SettingsError(f"Others than you can read the file {file}: chmod 600 it, or remove it.")


def _none_runs() -> UsageError:
    return UsageError("No kiosk of this home runs: start one with 'edge kiosk'.")


def _unusable(file: Path, error: OSError) -> SettingsError:
    return SettingsError(f"The file {file} cannot be used: {error.strerror or error}.")
