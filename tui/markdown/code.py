"""A block of code, whole or growing line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from textual.content import Content

from tui.markdown.block import Block
from tui.markdown.highlight import Highlighter
from tui.markdown.rows import TAB, Part, Row, broken

__all__ = ["Code"]

LOOK = "code"
PADDING = Part.of("  ", LOOK)
"""Left of it; right of it there is as much."""


class _CodeLine:
    """A line of code; its colours are looked up when it is drawn."""

    __slots__ = ("_code", "_number", "plain")

    def __init__(self, code: Code, number: int, plain: str) -> None:
        self._code = code
        self._number = number
        self.plain = plain

    @property
    def content(self) -> Content:
        return Content(self.plain, self._code.highlighted.spans[self._number])


class Code(Block):
    """Code in a language, as its fence names it: all of it in `text`, or else `grow` it as it comes and `finish`."""

    def __init__(self, language: str, text: str = "") -> None:
        self._language = language
        self._highlighter = Highlighter(language)
        self._done: list[str] = []
        """Whole lines."""
        self._lines: list[_CodeLine] = []
        self._rows: list[list[Row]] = []
        """Of each line, as far as they are made."""
        self._width = -1
        if text:
            self._done = [_even(line) for line in text.removesuffix("\n").split("\n")]
            self._renew(self._done, 0)

    @property
    def highlighted(self) -> Highlighter:
        """The colours. Those of code that came whole are looked up here, and so only if somebody looks at it."""
        if not self._highlighter.spans:
            self._highlighter.finish(self._done)
        return self._highlighter

    def grow(self, lines: Sequence[str], beginning: str) -> None:
        """Whole lines have come, and the beginning of the next one."""
        first = len(self._done)
        self._done += [_even(line) for line in lines]
        now = [*self._done, _even(beginning)] if beginning else self._done
        self._renew(now, min(first, self._highlighter.follow(now)))

    def grown_to(self, language: str, text: str) -> bool:
        """Whether it can become `text` by growing; then it does."""
        lines = [_even(line) for line in text.removesuffix("\n").split("\n")]
        kept = max(0, len(self._done) - 1)
        if language != self._language or not self._done or lines[:kept] != self._done[:kept]:
            return False
        if lines != self._done:
            self._done = lines
            self._renew(lines, min(kept, self._highlighter.follow(lines)))
        return True

    def finish(self) -> None:
        """The last line has come."""
        self._renew(self._done, min(len(self._done), self._highlighter.finish(self._done)))

    def rows(self, width: int) -> list[Row]:
        """See Block."""
        if width != self._width:
            self._width = width
            self._rows.clear()
        for line in self._lines[len(self._rows) :]:
            self._rows.append(list(_rows(line, width)))
        return [row for rows in self._rows for row in rows]

    def _renew(self, lines: Sequence[str], first: int) -> None:
        """The lines from `first` on are new, or look different."""
        del self._lines[first:], self._rows[first:]
        self._lines += [_CodeLine(self, number, lines[number]) for number in range(first, len(lines))]


def _rows(line: _CodeLine, width: int) -> Iterator[Row]:
    for row in broken(line, max(2, width - 2 * len(PADDING.text)), LOOK):
        yield replace(row, parts=(PADDING, *row.parts), skip=len(PADDING.text), fill=(LOOK,))


def _even(line: str) -> str:
    """It with spaces for tabs."""
    return line.expandtabs(TAB)
