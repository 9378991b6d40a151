"""What goes into a backup, under which name there, and what the archive says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from edge.journal import schema as journal
from edge.paths import Paths
from edge.skills.store import schema as skills

__all__ = ["COPIES", "DATABASES", "FORMAT", "MANIFEST", "PREFIX", "Kind", "places"]

FORMAT = 1
"""Of the archive; a later program reads all earlier ones."""
PREFIX = "edge-backup/"
MANIFEST = "manifest.json"
COPIES = "edge-backup-"
"""What the name of the folder begins with in which databases are copied."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A database of ours."""

    application: int
    """The number in its header that says so."""
    version: int
    """The newest schema that this program knows."""


DATABASES = {
    "journal": Kind(journal.APPLICATION_ID, journal.VERSION),
    "skills": Kind(skills.APPLICATION_ID, skills.VERSION),
}
"""Those among `places`, each copied by SQLite itself: a copy of the file alone would lack what is in its log."""

_WHOLE = ("journal", "skills", "config", "endpoints", "kiosk", "pin", "token", "calibrated", "offline")
"""Names of `Paths`. The rest can be fetched (models), made again (cache), or is of no use elsewhere (socket, logs)."""

_OF_MODELS = ("added.toml", "tuned.toml")
"""What the user said of models and what was measured, beside their files."""


def places(paths: Paths) -> dict[str, Path]:
    """Each name that an archive may hold, with the file of this home that it stands for."""
    named = {name: getattr(paths, name) for name in _WHOLE}
    return {**named, **{f"models.{name}": paths.models / name for name in _OF_MODELS}}
