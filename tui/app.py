"""The Textual application: theme, threads, the way in and the way out."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable

from textual import events, on
from textual.app import App
from textual.screen import Screen

from edge.faults import fault
from edge.paths import Paths
from edge.turn import AssistantLike
from tui import line_breaks, terminal_keys
from tui.chat import ChatScreen, Reports
from tui.draft import Draft
from tui.endings import watched
from tui.pump import Pump
from tui.reports import Report
from tui.session import Session
from tui.strings import Strings, for_locale
from tui.theme import THEMES, no_color, theme_name

__all__ = ["ChatApp", "run"]


class ChatApp(App[None]):
    """One chat over one assistant."""

    CSS_PATH = "chat.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        open_assistant: Callable[[], AssistantLike],
        paths: Paths,
        theme: str = "dark",
        strings: Strings | None = None,
    ) -> None:
        # Textual takes all colour out only where it writes the terminal's own colours.
        super().__init__(ansi_color=True if no_color() else None)
        # Textual would show the text of a table's cell under the mouse, and take brackets in it for markup.
        self._disable_tooltips = True
        line_breaks.teach()
        terminal_keys.teach()
        self.strings = strings or for_locale()
        self.draft = Draft(paths.drafts)
        self.session = Session(open_assistant, self._report, paths.logs, self.strings)
        self._pump: Pump | None = None
        self._own_loop: asyncio.AbstractEventLoop | None = None
        self._ahead: list[events.Key | events.Paste] | None = []
        """What was typed before there was a composer; None from then on."""
        self.fault: Exception | None = None
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme_name(theme)

    def get_default_screen(self) -> Screen[None]:
        """The chat."""
        return ChatScreen(self.session, self.draft, self.strings)

    @on(events.Load)
    def _prepare(self) -> None:
        self._pump = Pump(self._deliver)
        self._own_loop = asyncio.get_running_loop()

    def leave(self) -> None:
        """End the app, from any thread and at any time."""
        with contextlib.suppress(RuntimeError):  # it has ended
            if self._own_loop is not None:
                self._own_loop.call_soon_threadsafe(self.exit)

    async def on_event(self, event: events.Event) -> None:
        """Keys wait for the first screen. Textual would drop those that were typed while it started."""
        if self._ahead is not None and isinstance(event, (events.Key, events.Paste)):
            self._ahead.append(event)
        else:
            await super().on_event(event)

    @on(events.Ready)
    async def _start(self) -> None:
        """The first screen is drawn: now there is time for everything else."""
        ahead, self._ahead = self._ahead or [], None
        for event in ahead:
            await super().on_event(event)
        self.session.start()

    def _report(self, report: Report) -> None:
        if self._pump is not None:
            self._pump.put(report)

    def _deliver(self, reports: list[Report]) -> None:
        screen = self.screen_stack[0] if self.screen_stack else None
        if screen is not None:
            screen.post_message(Reports(reports))

    def _handle_exception(self, error: Exception) -> None:
        """A fault of the app. Textual would print the traceback with every local variable, and so the conversation."""
        self.fault = self.fault or error
        super()._handle_exception(error)
        self._exit_renderables.clear()

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()


def run(open_assistant: Callable[[], AssistantLike], *, paths: Paths, theme: str = "dark") -> int:
    """See `tui.run`."""
    app = ChatApp(open_assistant, paths, theme)

    def rescue() -> None:
        app.draft.close()
        app.session.close()

    try:
        with watched(app.leave, rescue):
            app.run()
        if app.fault is not None:
            _say(app.strings.crashed.format(fault=fault(app.fault, paths.logs)))
    finally:
        app.draft.close()
        with contextlib.suppress(KeyboardInterrupt):  # the user does not want to wait for others
            app.session.close(lambda: _say(app.strings.closing))
    return 1 if app.fault is not None else 0


def _say(sentence: str) -> None:
    """Once the screen is gone, and perhaps the terminal with it."""
    with contextlib.suppress(OSError):
        sys.stderr.write(sentence + "\n")
        sys.stderr.flush()
