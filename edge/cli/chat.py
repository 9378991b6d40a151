"""`edge` and `edge chat`: the terminal app."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from edge.cli.output import note
from edge.errors import UsageError

if TYPE_CHECKING:
    from edge.home import HomeAssistant
    from edge.paths import Paths
    from edge.settings import Settings

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """Open the app. On something that is no terminal it says what to use instead."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        note("The terminal app needs a terminal: use 'edge ask' in a pipe or a script.")
        return 2
    from edge.paths import Paths
    from edge.settings import load

    paths = Paths.default()
    unchecked: bool = arguments.no_memory_check
    flags = {"model": arguments.model, "engine.check_memory": False if unchecked else None}
    settings = load(paths.config, flags=flags).settings
    import tui

    return tui.run(lambda: _opened(paths, settings, unchecked), paths=paths, theme=settings.ui.theme)


def _opened(paths: Paths, settings: Settings, unchecked: bool) -> HomeAssistant:
    """The assistant. Raises UsageError if the flag was given and the engine is another process's."""
    from edge import open_assistant

    assistant = open_assistant(paths, settings)
    if unchecked and not assistant.owns:
        assistant.close()
        raise UsageError(
            "Another edge process owns this home and holds the engine, so --no-memory-check cannot be given here: quit"
            " that one, or set engine.check_memory to false and start it anew."
        )
    return assistant
