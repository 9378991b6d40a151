"""Whether any package brings plugins, without reading the metadata of all packages in every process.

That takes 5 to 20 ms, and hardly ever finds any. What was found is kept with the times of the folders in which
packages lie; installing or removing one changes them.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["ANSWERERS", "GROUPS", "SKILLS", "any_installed", "entry_points"]

SKILLS = "edge.skills"
ANSWERERS = "edge.answerers"
GROUPS = (SKILLS, ANSWERERS)
FILE = "plugins.json"


def entry_points() -> Iterator[EntryPoint]:
    """The plugins of all installed packages, in no order."""
    from importlib import metadata  # takes 15 ms with what it reads

    for group in GROUPS:
        yield from metadata.entry_points(group=group)


def any_installed(cache: Path | None, path: Iterable[str] = sys.path) -> bool:
    """Whether there are plugins.

    cache  the folder in which what was found is kept; None keeps nothing
    path   where packages lie
    """
    stamp = [[folder, time] for folder in path if (time := _time(folder)) is not None]
    if cache is None:
        return any(True for _ in entry_points())
    file = cache / FILE
    try:
        known = json.loads(file.read_bytes())
        if known["path"] == stamp:
            return bool(known["any"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # not looked yet, or it cannot be read: look again
    found = any(True for _ in entry_points())
    _keep(file, {"path": stamp, "any": found})
    return found


def _time(folder: str) -> int | None:
    try:
        return os.stat(folder or os.curdir).st_mtime_ns  # noqa: PTH116 - once for each folder, in every process
    except OSError:
        return None


def _keep(file: Path, what: object) -> None:
    """Renamed when whole: two processes may look at the same time."""
    half = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        half.write_text(json.dumps(what), encoding="utf-8")
        half.replace(file)
    except OSError:
        return  # the folder cannot be written: the next process looks again
