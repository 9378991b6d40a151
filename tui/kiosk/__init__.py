"""The terminal app for a console in a public place: questions and answers, and nothing else."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edge.kiosk.file import Page
    from edge.kiosk.pin import Pin
    from edge.paths import Paths
    from edge.turn import AssistantLike

__all__ = ["run"]

KEPT_OUT = (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGHUP)
"""What the keys of a terminal can send. SIGTERM, which the service manager sends, ends the kiosk; so does a terminal
that is gone."""

NOT_LEFT = 129
"""The exit code where something else than the PIN ended it."""


def run(
    open_assistant: Callable[[], AssistantLike],
    *,
    paths: Paths,
    page: Page,
    pin: Pin,
    theme: str = "dark",
    low_power: bool = False,
) -> int:
    """Show the kiosk until somebody leaves it with the PIN; see `tui.run`. For the main thread.

    page  what visitors see
    pin   what leaves it

    Returns 0 only if it was left with the PIN: whoever takes the terminal away, or ends it with a signal, has not left
    it, and a service manager may start it again.
    """
    from tui import LOW_POWER

    if low_power:
        for name, value in LOW_POWER.items():
            os.environ.setdefault(name, value)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, KEPT_OUT)  # held back, whatever handlers Textual sets for them
    try:
        from tui.app import show  # not earlier: Textual takes 0.2 s
        from tui.kiosk.app import KioskApp

        app = KioskApp(open_assistant, paths, page, pin, theme)
        return show(app, paths) or (0 if app.left else NOT_LEFT)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
