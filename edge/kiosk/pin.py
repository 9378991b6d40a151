"""The PIN that leaves the terminal kiosk, kept as a salted hash, and the wait after wrong ones.

Four digits are guessed by whoever can try often enough, so that the waiting is what protects them: it grows with each
wrong PIN, and the number of wrong ones is on disk before one is looked at, so that neither a restart nor a power cut
makes the next attempt come sooner. No wall clock is asked, which on a board without a network is wrong. The hash
protects the PIN from a look at the file, and not from a computer that has the file.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from edge.errors import SettingsError, UsageError
from edge.paths import make_private

__all__ = ["LONGEST", "SHORTEST", "Pin", "set_pin"]

SHORTEST, LONGEST = 4, 12
"""Digits of a PIN."""
FREE = 3
"""Wrong PINs in a row before one has to wait."""
FIRST_WAIT_S = 30.0
"""The wait after so many; with each further one it is twice as long."""
LONGEST_WAIT_S = 3600.0

_COST = {"n": 2**15, "r": 8, "p": 1}
"""Of scrypt: 32 MiB and about a tenth of a second."""
_MEMORY = 64 * 2**20
_SALT = 16
_LIMIT = 4096
"""Bytes of the file that are looked at."""


def set_pin(path: Path, pin: str) -> None:
    """Keep this PIN in the place of the one before, in a file for this user only; wrong ones so far are forgotten.

    Raises UsageError unless it is 4 to 12 digits, and SettingsError if the file cannot be written.
    """
    if not (SHORTEST <= len(pin) <= LONGEST and pin.isascii() and pin.isdigit()):
        raise UsageError(f"A PIN is {SHORTEST} to {LONGEST} digits.")
    salt = secrets.token_bytes(_SALT)
    kept = {"scrypt": {**_COST, "salt": salt.hex(), "hash": _hashed(pin, salt, _COST).hex()}, "wrong": 0}
    try:
        _write(path, kept)
    except OSError as error:
        raise SettingsError(f"The PIN's file {path} cannot be written: {error.strerror}.") from None


class Pin:
    """The PIN in a file. All calls may come from any thread; `matches` takes a tenth of a second and more."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises SettingsError if there is none, others can read it, or it is none.

        clock  seconds that only grow
        """
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._kept = _read(path)
        self._since = clock()
        """When the last wrong one was given: as far as is known, at the start of this process."""

    @property
    def wait_s(self) -> float:
        """Seconds until the next PIN is looked at; 0 if it is now."""
        return max(0.0, self._since + _wait(self._kept["wrong"]) - self._clock())

    def matches(self, given: str) -> bool:
        """Whether this is the PIN. False, too, while one has to wait, and then nothing is looked at."""
        with self._lock:
            self._look_again()
            if self.wait_s > 0:
                return False
            self._count(self._kept["wrong"] + 1)
            scrypt = self._kept["scrypt"]
            hashed = _hashed(given, bytes.fromhex(scrypt["salt"]), scrypt)
            right = hmac.compare_digest(hashed, bytes.fromhex(scrypt["hash"]))
            if right:
                self._count(0)
            else:
                self._since = self._clock()
            return right

    def _look_again(self) -> None:
        """Take over the PIN that was set since, and wrong ones that another kiosk of this home was given."""
        with contextlib.suppress(SettingsError):  # what cannot be read now, was read before
            now = _read(self._path)
            if now["scrypt"] != self._kept["scrypt"]:
                self._kept = now
            elif now["wrong"] > self._kept["wrong"]:
                self._kept, self._since = now, self._clock()

    def _count(self, wrong: int) -> None:
        self._kept["wrong"] = wrong
        with contextlib.suppress(OSError):  # a full disk must not lock out who knows the PIN; this process still counts
            _write(self._path, self._kept)


def _wait(wrong: int) -> float:
    """Seconds to wait after so many wrong ones in a row."""
    return 0.0 if wrong < FREE else min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(wrong - FREE, 20))


def _hashed(pin: str, salt: bytes, cost: dict[str, Any]) -> bytes:
    n, r, p = (cost[name] for name in ("n", "r", "p"))
    return hashlib.scrypt(pin.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY)


def _write(path: Path, kept: dict[str, Any]) -> None:
    make_private(path.parent)
    whole = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(json.dumps(kept) + "\n")
            file.flush()
            os.fsync(file.fileno())
        whole.replace(path)
    finally:
        whole.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, Any]:
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
            found = os.fstat(file.fileno())
            if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
                raise SettingsError(f"Others than you can read the PIN's file {path}: chmod 600 it, or remove it.")
            text = file.read(_LIMIT)
    except FileNotFoundError:
        raise SettingsError(
            "No PIN is set, and without one nobody could leave the kiosk: set one with 'edge kiosk set-pin' first."
        ) from None
    except OSError as error:
        raise SettingsError(f"The PIN's file {path} cannot be read: {error.strerror}.") from None
    try:
        kept = json.loads(text)
    except ValueError:
        kept = None
    if not _is_kept(kept):
        raise SettingsError(f"The file {path} holds no PIN: set one anew with 'edge kiosk set-pin'.")
    return {"scrypt": kept["scrypt"], "wrong": kept["wrong"]}


def _is_kept(kept: Any) -> bool:
    """Whether this was written by `set_pin`, as far as it matters."""
    try:
        scrypt, wrong = kept["scrypt"], kept["wrong"]
        costs = [scrypt[name] for name in ("n", "r", "p")]
        sizes = len(bytes.fromhex(scrypt["salt"])), len(bytes.fromhex(scrypt["hash"]))
    except (TypeError, KeyError, ValueError):
        return False
    # Another cost than ours would be a way to fill the memory.
    return costs == list(_COST.values()) and sizes == (_SALT, 64) and type(wrong) is int and wrong >= 0
