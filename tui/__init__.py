"""The terminal app. It shows the events of a turn and has no logic of its own about routing or answering."""

from __future__ import annotations

import os
from collections.abc import Callable

from edge.paths import Paths
from edge.turn import AssistantLike

__all__ = ["run"]

# Before any module here imports Textual: with the Kitty keyboard protocol, which it would ask for, some terminals lose
# the text of Chinese and Japanese input methods.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")


def run(open_assistant: Callable[[], AssistantLike], *, paths: Paths, theme: str = "dark") -> int:
    """Show the app until the user leaves it.

    open_assistant  called in a thread once the first screen is drawn. It may wait, and may raise EdgeError: its
                    sentence is then shown, the app goes on, and the next message calls it again.
    paths           where the drafts of what was typed and not sent are kept, and the log of faults
    theme           `dark`, `light` or `contrast`; the variable NO_COLOR wins over it

    Returns the exit code: 0, or 1 if the app itself failed, which one sentence on stderr then says. Either way the
    terminal is as it was before, and what was typed is kept.
    """
    from tui.app import run as run_app  # not earlier: Textual takes 0.2 s, and other commands import this package

    return run_app(open_assistant, paths=paths, theme=theme)
