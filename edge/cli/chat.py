"""`edge` and `edge chat`: the terminal app, or the same line by line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from edge.cli.output import note
from edge.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from edge.home import HomeAssistant
    from edge.paths import Paths
    from edge.settings import Settings
    from edge.turn import AssistantLike

__all__ = ["run"]

_NO_APP = frozenset({"", "dumb", "unknown"})
"""What TERM says of a terminal on which nothing can be drawn, such as a shell in an editor."""


def run(arguments: argparse.Namespace) -> int:
    """Open the app as the command line wants it."""
    return start(arguments.model, plain=arguments.plain, unchecked=arguments.no_memory_check)


def start(model: str | None = None, *, plain: bool = False, unchecked: bool = False) -> int:
    """Open the app, or plain mode where that is wanted or all that the terminal can show.

    model      a local model's name, or the path of its file; None takes the setting's
    unchecked  the model is loaded even if it does not seem to fit into the free memory
    """
    on_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if not on_terminal and not plain:
        # Not plain mode by itself: who redirects the app did so by mistake, or wants one answer.
        note("The terminal app needs a terminal: use 'edge chat --plain' to chat line by line, or 'edge ask'.")
        return 2
    from edge.paths import Paths
    from edge.settings import load

    paths = Paths.default()
    flags = {
        "model": model,
        "engine.check_memory": False if unchecked else None,
        "ui.plain": "on" if plain else None,
    }
    settings = load(paths.config, flags=flags).settings
    dumb = os.environ.get("TERM", "") in _NO_APP

    def opened() -> HomeAssistant:
        return _opened(paths, settings, unchecked)

    if settings.ui.plain == "on" or (settings.ui.plain == "auto" and dumb):
        return _plain(opened, paths, settings, because_of_terminal=settings.ui.plain == "auto")
    if dumb:
        note("The terminal app cannot be drawn here (TERM): use 'edge chat --plain', or 'edge ask'.")
        return 2
    from edge.low_power import low_power, terminal_device

    sparing = low_power(settings.ui.low_power, device=terminal_device()).on
    import tui

    return tui.run(
        opened, paths=paths, theme=settings.ui.theme, low_power=sparing, language=settings.ui.language, flags=flags
    )


def _plain(opened: Callable[[], AssistantLike], paths: Paths, settings: Settings, *, because_of_terminal: bool) -> int:
    from tui import plain
    from tui.preferences import language_of

    language = language_of(settings.ui.language)
    return plain.run(opened, paths=paths, language=language, because_of_terminal=because_of_terminal)


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
