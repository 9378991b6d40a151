"""A reply in the transcript: what it waits for, its text as it comes, and who gave it and how fast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from edge.events import TurnRecord, Waiting
from edge.transcript import By, Message
from tui.figures import SEPARATOR, badge
from tui.markdown import ReplyText
from tui.message import Line, Note
from tui.strings import Strings

__all__ = ["PastReply", "Reply"]


@dataclass(frozen=True, slots=True)
class _Ending:
    """What stands below a reply."""

    badge: str = ""
    why: str = ""
    """Why it is not whole."""
    failed: bool = False
    """Whether an error ended it, and not the user or a limit."""

    @classmethod
    def of(cls, record: TurnRecord, strings: Strings) -> _Ending:
        """That of a finished turn."""
        parts = [badge(record, strings)]
        if record.dropped_turns:
            parts.append(strings.dropped.format(count=record.dropped_turns))
        if record.fallback is not None:
            parts.append(strings.fallback.format(who=record.fallback.from_, why=record.fallback.why))
        why = "" if record.complete else record.why or strings.cut_off[record.cut_off or "error"]
        return cls(SEPARATOR.join(parts), why, record.error is not None)

    def lines(self, empty: bool, strings: Strings) -> Iterator[Widget]:
        """The lines to mount."""
        if self.why:
            mark = strings.no_text if empty else strings.incomplete
            yield Note(strings.joint.join([mark, self.why]), classes="error" if self.failed else "warning")
        if self.badge:
            yield Line(self.badge, classes="badge")


class Reply(Vertical):
    """A reply under way. After `finish` or `fail` it does not change any more."""

    def __init__(self, strings: Strings) -> None:
        super().__init__(classes="reply")
        self._strings = strings
        self._waiting = Line(strings.progress["asking"], classes="progress")
        self._text: ReplyText | None = None
        self._empty = True

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        yield self._waiting

    def wait_for(self, waiting: Waiting) -> None:
        """Say why there is no text yet."""
        text = self._strings.progress.get(waiting.state, "")
        self._waiting.show(f"{text} {waiting.detail}".strip())

    def stopping(self) -> None:
        """Say that the user has stopped it, until the end of the turn says so."""
        self._waiting.show(self._strings.progress["stopping"])
        self._waiting.display = True

    async def write(self, piece: str) -> None:
        """Add text."""
        if self._text is None:
            self._waiting.display = False
            self._text = ReplyText()
            await self.mount(self._text, before=self._waiting)
        self._empty = self._empty and not piece.strip()
        await self._text.write(piece)

    async def switch(self, to: By, why: str) -> None:
        """The seam: another answerer goes on from here."""
        await self._end_text()
        seam = self._strings.switched.format(to=self._strings.by[to], why=why)
        await self.mount(Note(seam, classes="seam"), before=self._waiting)

    async def note(self, text: str) -> None:
        """A sentence that belongs to this turn and is no part of the reply."""
        await self.mount(Note(text), before=self._text or self._waiting)

    async def finish(self, record: TurnRecord) -> None:
        """The turn has ended."""
        await self._end(_Ending.of(record, self._strings))

    async def fail(self, why: str) -> None:
        """It has ended without a record."""
        await self._end(_Ending(why=why, failed=True))

    async def _end(self, ending: _Ending) -> None:
        await self._end_text()
        await self._waiting.remove()
        await self.mount_all(ending.lines(self._empty, self._strings))

    async def _end_text(self) -> None:
        if self._text is not None:
            await self._text.end()
            self._text = None


class PastReply(Vertical):
    """A reply of an earlier session."""

    def __init__(self, message: Message, record: TurnRecord | None, strings: Strings) -> None:
        super().__init__(classes="reply")
        self._message = message
        self._record = record
        self._strings = strings

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        message, strings = self._message, self._strings
        empty = not message.text.strip()
        if not empty:
            yield ReplyText(message.text)
        if self._record is not None:
            yield from _Ending.of(self._record, strings).lines(empty, strings)
            return
        if not message.complete:
            yield Note(strings.was_incomplete, classes="warning")
        who = [strings.by[message.by]] if message.by else []
        yield Line(SEPARATOR.join([*who, *([message.model] if message.model else [])]), classes="badge")
