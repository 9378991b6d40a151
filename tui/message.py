"""Plain lines of the transcript: a message of the user, and a sentence of the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from edge.cleaning import clean
from tui.figures import SEPARATOR
from tui.strings import Strings

if TYPE_CHECKING:
    from tui.commands import Said

__all__ = ["Line", "Note", "UserMessage", "mark"]


class Line(Static):
    """Text exactly as it is: brackets are not markup, and control characters do not reach the terminal."""

    def __init__(self, text: str, classes: str = "") -> None:
        super().__init__(Content(clean(text)), classes=classes)

    def show(self, text: str) -> None:
        """Another text."""
        self.update(Content(clean(text)))


class Note(Line):
    """A sentence of the program: dim, or with the class `warning` or `error`."""

    def __init__(self, text: str, classes: str = "", told: Callable[[], str] | None = None) -> None:
        super().__init__(text, classes)
        self.text = text
        self._told = told
        """The same in the language of the app, where it is not for good in that in which it was told."""

    @classmethod
    def of(cls, told: Callable[[], str], classes: str = "") -> Note:
        """One that changes with the language of the app."""
        return cls(told(), classes, told)

    def again(self) -> Note:
        """The same, to be mounted once more."""
        return Note(self._told() if self._told is not None else self.text, " ".join(self.classes), self._told)

    async def relabel(self) -> None:
        """See `tui.labels`."""
        if self._told is not None:
            self.text = self._told()
            self.show(self.text)


def mark(said: Said, strings: Strings) -> str:
    """What goes with a message: its files, and what the user decided about it."""
    decided = [strings.marks[said.choice]] if said.choice else []
    decided += [strings.marks["private"]] if said.private else []
    return SEPARATOR.join([*(file.name for file in said.attachments), *decided])


class UserMessage(Vertical):
    """What the user wrote, and below it what they decided about it and whether it still waits."""

    def __init__(self, uid: str, text: str, waiting: str = "", mark: str = "", turn: str = "") -> None:
        super().__init__()
        self.uid = uid
        """Its name; see `edge.turn.Question`."""
        self.turn = turn
        """The name of its turn, if that has ended: it can be read again from the journal."""
        self.text = text
        self._waiting = waiting
        self._mark = mark
        self.labels: Callable[[], tuple[str, str]] | None = None
        """What gives `waiting` and `mark` in the language of the app."""

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        yield Line(self.text, classes="said")
        if self._mark:
            yield Line(self._mark, classes="badge mark")
        if self._waiting:
            yield Line(self._waiting, classes="badge waiting")

    async def relabel(self) -> None:
        """See `tui.labels`."""
        if self.labels is not None:
            self._waiting, self._mark = self.labels()
            for line in self.query(".mark").results(Line):
                line.show(self._mark)
            for line in self.query(".waiting").results(Line):
                line.show(self._waiting)

    async def begin(self) -> None:
        """Its turn has come."""
        await self.query(".waiting").remove()
