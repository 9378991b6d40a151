"""A home of its own for the measuring, so that the user's journal is neither read nor written."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from edge.paths import Paths, make_private

__all__ = ["Homes", "temporary_homes"]

_TRIES = 20
_PREFIX = "edge-bench-"
_HELD = "held"


@dataclass(frozen=True, slots=True)
class Homes:
    """Two homes with the user's settings and models: each has one owner at a time."""

    own: Paths
    """For this process."""
    child: Path
    """The `EDGE_HOME` of the processes that are started."""


@contextmanager
def temporary_homes(user: Paths) -> Iterator[Homes]:
    """The homes, removed at the end whatever ends it; those of a process that was killed go now.

    The models are seen through a link, as they may have gigabytes; the settings are a copy.
    """
    with ExitStack() as removing:
        _remove_left_over()
        name = tempfile.mkdtemp(prefix=_PREFIX)
        root = Path(name).resolve()
        removing.callback(_remove, root)
        removing.callback(os.close, _lock(root / _HELD))
        own, child = Paths.under(root / "own"), Paths.under(root / "child")
        for paths in (own, child):
            make_private(paths.config.parent)
            if user.models.is_dir():
                paths.models.symlink_to(user.models.resolve(), target_is_directory=True)
            if user.config.is_file():
                shutil.copyfile(user.config, paths.config)
        yield Homes(own, child.config.parent)


def _remove_left_over() -> None:
    """Remove the homes whose process was killed: nobody holds their lock any more."""
    for root in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # somebody else's, or gone meanwhile
            held = os.open(root / _HELD, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(root, ignore_errors=True)
            finally:
                os.close(held)


def _lock(path: Path) -> int:
    """Make a file and hold its lock, which goes however the process ends. It has its name only when it is held."""
    new = path.with_name(f"{path.name}.new")
    held = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with contextlib.suppress(OSError):  # a file system without locks: what is left over stays, as there is no file
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        new.rename(path)
    return held


def _remove(root: Path) -> None:
    """Remove the homes; an engine whose `edge ask` was killed may write a file for some moments yet."""
    for _ in range(_TRIES):
        shutil.rmtree(root, ignore_errors=True)
        if not root.exists():
            return
        time.sleep(0.05)
