"""`edge` and `edge chat`: the terminal app."""

from __future__ import annotations

import argparse
import sys

from edge.cli.output import note

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """Open the app. On something that is no terminal it says what to use instead."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        note("The terminal app needs a terminal: use 'edge ask' in a pipe or a script.")
        return 2
    from edge import open_assistant
    from edge.paths import Paths
    from edge.settings import load

    paths = Paths.default()
    settings = load(paths.config, flags={"model": arguments.model}).settings
    import tui

    return tui.run(lambda: open_assistant(paths, settings), paths=paths, theme=settings.ui.theme)
