"""One text of a reply: whole, or growing piece by piece, with a seam where another answerer went on."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from tui.markdown import ReplyText, open_fence
from tui.message import Note
from tui.once import LaidOutOnce

__all__ = ["Body"]


class Body(LaidOutOnce, Vertical):
    """Begin with `text`, or `write` it as it comes and `end` it."""

    BLANK = True
    """There is nothing of its own to draw behind what is in it."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._whole = text
        self._growing: ReplyText | None = None
        self._carried = ""
        """What the text below a seam has to begin with, so that code stays code."""
        self.empty = not text.strip()
        """Whether there is nothing to read in it."""

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        if not self.empty:
            yield ReplyText(self._whole)

    async def write(self, piece: str) -> None:
        """Add text."""
        if self._growing is None:
            self._growing = ReplyText()
            await self.mount(self._growing)
            if self._carried:
                self._growing.write(f"{self._carried}\n")
        self.empty = self.empty and not piece.strip()
        self._growing.write(piece)

    async def seam(self, line: str) -> None:
        """Another answerer goes on from here, as `line` says."""
        grown = self._growing
        await self.end()
        self._carried = open_fence(grown.source) if grown is not None else self._carried
        await self.mount(Note(line, classes="seam"))

    async def end(self) -> None:
        """Draw what is left."""
        if self._growing is not None:
            self._growing.end()
            self._growing = None
