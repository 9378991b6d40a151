"""`edge ask`, with the engine begun before anything else is imported: the two take about as long as each other."""

from __future__ import annotations

import argparse
import contextlib
import os
from pathlib import Path

from edge.errors import EdgeError

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """Begin to load the model that is probably meant, then do as `edge.cli.ask` says."""
    _begin(arguments.model or os.environ.get("EDGE_MODEL") or "auto")
    from edge.cli import ask

    return ask.run(arguments)


def _begin(wanted: str) -> None:
    """Start the engine's process, unless another process of this home has one. What is wrong, others will say."""
    import fcntl

    from edge.engine.expected import recall
    from edge.engine.spawn import ahead
    from edge.paths import Paths

    with contextlib.suppress(OSError, EdgeError):
        paths = Paths.default()
        path = str(Path(wanted).expanduser().absolute())
        expected = recall(paths.cache, wanted) or recall(paths.cache, path)
        if expected is None:
            return
        lock = os.open(paths.lock, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)  # held by an owner, it raises OSError
        finally:
            os.close(lock)
        ahead(expected)
