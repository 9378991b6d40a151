"""The Textual application: theme, threads, the way in and the way out."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import Monochrome, NoColor
from textual.geometry import Size
from textual.screen import Screen
from textual.types import CSSPathType

from edge.errors import EdgeError
from edge.faults import fault
from edge.paths import Paths
from tui import drawn, line_breaks, screens, terminal_keys
from tui.background import in_background
from tui.chat import ChatScreen, Reports
from tui.console import ConsoleSigns, is_console
from tui.draft import Draft
from tui.endings import watched
from tui.labels import Labelled, relabel
from tui.language import become, translated
from tui.overlay import Overlay
from tui.preferences import Preferences, language_of
from tui.pump import Pump
from tui.strings import Strings
from tui.switching import GoTo
from tui.theme import CONSOLE_THEMES, NONE, THEMES, theme_name

if TYPE_CHECKING:
    from edge.turn import AssistantLike, ConversationInfo
    from tui.actions import Action
    from tui.clipboard import Copied
    from tui.reports import Report
    from tui.session import Session

__all__ = ["ChatApp", "run", "show"]

AFTERWARDS = ("tui.commands", "tui.files", "tui.dialogue", "tui.session")
"""What is imported once the first screen is there, in the order in which typing needs it."""


class ChatApp(App[None]):
    """One chat over one assistant."""

    CSS_PATH: ClassVar[CSSPathType | None] = "chat.tcss"
    ENABLE_COMMAND_PALETTE = False
    # Before whatever has the focus: a text area has meanings of its own for some of these.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,ctrl+g", "keys", show=False, priority=True),
        Binding("ctrl+p", "commands", show=False, priority=True),
        *(Binding(place.key, f"show({name!r})", show=False, priority=True) for name, place in screens.SCREENS.items()),
    ]

    def __init__(
        self,
        open_assistant: Callable[[], AssistantLike],
        paths: Paths,
        theme: str = "dark",
        strings: Strings | None = None,
        *,
        language: str = "auto",
        flags: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__()
        # Textual would show the text of a table's cell under the mouse, and take brackets in it for markup.
        self._disable_tooltips = True
        line_breaks.teach()
        terminal_keys.teach()
        drawn.teach()
        # A copy of our own, which the language of the app changes.
        self.strings = replace(strings or translated(Strings, language_of(language)))
        self.preferences = Preferences(paths.config, flags)
        self.draft = Draft(paths.drafts)
        self._open_assistant = open_assistant
        self._paths = paths
        self._pump: Pump | None = None
        self._own_loop: asyncio.AbstractEventLoop | None = None
        self._ahead: list[events.Key | events.Paste] | None = []
        """What was typed before there was a composer; None from then on."""
        self._open: tuple[str, Screen[Any]] | None = None
        """The full screen that was opened last, and its name."""
        self.fault: Exception | None = None
        for known in (*THEMES, *CONSOLE_THEMES):
            self.register_theme(known)
        if is_console():
            self._filters.append(ConsoleSigns())
        self.wear(theme_name(theme))

    def get_default_screen(self) -> Screen[None]:
        """The chat."""
        return ChatScreen(self.draft, self.strings)

    @cached_property
    def session(self) -> Session:
        """What talks to the assistant; the first screen is there before it."""
        from tui.session import Session

        return Session(self._open_assistant, self._report, self._paths, self.strings)

    def copy_to_clipboard(self, text: str) -> None:
        """As in Textual, by every way that there is."""
        work: Callable[[], Any] = partial(self.copied, text)
        self.run_worker(work, group="clipboard")

    async def copied(self, text: str) -> Copied:
        """Copy a text; where it went."""
        from tui.clipboard import Clipboard  # not needed for the first screen

        self._clipboard = text
        driver = self._driver
        return await Clipboard(driver.write if driver is not None else lambda _: None).copy(text)

    async def action_keys(self) -> None:
        """F1: every key, those of the screen first; once more, and they are gone."""
        from tui.keys import KeysScreen  # not needed for the first screen

        if isinstance(self.screen, KeysScreen):
            await self.pop_screen()
            return
        name, screen = self._open or ("", None)
        await self.push_screen(KeysScreen(self.strings, name if screen in self.screen_stack else "chat"))

    async def action_commands(self) -> None:
        """Ctrl+P: everything that the app can do, by its name; once more, and it is gone."""
        from tui.command_palette import CommandPalette  # not needed for the first screen

        again = isinstance(self.screen, CommandPalette)
        if isinstance(self.screen, Overlay):
            await self.pop_screen()
        if not again and not self.screen.is_modal:
            await self.push_screen(CommandPalette(self.session, self.strings), self._perform)

    async def _perform(self, chosen: Action | ConversationInfo | None) -> None:
        from tui.actions import Action

        if isinstance(chosen, Action) and chosen.where == "app":
            await self.run_action(chosen.does)
        elif isinstance(chosen, Action):
            await self._back_to_chat()
            await self.run_action(chosen.does, self.screen)
        elif chosen is not None:
            await self._back_to_chat()
            self._chat.post_message(GoTo(chosen.uid))

    async def action_begin_private(self) -> None:
        """Another conversation, of which nothing may leave."""
        await self._back_to_chat()
        self._chat.post_message(GoTo(None, private=True))

    @property
    def _chat(self) -> ChatScreen:
        chat = self.screen_stack[0]
        assert isinstance(chat, ChatScreen)
        return chat

    async def _back_to_chat(self) -> None:
        while len(self.screen_stack) > 1:
            await self.screen.dismiss()

    async def action_prefer(self, key: str, value: str) -> None:
        """Set a setting that the app takes over at once, and keep it in the user's file."""
        await self.apply(key, value)
        try:
            await in_background(lambda: self.preferences.keep(key, value))
        except EdgeError as error:
            from tui.reports import Told

            self._report(Told(str(error)))

    async def apply(self, key: str, value: Any) -> None:
        """Take over a setting that has changed, if the app can."""
        if key == "ui.theme":
            self.wear(theme_name(value))
        elif key == "ui.language":
            await self._speak(language_of(value))

    def wear(self, theme: str) -> None:
        """Show this theme from now on."""
        # What Textual does for NO_COLOR, which it looks at only once, before there is a theme.
        self.no_color = theme == NONE
        self._filters = [one for one in self._filters if not isinstance(one, NoColor | Monochrome)]
        if self.no_color:
            self._filters.append(NoColor())
        self.theme = theme

    async def _speak(self, language: str) -> None:
        """Go on in another language. What was said stays as it is."""
        if language == self.strings.language:
            return
        become(self.strings, language)
        top = self.screen
        if top is not self.screen_stack[0] and not isinstance(top, Labelled):  # it is made anew
            name, _ = self._open or ("", None)
            await self._back_to_chat()
            await self.action_show(name)
        for screen in self.screen_stack:
            await relabel(screen)

    async def action_show(self, name: str) -> None:
        """Open the full screen of that name, in the place of another one; where it is open already, close it.

        A question that waits for its answer, or a form, stays.
        """
        if isinstance(self.screen, Overlay):
            await self.pop_screen()
        if self.screen.is_modal:
            return
        before = self._open
        if before is not None and before[1] in self.screen_stack:
            await self._back_to_chat()
            if before[0] == name:
                return
        screen = screens.made(name, self.session, self.strings)
        self._open = (name, screen)
        await self.push_screen(screen)

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
            await self.on_event(event)
        self.run_worker(self._begin())
        await self._watch_size(self.size)

    async def _begin(self) -> None:
        """Import what the first screen did without, beside the event loop, so that it keeps nobody from typing."""
        await in_background(lambda: [import_module(name) for name in AFTERWARDS])
        self.session.preferred = self.draft.restored
        self.session.start()

    async def _watch_size(self, size: Size) -> None:
        from tui import small  # not needed for the first screen

        await small.watch(self, size, self.strings)

    @on(events.Resize)
    async def _fit(self, event: events.Resize) -> None:
        """No screen is made for a window smaller than that of a watch."""
        if self._ahead is None:
            await self._watch_size(event.size)

    def _report(self, report: Report) -> None:
        if self._pump is not None:
            self._pump.put(report)

    def _deliver(self, reports: list[Report]) -> None:
        for screen in self._conversing:
            screen.post_message(Reports(reports))

    @property
    def _conversing(self) -> Sequence[Screen[Any]]:
        """The screen of the conversation; none before the first one and behind the last."""
        return self.screen_stack[:1]

    def _handle_exception(self, error: Exception) -> None:
        """A fault of the app. Textual would print the traceback with every local variable, and so the conversation."""
        self.fault = self.fault or error
        super()._handle_exception(error)
        self._exit_renderables.clear()

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()


def run(
    open_assistant: Callable[[], AssistantLike],
    *,
    paths: Paths,
    theme: str = "dark",
    language: str = "auto",
    flags: Mapping[str, Any] | None = None,
) -> int:
    """See `tui.run`."""
    return show(ChatApp(open_assistant, paths, theme, language=language, flags=flags), paths)


def show(app: ChatApp, paths: Paths) -> int:
    """Show this app until it ends. Returns the exit code, as `tui.run` does."""

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
