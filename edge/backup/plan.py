"""The last step of a restoration: renaming, which whoever owns the home next finishes if it is interrupted.

Until the plan is on the disk the home is as it was. From then on every step can be done again, in any number, with the
same end: what is there goes aside under another name, and what lies ready takes its place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from edge.backup.contents import COPIES, places
from edge.errors import JournalError
from edge.paths import Paths

__all__ = ["begin", "finish", "is_begun", "kept_aside", "ready"]

_BESIDE = ("", "-wal", "-shm", "-journal")
"""A database and what SQLite keeps beside it; under the new name they belong together again."""
_ASIDE = ".before-restore-"


@dataclass(frozen=True, slots=True)
class _Plan:
    number: int
    """Of what goes aside."""
    new: list[str]
    """The names of what lies ready."""
    old: list[str]
    """The names of what is there and goes aside."""


def is_begun(paths: Paths) -> bool:
    """Whether a restoration has to be finished before the home is used."""
    return _file(paths).exists()


def ready(path: Path) -> Path:
    """Where what takes the place of this file lies until then."""
    return path.with_name(f"{path.name}.restoring")


def begin(paths: Paths) -> None:
    """From now on what lies ready is the home, whatever happens."""
    known = places(paths)
    number = 1
    while any(os.path.lexists(_aside(path, number, beside)) for path in known.values() for beside in _BESIDE):
        number += 1
    new = [name for name, path in known.items() if ready(path).exists()]
    old = [name for name, path in known.items() if any(os.path.lexists(f"{path}{beside}") for beside in _BESIDE)]
    file = _file(paths)
    part = file.with_suffix(".part")
    with part.open("w", encoding="ascii") as opened:
        opened.write(json.dumps(asdict(_Plan(number, new, old))))
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)
    _sync(file.parent)


def finish(paths: Paths) -> list[Path]:
    """Do what is left of a restoration that was begun, if one was. Only for the owner of the home. Raises JournalError.

    Returns what went aside.
    """
    if not is_begun(paths):
        return []
    known, aside = places(paths), []
    try:
        plan = _Plan(**json.loads(_file(paths).read_text("ascii")))
        for name in [*plan.new, *(name for name in plan.old if name not in plan.new)]:
            path = known[name]
            if name not in plan.new or ready(path).exists():  # else it has been done
                _set_aside(path, plan.number)
            if ready(path).exists():
                ready(path).rename(path)
                _sync(path.parent)
            if os.path.lexists(_aside(path, plan.number)):
                aside.append(_aside(path, plan.number))
        _file(paths).unlink()
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise JournalError(
            f"A restoration that was interrupted cannot be finished ({error}): put this right and start again; what was"
            f" here before lies beside each file, as '…{_ASIDE}1' or the like."
        ) from None
    return aside


def kept_aside(paths: Paths) -> Iterator[Path]:
    """All files that restorations have put aside, and what a backup or a restoration has left that was killed."""
    for path in places(paths).values():
        yield from path.parent.glob(f"{path.name}{_ASIDE}*")
        yield from (file for file in (ready(path),) if file.exists())
    yield from paths.journal.parent.glob(f"{COPIES}*/*")


def _file(paths: Paths) -> Path:
    return paths.journal.with_name("restore.plan")


def _aside(path: Path, number: int, beside: str = "") -> Path:
    return path.with_name(f"{path.name}{_ASIDE}{number}{beside}")


def _set_aside(path: Path, number: int) -> None:
    for beside in _BESIDE:
        file = Path(f"{path}{beside}")
        if os.path.lexists(file):
            file.rename(_aside(path, number, beside))
    if path.parent.is_dir():
        _sync(path.parent)


def _sync(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
