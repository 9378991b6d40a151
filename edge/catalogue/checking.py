"""Does a file hold what it should: its SHA-256, computed and compared."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from edge.answerer import Cancel
from edge.catalogue import verified
from edge.catalogue.model import Model
from edge.catalogue.verified import Verified
from edge.errors import CancelledError, ModelFileError
from edge.paths import Paths

__all__ = ["Checked", "State", "check", "now", "sha256_of"]

State = Literal["ok", "damaged", "missing", "unknown"]
"""`unknown`: the file is there, and nobody has said what it should be."""

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found."""

    state: State
    sha256: str | None = None
    """What the file hashes to; None where there is no file."""
    expected: str | None = None
    """What it should hash to; None where nobody knows."""


def check(model: Model, paths: Paths, tell: Callable[[int, int], None], cancel: Cancel) -> Checked:
    """Read a model's whole file and compare it with the catalogue's SHA-256, or else with that of its first download.

    tell  gets the bytes read so far and the bytes of the file, once for each MiB

    What was found right against the catalogue is written down. Raises ModelFileError if the file cannot be read or the
    list not be used, CancelledError.
    """
    known = verified.read(paths.models).get(model.name)
    expected = model.sha256 or (known.sha256 if known else None)
    if not model.here:
        return Checked("missing", None, expected)
    size = model.path.stat().st_size
    found = sha256_of(model.path, lambda done: tell(done, size), cancel)
    if expected is None:
        return Checked("unknown", found)
    if found != expected:
        return Checked("damaged", found, expected)
    if known is None or known.sha256 != found:
        verified.keep(paths.models, Verified(model.name, model.path.name, found, size, now(), model.repository))
    return Checked("ok", found, expected)


def sha256_of(path: Path, tell: Callable[[int], None], cancel: Cancel) -> str:
    """The SHA-256 of a file as 64 hexadecimal digits; `tell` gets the bytes read so far, once for each MiB.

    Raises ModelFileError if it cannot be read, CancelledError.
    """
    digest = hashlib.sha256()
    done = 0
    try:
        with path.open("rb", buffering=0) as file:
            while block := file.read(_BLOCK):
                if cancel.is_set():
                    raise CancelledError("Stopped.")
                digest.update(block)
                done += len(block)
                tell(done)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise ModelFileError(f"The model file {path} cannot be read: {why}.") from None
    return digest.hexdigest()


def now() -> str:
    """The date to write down."""
    return datetime.now(UTC).isoformat(timespec="seconds")
