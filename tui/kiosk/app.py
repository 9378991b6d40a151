"""The kiosk on a console: visits, one after the other, until somebody leaves it with the PIN."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import events, on
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.types import CSSPathType

import tui
from edge.kiosk.file import Page
from edge.kiosk.pin import Pin
from edge.paths import Paths
from edge.watchdog import Watchdog
from tui.app import ChatApp
from tui.console import is_console
from tui.kiosk.attract import AttractScreen
from tui.kiosk.chat import KioskChat
from tui.kiosk.composer import NoDraft
from tui.kiosk.idle import Idle
from tui.kiosk.texts import strings_of
from tui.labels import relabel
from tui.language import take_over
from tui.overlay import Overlay
from tui.reports import Happened, NotOpened, Opened, Report, StatusNow

if TYPE_CHECKING:
    from edge.turn import AssistantLike, Status
    from tui.kiosk.session import KioskSession

__all__ = ["KioskApp"]

TRY_AGAIN_S = 30.0
"""Between two attempts to open the home."""

_SIGNS_OF_LIFE = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)
"""A mouse that is only moved may lie on a table that shakes."""

_ACTIONS = frozenset({"keys", "language", "questions", "end_visit", "ask_pin"})
"""What keys may have the app do: Textual's own, such as quitting, suspending or saving a picture, are not among it."""


class KioskApp(ChatApp, inherit_bindings=False):
    """What there is, is listed here and in the screens of this package: nothing of the chat's keys comes along."""

    CSS_PATH: ClassVar[CSSPathType | None] = [Path(tui.__file__).parent / "chat.tcss", "kiosk.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,ctrl+g", "keys", show=False, priority=True),
        Binding("f2", "language", show=False, priority=True),
        Binding("f3", "questions", show=False, priority=True),
        Binding("ctrl+n", "end_visit", show=False, priority=True),
        Binding("f12,ctrl+right_square_bracket", "ask_pin", show=False, priority=True),
    ]
    ALLOW_SELECT = False

    def __init__(
        self, open_assistant: Callable[[], AssistantLike], paths: Paths, page: Page, pin: Pin, theme: str = "dark"
    ) -> None:
        self.page = page
        self.languages = _drawable(page.languages)
        super().__init__(open_assistant, paths, theme, strings_of(self.languages[0]))
        self.draft = NoDraft()
        self._pin = pin
        self._idle = Idle(page.idle_s, self._warn, self.action_end_visit)
        self._status_now: Status | None = None
        self._why_closed = ""
        self._ending = False
        self.left = False
        """Whether the PIN was given."""
        self._watchdog = Watchdog()

    def get_default_screen(self) -> Screen[None]:
        """What all others stand on, and which stays: Textual cannot exchange the first one."""
        return _Ground()

    @cached_property
    def session(self) -> KioskSession:
        """What talks to the assistant."""
        from tui.kiosk.session import KioskSession  # the first screen is there before it

        return KioskSession(self._open_assistant, self._report, self._paths, self.strings)

    @property
    def trouble(self) -> Literal["closed", "unforgotten", "offline", ""]:
        """What a visitor, or the staff, should know."""
        status = self._status_now
        if self._why_closed or (status is not None and status.state == "down"):
            return "closed"
        if status is not None and self.session.unforgotten:
            return "unforgotten"
        return "offline" if status is not None and status.offline else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  as in Textual
        """Whether the app may do this: see `_ACTIONS`."""
        return action in _ACTIONS

    @property
    def chat(self) -> KioskChat:
        """The conversation of this visit."""
        return next(screen for screen in self.screen_stack if isinstance(screen, KioskChat))

    @property
    def _conversing(self) -> list[KioskChat]:
        return [screen for screen in self.screen_stack if isinstance(screen, KioskChat)]

    def _attract(self, *, again: bool) -> AttractScreen:
        return AttractScreen(self.page, self.languages, self.strings, again=again)

    # Keys

    @on(events.Ready)
    async def _greet(self) -> None:
        self.run_worker(self._watchdog.keep(self._answers), group="watchdog")
        await self._begin_visit()

    def _answers(self) -> None:
        """In a thread: come back if the assistant does."""
        self.session.answers()

    async def _begin_visit(self) -> None:
        await self.push_screen(KioskChat(self.strings, self._status_now))
        await self.push_screen(self._attract(again=False))

    async def on_event(self, event: events.Event) -> None:
        """Who types instead of choosing gets what they typed into the composer."""
        if isinstance(event, _SIGNS_OF_LIFE) and self._ahead is None:
            self._idle.touch()
            typed = isinstance(event, events.Paste) or (isinstance(event, events.Key) and event.is_printable)
            if typed and isinstance(self.screen, AttractScreen):
                await self.leave_attract()
        await super().on_event(event)

    async def leave_attract(self) -> None:
        """On to the conversation."""
        if isinstance(self.screen, AttractScreen):
            await self.pop_screen()

    async def begin_with(self, question: str) -> None:
        """A question was chosen."""
        await self.leave_attract()
        await self.chat.say(question)

    async def action_keys(self) -> None:
        """F1: the keys; once more, and they are gone."""
        from tui.kiosk.help import KioskKeys

        if isinstance(self.screen, KioskKeys):
            await self.pop_screen()
        elif not self.screen.is_modal:
            await self.push_screen(KioskKeys(self.strings))

    async def action_questions(self) -> None:
        """F3: the questions to choose from; once more, and they are gone."""
        if self.screen is self.chat:
            await self.push_screen(self._attract(again=True))
        elif isinstance(self.screen, AttractScreen):
            self.screen.action_back()

    async def action_language(self, language: str = "") -> None:
        """F2: the next language, or this one if the kiosk has it."""
        if not language:
            await self.turn_language(1)
        elif language in self.languages and not self.screen.is_modal:
            await self._speak(language)

    async def turn_language(self, step: int) -> None:
        """The language so many places further."""
        place = self.languages.index(self.strings.language) + step
        await self.action_language(self.languages[place % len(self.languages)])

    async def _speak(self, language: str) -> None:
        take_over(self.strings, strings_of(language))
        for screen in self.screen_stack:
            await relabel(screen)

    async def action_ask_pin(self) -> None:
        """F12: whoever knows the PIN leaves the kiosk."""
        from tui.kiosk.pin import PinScreen

        if isinstance(self.screen, PinScreen):
            return
        why = " ".join(filter(None, [self._why_closed, self.session.unforgotten]))
        await self.push_screen(PinScreen(self._pin, self.strings, why), self._asked_pin)

    def _asked_pin(self, given: bool | None) -> None:
        if given:
            self.left = True
            self.exit()

    # Visits

    def action_end_visit(self) -> None:
        """Ctrl+N, or nobody is there any more: forget the visit everywhere, and wait for the next visitor."""
        if not self._ending:
            self._ending = True
            self.call_later(self._end_visit)  # between two keys: none finds a visit that is half gone

    async def _end_visit(self) -> None:
        try:
            self._idle.stop()
            over = self.chat
            self.session.end_visit(*over.dialogue.on_their_way)
            self._clipboard = ""
            while len(self.screen_stack) > 1:
                await self.pop_screen()
            take_over(self.strings, strings_of(self.languages[0]))
            await self._begin_visit()
            await self._watch_size(self.size)
        finally:
            self._ending = False

    def _warn(self, seconds: int) -> None:
        if seconds and self.screen_stack and not self._waits:
            self.call_later(self._show_warning, seconds)
        else:
            for chat in self._conversing:
                chat.warn(0)

    async def _show_warning(self, seconds: int) -> None:
        while isinstance(self.screen, Overlay | AttractScreen) and not self._waits:
            await self.pop_screen()
        self.chat.warn(seconds)

    @property
    def _waits(self) -> bool:
        """Whether there is no visit."""
        return isinstance(self.screen, AttractScreen) and not self.screen.again

    def copy_to_clipboard(self, text: str) -> None:
        """What is copied in the composer can be put there again in this visit, and is nowhere else."""
        self._clipboard = text

    # What the session reports

    def _deliver(self, reports: list[Report]) -> None:
        for report in reports:
            match report:
                case Opened(status) | StatusNow(status):
                    self._status_now, self._why_closed = status, ""
                case NotOpened(why):
                    self._why_closed = why
                    asyncio.get_running_loop().call_later(TRY_AGAIN_S, self._open_again)
                case Happened():
                    self._idle.touch()
        super()._deliver(reports)
        for screen in self.screen_stack:
            if isinstance(screen, AttractScreen):
                screen.notify_visitor()

    def _open_again(self) -> None:
        if self._why_closed:
            self.session.open_again()


class _Ground(Screen[None], inherit_bindings=False):
    """Nothing."""

    ALLOW_SELECT = False


def _drawable(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Those that this terminal can show: Linux's own console has no Chinese or Japanese signs."""
    return tuple(one for one in languages if one == "en") or ("en",) if is_console() else languages
