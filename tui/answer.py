"""A message of the assistant as the reader has it: one text that stands, other faces behind it, and the line below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.containers import Vertical

from edge.events import Face, Route, Switched, TurnRecord
from tui.badge import Badge
from tui.body import Body
from tui.ending import Ending
from tui.figures import SEPARATOR, beginning
from tui.message import Line, Note
from tui.once import LaidOutOnce
from tui.strings import Strings

__all__ = ["Answer", "Ending"]


QUOTED = 28
"""Cells of the question that an earlier answer was to, where it is named."""


@dataclass(slots=True)
class _Behind:
    """A face that is not the one that stands. What is not looked at is not drawn either."""

    face: Face
    body: Body | None = None


class Answer(LaidOutOnce, Vertical):
    """Shows the text that stands, or one of its other faces in the same place."""

    BLANK = True
    """There is nothing of its own to draw behind what is in it."""

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
        self._failed: Ending | None = None
        """What stands below it where there is no record."""
        self._seams: list[Switched] = []
        """Those in the text that stands."""

    @property
    def faces(self) -> tuple[Face, ...]:
        """Those behind the text that stands."""
        return tuple(behind.face for behind in self._behind)

    @property
    def text(self) -> str:
        """The text that is shown; empty where there is none yet."""
        if self._turned:
            return self._behind[self._turned - 1].face.text
        return self.record.text if self.record is not None else ""

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
        self._failed = ending
        self._endings = self._lines_of(ending)
        await self.mount_all(self._endings)

    async def relabel(self) -> None:
        """See `tui.labels`."""
        before, self._endings = self._endings, self._ends()
        for gone in before:
            await gone.remove()
        await self.mount_all(self._endings)
        if self._standing is not None:
            for line, said in zip(self._standing.query(".seam").results(Note), self._said_of_seams(), strict=False):
                line.show(said)
        self._show_side()

    def _ends(self) -> list[Line]:
        """The lines below it, in the language of the app."""
        if self.record is not None:
            return self._lines_of(Ending.of(self.record, self._strings, self._said_of_seams()))
        return self._lines_of(self._failed) if self._failed is not None else []

    def stand_on(self, record: TurnRecord) -> list[Body]:
        """Take over what is known of its turn: the line below, what is behind it. Returns what is shown no more."""
        self.record, self.route = record, record.route
        drawn = {behind.face.text.strip(): behind.body for behind in self._behind if behind.body is not None}
        if record.faces:
            self._behind = [_Behind(face, drawn.pop(face.text.strip(), None)) for face in record.faces]
        self._turned = 0
        self._endings = self._lines_of(Ending.of(record, self._strings, self._said_of_seams()))
        self._show_side()
        return list(drawn.values()) if record.faces else []

    def _lines_of(self, ending: Ending) -> list[Line]:
        return list(_lines(ending, self._standing is None or self._standing.empty, self._strings))

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

    def _said_of_seams(self) -> list[str]:
        return [_said_of_seam(seam, self._strings) for seam in self._seams]

    def _said_of_faces(self) -> str:
        if not self._behind:
            return ""
        strings = self._strings
        face = self._behind[max(self._turned - 1, 0)].face
        who = [strings.by[face.by], *([face.model] if self._turned and face.model else [])]
        who += [] if face.complete else [strings.unfinished]
        who += [f"“{beginning(face.question, QUOTED)}”"] if self._turned and face.question else []
        sentence = strings.face_shown if self._turned else strings.face_behind
        return sentence.format(face=strings.faces[face.kind], who=SEPARATOR.join(who))


def _said_of_seam(seam: Switched, strings: Strings) -> str:
    if seam.from_ == seam.to:
        return seam.why
    return strings.seam.format(from_=strings.by[seam.from_], to=strings.by[seam.to], why=seam.why)


def _lines(ending: Ending, empty: bool, strings: Strings) -> Iterator[Line]:
    """The lines of an ending, below an answer that is `empty` or not."""
    if ending.why:
        mark = strings.no_text if empty else strings.incomplete
        yield Note(strings.joint.join([mark, ending.why]), classes="error" if ending.failed else "warning")
    if ending.badge:
        yield Badge(ending.parts)
