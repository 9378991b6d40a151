"""`edge backup`: everything that cannot be fetched or made again, in one file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from edge.cli.output import data, data_json, note
from edge.errors import UsageError

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """Write everything that cannot be fetched or made again into one file, or to standard output."""
    from edge.backup.writing import write
    from edge.paths import Paths

    paths = Paths.default()
    if arguments.file == "-":
        if sys.stdout.isatty():
            raise UsageError("A backup is no text for a terminal: send it to a program or name a file.")
        write(paths, None, sys.stdout.buffer)
        return 0
    goal = Path(arguments.file).expanduser().absolute()
    names = write(paths, goal, replace=arguments.force)
    if arguments.json:
        data_json({"file": str(goal), "bytes": goal.stat().st_size, "holds": names})
        return 0
    data(f"Written: {goal} ({', '.join(names)})")
    note("It holds everything that was said, and the server's token: keep it as you keep the device.")
    return 0
