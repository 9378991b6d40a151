"""The conversation of one visit. When the visit ends, the whole screen goes, with everything that it remembers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import BindingType
from textual.events import Mount

from tui.chat import ChatScreen
from tui.commands import Said
from tui.files import Files
from tui.kiosk import commands
from tui.kiosk.composer import LONGEST, KioskComposer, KioskPalette, NoDraft, NoFiles
from tui.kiosk.dialogue import KioskDialogue
from tui.kiosk.texts import kiosk_texts
from tui.status import Part, StatusLine
from tui.strings import Strings

if TYPE_CHECKING:
    from edge.turn import Status
    from tui.kiosk.app import KioskApp
    from tui.markdown import ReplyText

__all__ = ["KioskChat", "KioskStatus"]


class KioskStatus(StatusLine):
    """State, notice and keys: figures are for who looks after the device."""

    def _parts(self) -> list[Part]:
        parts = [part for part in super()._parts()[:1] if part.texts]
        if self.status is not None and self.status.offline:
            parts.append(Part((kiosk_texts(self._strings.language).offline, self._strings.offline), "$warning", 1))
        hint = self._strings.keys_hint
        return [*parts, Part((hint, hint.partition(" · ")[0], "F1"), "$quiet", 2)]


class KioskChat(ChatScreen, inherit_bindings=False):
    """What there is, is listed here: nothing that is added to the chat comes along."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "stop", ""),
        ("ctrl+o", "turn", ""),
        ("pageup", "page(-1)", ""),
        ("pagedown", "page(1)", ""),
        ("ctrl+home", "to_head", ""),
        ("ctrl+end", "to_tail", ""),
    ]
    ALLOW_SELECT = False

    def __init__(self, strings: Strings, status: Status | None) -> None:
        """`status` is None while the home is not open."""
        super().__init__(NoDraft(), strings)
        self.composer = KioskComposer(strings.placeholder)
        self.palette = KioskPalette(strings)
        self.status_line = KioskStatus(strings)
        self._status_then = status

    @cached_property
    def files(self) -> Files:
        """None."""
        return NoFiles(self._session, self._strings, self.composer, self.palette, self.tray, self.status_line)

    @cached_property
    def dialogue(self) -> KioskDialogue:
        """What is said."""
        parts = self.transcript, self.composer, self.status_line, self.files.attaching
        return KioskDialogue(self._session, self._draft, self._strings, *parts)

    @on(Mount)
    async def _take_questions(self) -> None:
        if self._status_then is not None:
            await self.dialogue.begin(self._status_then)

    async def say(self, text: str) -> None:
        """Ask this."""
        await self.dialogue.send(text, Said(text))

    def warn(self, seconds: int) -> None:
        """The visit ends in so many seconds; 0 takes that back."""
        texts = kiosk_texts(self._strings.language)
        self.tray.say(texts.idle.format(seconds=seconds) if seconds else "")

    async def _obey(self, typed: str) -> None:
        """Ask what was typed, or do what a command says."""
        command = commands.parse(typed)
        if command is not None and not command.known:
            self.composer.put_before(typed)
            self.status_line.tell(self.palette.what_is_wrong(typed))
        elif command is not None:
            await self._do(command)
        elif len(typed) > LONGEST:
            self.composer.put_before(typed)
            self.status_line.tell(kiosk_texts(self._strings.language).too_long.format(most=LONGEST))
        else:
            await self.say(typed)

    async def _do(self, command: commands.Command) -> None:
        app = cast("KioskApp", self.app)
        match command.name:
            case "help":
                app.call_later(app.action_keys)
            case "language":
                app.call_later(app.action_language, command.rest)
            case "new" | "clear":
                app.action_end_visit()
            case "stop":
                await self.action_stop()

    def on_reply_text_link_clicked(self, event: ReplyText.LinkClicked) -> None:
        """A link leads nowhere."""
        event.prevent_default()
