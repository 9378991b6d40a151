"""A home of its own for the measuring, so that the user's journal is neither read nor written."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Homes:
    """Two homes with the user's settings and models: each has one owner at a time."""

    own: Paths
    """For this process."""
    child: Path
    """The `EDGE_HOME` of the processes that are started."""


@contextmanager
def temporary_homes(user: Paths) -> Iterator[Homes]:
    """The homes, removed at the end whatever ends it.

    The models are seen through a link, as they may have gigabytes; the settings are a copy.
    """
    with ExitStack() as removing:
        name = tempfile.mkdtemp(prefix="edge-bench-")
        root = Path(name).resolve()
        removing.callback(_remove, root)
        own, child = Paths.under(root / "own"), Paths.under(root / "child")
        for paths in (own, child):
            make_private(paths.config.parent)
            if user.models.is_dir():
                paths.models.symlink_to(user.models.resolve(), target_is_directory=True)
            if user.config.is_file():
                shutil.copyfile(user.config, paths.config)
        yield Homes(own, child.config.parent)


def _remove(root: Path) -> None:
    """Remove the homes; an engine whose `edge ask` was killed may write a file for some moments yet."""
    for _ in range(_TRIES):
        shutil.rmtree(root, ignore_errors=True)
        if not root.exists():
            return
        time.sleep(0.05)
