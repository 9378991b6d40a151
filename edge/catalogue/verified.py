"""What was verified: the SHA-256 of each model's file, written down when it was first checked.

Where the catalogue knows no SHA-256 in advance, the hub's own is taken at the first download and kept here, as ssh
keeps a host's key: later pulls and `edge models verify` compare with it. It outlives the file.
"""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.catalogue.folder import locked, replace_text
from edge.errors import DownloadError, ModelFileError

__all__ = ["FILE", "Verified", "forget", "keep", "read"]

FILE = "verified.json"


@dataclass(frozen=True, slots=True)
class Verified:
    """A file as it was when its hash was right."""

    name: str
    """The model's."""
    file: str
    """The file's name without its folder."""
    sha256: str
    size: int
    """In bytes."""
    date: str
    """ISO 8601 in UTC, by the wall clock."""
    repository: str | None = None
    """On the hub, if it came from there."""
    commit: str | None = None
    """Of that repository, where the hub told it."""


def read(models: Path) -> dict[str, Verified]:
    """What was written down, by the model's name. Raises ModelFileError if the file cannot be read."""
    path = models / FILE
    try:
        data = json.loads(path.read_bytes())
        return {name: _entry(name, entry) for name, entry in data["models"].items()}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        why = "it is damaged"
    raise ModelFileError(
        f"The list of verified models {path} cannot be used ({why}):"
        " remove it; 'edge models pull' and 'edge models verify' make it anew."
    )


def keep(models: Path, verified: Verified) -> None:
    """Write it down, in the place of what was known of that model. Raises ModelFileError, DownloadError."""
    _change(models, verified.name, verified)


def forget(models: Path, name: str) -> None:
    """Cross it out. Raises ModelFileError, DownloadError."""
    _change(models, name, None)


def _change(models: Path, name: str, verified: Verified | None) -> None:
    with locked(models):
        known = read(models)
        if known.get(name) == verified:
            return
        known.pop(name, None)
        if verified is not None:
            known[name] = verified
        text = json.dumps({"models": {key: _without_name(known[key]) for key in sorted(known)}}, indent=1)
        try:
            replace_text(models / FILE, text + "\n")
        except OSError as error:
            why = os.strerror(error.errno) if error.errno else str(error)
            raise DownloadError(f"The list of verified models {models / FILE} cannot be written: {why}.") from None


def _without_name(verified: Verified) -> dict[str, Any]:
    values = dataclasses.asdict(verified)
    del values["name"]
    return values


def _entry(name: str, entry: dict[str, Any]) -> Verified:
    """Unknown keys are ignored, so that an older program reads a newer one's."""
    return Verified(
        name=name,
        file=str(entry["file"]),
        sha256=str(entry["sha256"]),
        size=int(entry["size"]),
        date=str(entry["date"]),
        repository=entry.get("repository"),
        commit=entry.get("commit"),
    )
