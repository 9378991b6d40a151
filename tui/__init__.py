"""The terminal app. It shows the events of a turn and has no logic of its own about routing or answering."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edge.paths import Paths
    from edge.turn import AssistantLike

__all__ = ["run"]

# Before any module here imports Textual: with the Kitty keyboard protocol, which it would ask for, some terminals lose
# the text of Chinese and Japanese input methods.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")

LOW_POWER = {"TEXTUAL_FPS": "14", "TEXTUAL_ANIMATIONS": "none"}
"""Textual's variables for a screen that is drawn sparingly. What is streamed is drawn at half of that rate
(`tui.pump.RATE`); a key is shown after 70 ms at most, and less would be felt in typing."""


def run(
    open_assistant: Callable[[], AssistantLike],
    *,
    paths: Paths,
    theme: str = "dark",
    low_power: bool = False,
    language: str = "auto",
    flags: Mapping[str, Any] | None = None,
) -> int:
    """Show the app until the user leaves it.

    open_assistant  called in a thread once the first screen is drawn. It may wait, and may raise EdgeError: its
                    sentence is then shown, the app goes on, and the next message calls it again.
    paths           where the settings, the drafts of what was typed and not sent, and the log of faults are kept
    theme           `dark`, `light`, `contrast` or `none`; the variable NO_COLOR wins over it
    low_power       draw few frames and no animation; to be chosen before Textual is imported
    language        `en`, `zh`, or `auto`, which takes that of the locale
    flags           the settings that were given on the command line, by dotted key; None means not given

    Returns the exit code: 0, or 1 if the app itself failed, which one sentence on stderr then says. Either way the
    terminal is as it was before, and what was typed is kept.
    """
    if low_power:
        for name, value in LOW_POWER.items():
            os.environ.setdefault(name, value)
    from tui.app import run as run_app  # not earlier: Textual takes 0.2 s, and other commands import this package

    return run_app(open_assistant, paths=paths, theme=theme, language=language, flags=flags)
