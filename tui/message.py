"""Plain lines of the transcript: a message of the user, and a sentence of the program."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from edge.cleaning import clean

__all__ = ["Line", "Note", "UserMessage"]


class Line(Static):
    """Text exactly as it is: brackets are not markup, and control characters do not reach the terminal."""

    def __init__(self, text: str, classes: str = "") -> None:
        super().__init__(Content(clean(text)), classes=classes)

    def show(self, text: str) -> None:
        """Another text."""
        self.update(Content(clean(text)))


class Note(Line):
    """A sentence of the program: dim, or with the class `warning` or `error`."""


class UserMessage(Vertical):
    """What the user wrote, and below it whether it still waits."""

    def __init__(self, text: str, waiting: str = "") -> None:
        super().__init__()
        self._text = text
        self._waiting = waiting

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        yield Line(self._text, classes="said")
        if self._waiting:
            yield Line(self._waiting, classes="badge")

    async def begin(self) -> None:
        """Its turn has come."""
        await self.query(".badge").remove()
