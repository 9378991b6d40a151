"""`edge restore`: a backup in the place of the home."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from edge.cli.output import data, data_json, note
from edge.errors import UsageError

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """Ask first on a terminal; say where what was there is kept."""
    from edge.backup.restoring import restore
    from edge.paths import Paths

    paths = Paths.default()
    file = Path(arguments.file).expanduser().absolute()
    if not arguments.yes:
        if not sys.stdin.isatty():
            raise UsageError("This puts a backup in the place of what is here: repeat it with --yes.")
        note(f"Put {file} in the place of what is in {paths.journal.parent}? What is there is kept aside. [y/N]")
        if sys.stdin.readline().strip().lower() not in {"y", "yes", "是"}:
            note("Nothing was changed.")
            return 130
    aside = restore(paths, file)
    if arguments.json:
        data_json({"restored": str(file), "aside": [str(path) for path in aside]})
        return 0
    data(f"Restored: {file}")
    for path in aside:
        note(f"Kept aside: {path}")
    return 0
