"""A message of the assistant as the reader has it: one text that stands, other faces behind it, and the line below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.containers import Vertical

from edge.events import Face, Route, TurnRecord
from tui.body import Body
from tui.figures import SEPARATOR, answerer, badge
from tui.message import Line, Note
from tui.strings import Strings

__all__ = ["Answer", "Ending"]


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands below an answer."""

    badge: str = ""
    why: str = ""
    """Why it is not whole."""
    failed: bool = False
    """Whether an error ended it, and not the user or a limit."""

    @classmethod
    def of(cls, record: TurnRecord, strings: Strings, seams: Sequence[str] = ()) -> Ending:
        """That of a finished turn. What the `seams` in its text say already is not said again."""
        parts = [badge(record, strings)]
        if record.dropped_turns:
            parts.append(strings.dropped.format(count=record.dropped_turns))
        if record.fallback is not None and not any(record.fallback.why in seam for seam in seams):
            who = answerer(record.fallback.from_, strings)
            parts.append(strings.fallback.format(who=who, why=record.fallback.why))
        if record.outbox is not None:
            parts.append(strings.queued)
        why = "" if record.complete else record.why or strings.cut_off[record.cut_off or "error"]
        return cls(SEPARATOR.join(parts), why, record.error is not None)

    def lines(self, empty: bool, strings: Strings) -> Iterator[Line]:
        """The lines to mount."""
        if self.why:
            mark = strings.no_text if empty else strings.incomplete
            yield Note(strings.joint.join([mark, self.why]), classes="error" if self.failed else "warning")
        if self.badge:
            yield Line(self.badge, classes="badge")


@dataclass(slots=True)
class _Behind:
    """A face that is not the one that stands. What is not looked at is not drawn either."""

    face: Face
    body: Body | None = None


class Answer(Vertical):
    """Shows the text that stands, or one of its other faces in the same place."""

    def __init__(self, strings: Strings) -> None:
        super().__init__(classes="reply")
        self._strings = strings
        self.record: TurnRecord | None = None
        """Of the turn that it answers, once that has ended."""
        self.route: Route | None = None
        """The decision about it, as soon as there is one."""
        self._standing: Body | None = None
        self._behind: list[_Behind] = []
        self._turned = 0
        """Which text is shown: that which stands, or this one of those behind it, counted from 1."""
        self._face_line = Line("", classes="face")
        self._endings: list[Line] = []
        self._seams: list[str] = []
        """What the seams in the text that stands say."""

    @property
    def faces(self) -> tuple[Face, ...]:
        """Those behind the text that stands."""
        return tuple(behind.face for behind in self._behind)

    async def turn(self) -> None:
        """Show the next face, and after the last one the text that stands again."""
        if not self._behind:
            return
        self._turned = (self._turned + 1) % (len(self._behind) + 1)
        behind = self._behind[self._turned - 1] if self._turned else None
        if behind is not None and behind.body is None:
            behind.body = Body(behind.face.text)
            await self.mount(behind.body, before=self._face_line)
        self._show_side()

    async def better(self, record: TurnRecord) -> None:
        """A better text has come for this message; the present one becomes its other face."""
        before, old = self._standing, self.record
        if before is not None and old is not None and record.text != old.text:
            self._behind.append(_Behind(Face("provisional", old.text, old.by, old.model, old.complete), before))
            self._standing = Body(record.text)
            self._seams.clear()
            await self.mount(self._standing, before=before)
        await self.conclude(record)

    async def conclude(self, record: TurnRecord) -> None:
        """Its turn has ended as `record` says."""
        for gone in [*self._endings, *self.stand_on(record)]:
            await gone.remove()
        await self.mount_all(self._endings)

    async def put_aside(self, face: Face) -> None:
        """What was written so far becomes a face, and the text that stands begins anew."""
        if self._standing is not None:
            await self._standing.end()
            self._behind.append(_Behind(face, self._standing))
        self._standing = None
        self._seams.clear()
        self._show_side()

    async def end_with(self, ending: Ending) -> None:
        """Put this below it."""
        self._endings = self._lines_of(ending)
        await self.mount_all(self._endings)

    def stand_on(self, record: TurnRecord) -> list[Body]:
        """Take over what is known of its turn: the line below, what is behind it. Returns what is shown no more."""
        self.record, self.route = record, record.route
        drawn = {behind.face.text.strip(): behind.body for behind in self._behind if behind.body is not None}
        if record.faces:
            self._behind = [_Behind(face, drawn.pop(face.text.strip(), None)) for face in record.faces]
        self._turned = 0
        self._endings = self._lines_of(Ending.of(record, self._strings, self._seams))
        self._show_side()
        return list(drawn.values()) if record.faces else []

    def _lines_of(self, ending: Ending) -> list[Line]:
        return list(ending.lines(self._standing is None or self._standing.empty, self._strings))

    def _show_side(self) -> None:
        """Show what is turned up, and say what is behind it."""
        if self._standing is not None:
            self._standing.display = self._turned == 0
        for number, behind in enumerate(self._behind, 1):
            if behind.body is not None:
                behind.body.display = number == self._turned
        for line in self._endings:
            line.display = self._turned == 0
        self._face_line.show(self._said_of_faces())
        self._face_line.display = bool(self._behind)

    def _said_of_faces(self) -> str:
        if not self._behind:
            return ""
        strings = self._strings
        face = self._behind[max(self._turned - 1, 0)].face
        who = [strings.by[face.by], *([face.model] if self._turned and face.model else [])]
        who += [] if face.complete else [strings.unfinished]
        sentence = strings.face_shown if self._turned else strings.face_behind
        return sentence.format(face=strings.faces[face.kind], who=SEPARATOR.join(who))
