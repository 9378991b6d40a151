"""Plain lines of the transcript: a message of the user, and a sentence of the program."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from edge.cleaning import clean
from tui.commands import Said
from tui.figures import SEPARATOR
from tui.strings import Strings

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


def mark(said: Said, strings: Strings) -> str:
    """What goes with a message: its files, and what the user decided about it."""
    decided = [strings.marks[said.choice]] if said.choice else []
    decided += [strings.marks["private"]] if said.private else []
    return SEPARATOR.join([*(file.name for file in said.attachments), *decided])


class UserMessage(Vertical):
    """What the user wrote, and below it what they decided about it and whether it still waits."""

    def __init__(self, uid: str, text: str, waiting: str = "", mark: str = "") -> None:
        super().__init__()
        self.uid = uid
        """Its name; see `edge.turn.Question`."""
        self.text = text
        self._waiting = waiting
        self._mark = mark

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        yield Line(self.text, classes="said")
        if self._mark:
            yield Line(self._mark, classes="badge")
        if self._waiting:
            yield Line(self._waiting, classes="badge waiting")

    async def begin(self) -> None:
        """Its turn has come."""
        await self.query(".waiting").remove()
