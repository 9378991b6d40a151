"""Standard output, line by line: no escape sequence, no carriage return, nothing that a model could smuggle in."""

from __future__ import annotations

from typing import TextIO

from edge.cleaning import Cleaner, clean
from tui.plain.pieces import Pieces

__all__ = ["Writer"]


class Writer:
    """Writes sentences of the program, and the text of answers as it comes. Raises OSError where the stream does."""

    def __init__(self, stream: TextIO, *, terminal: bool) -> None:
        """`terminal` says whether somebody hears the bell."""
        self._stream = stream
        self._terminal = terminal
        self._cleaner = Cleaner()
        self._pieces = Pieces()
        self._open = False
        """Whether the last line has no end yet."""

    def line(self, text: str = "") -> None:
        """A line of its own, or several."""
        self.end_line()
        self._write(clean(text) + "\n")

    def prompt(self, text: str) -> None:
        """The beginning of a line that the user goes on with."""
        self.end_line()
        self._write(text)
        self._open = False  # the user's Enter ends it

    def piece(self, text: str) -> None:
        """Text of an answer. It is held back until a sentence or a line is whole."""
        self._text(self._pieces.feed(self._cleaner.feed(text)))

    def end_text(self) -> None:
        """What was held back, and the end of its line."""
        self._text(self._pieces.feed(self._cleaner.end()) + self._pieces.end())
        self.end_line()

    def end_line(self) -> None:
        """The next text begins a line."""
        if self._open:
            self._open = False
            self._write("\n")

    def break_off(self) -> None:
        """The user's line ends here, although they did not press Enter."""
        self._write("\n")

    def bell(self) -> None:
        """Ring, where there is somebody who hears it."""
        if self._terminal:
            self._write("\a")

    def _text(self, text: str) -> None:
        if text:
            self._write(text)
            self._open = not text.endswith("\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
