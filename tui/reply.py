"""A reply in the transcript: what it waits for, its text as it comes, and who gave it and how fast."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult

from edge.events import Face, Piece, Switched, TurnRecord, Waiting
from edge.transcript import Message
from tui.answer import Answer, Ending
from tui.badge import Badge
from tui.body import Body
from tui.message import Line, Note
from tui.strings import Strings

__all__ = ["PastReply", "Reply"]


class Reply(Answer):
    """A reply under way. After `finish` or `fail` only a better one changes it."""

    def __init__(self, strings: Strings) -> None:
        super().__init__(strings)
        self._said_waiting: Callable[[], str] = lambda: self._strings.progress["sending"]
        """What it waits for, in the language of the app."""
        self._waiting = Line(self._said_waiting(), classes="progress")
        self._pieces: list[Piece] = []
        """Of the text that stands so far."""
        self._asked = ""
        self._cause = ""
        """Why somebody else is to answer who has not begun to."""
        self._flowing = False
        """Whether the one who answers now has begun to."""
        self._stopping = False

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        self._face_line.display = False
        yield self._face_line
        yield self._waiting

    @property
    def asked(self) -> str:
        """Who was asked to answer and has not begun to; empty where nobody is waited for like this."""
        return self._asked

    @property
    def answers_meanwhile(self) -> bool:
        """Whether the device has begun an answer while somebody else is asked."""
        return bool(self._asked and self._pieces and self._pieces[-1].by == "local")

    async def write(self, piece: Piece) -> None:
        """Add text."""
        if piece.by == "cloud":
            self._asked = ""
        first, self._flowing, self._cause = not self._flowing, True, ""
        self._pieces.append(piece)
        if self._standing is None:
            self._standing = Body()
            await self.mount(self._standing, before=self._face_line)
            self._show_side()
        if not self._standing.is_attached:
            return  # the app is closing, or this was taken off the screen
        await self._standing.write(piece.text)
        if first:
            self._show_waiting(
                lambda: self._strings.first_answer.format(who=self._asked) if self.answers_meanwhile else ""
            )

    def wait_for(self, waiting: Waiting) -> None:
        """Say why there is no text, or no more of it, yet."""
        if waiting.state == "asking":
            self._asked = waiting.detail
        self._show_waiting(lambda: self._strings.joint.join(filter(None, [self._cause, self._said_of(waiting)])))

    def _said_of(self, waiting: Waiting) -> str:
        progress, detail = self._strings.progress, waiting.detail
        if waiting.state != "asking":
            return f"{progress.get(waiting.state, '')} {detail}".strip()
        if self.answers_meanwhile:
            return self._strings.still_asked.format(who=detail)
        return progress["asking"].format(detail=detail) if detail else progress["sending"]

    def stopping(self) -> None:
        """Say that the user has stopped it, until the end of the turn says so."""
        self._stopping = True
        self._waiting.show(self._strings.progress["stopping"])
        self._waiting.display = True

    def _show_waiting(self, says: Callable[[], str]) -> None:
        """Where text flows, it shows by itself that it goes on; that somebody else is asked as well has to be said."""
        self._said_waiting = says
        if not self._stopping:
            said = says()
            self._waiting.show(said)
            self._waiting.display = bool(said) and (bool(self._asked) or not self._flowing)

    async def switch(self, event: Switched) -> None:
        """Another answerer goes on from here, begins anew, or begins where nobody did."""
        self._asked, self._flowing = "", False
        if self._standing is None or self._standing.empty:
            self._cause = event.why
        elif event.anew:
            last = self._pieces[-1]
            text = "".join(piece.text for piece in self._pieces)
            self._pieces.clear()
            await self.put_aside(Face("provisional", text, last.by, last.model, complete=False))
        else:
            self._seams.append(event)
            await self._standing.seam(self._said_of_seams()[-1])
        self._show_waiting(lambda: self._cause)

    async def relabel(self) -> None:
        """See `tui.labels`."""
        await super().relabel()
        self._waiting.show(self._strings.progress["stopping"] if self._stopping else self._said_waiting())

    async def note(self, text: str) -> None:
        """A sentence that belongs to this turn and is no part of the reply."""
        await self.mount(Note(text), before=self._standing or self._face_line)

    async def finish(self, record: TurnRecord) -> None:
        """The turn has ended."""
        await self._stop_waiting()
        await self.conclude(record)

    async def fail(self, why: str) -> None:
        """It has ended without a record."""
        await self._stop_waiting()
        await self.end_with(Ending(why=why, failed=True))

    async def _stop_waiting(self) -> None:
        self._asked = ""
        self._pieces.clear()  # the record has the text
        if self._standing is not None:
            await self._standing.end()
        await self._waiting.remove()


class PastReply(Answer):
    """A reply of an earlier session."""

    def __init__(self, message: Message, record: TurnRecord | None, strings: Strings) -> None:
        super().__init__(strings)
        self._message = message
        self._past = record

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        self._standing = Body(self._message.text)
        if self._past is not None:
            self.stand_on(self._past)
        else:
            self._endings = self._ends()
        yield self._standing
        yield self._face_line
        yield from self._endings

    def _ends(self) -> list[Line]:
        if self.record is not None:
            return super()._ends()
        message, strings = self._message, self._strings
        who = [strings.by[message.by]] if message.by else []
        who += [message.model] if message.model else []
        lines: list[Line] = [] if message.complete else [Note(strings.was_incomplete, classes="warning")]
        return [*lines, Badge(who)]
