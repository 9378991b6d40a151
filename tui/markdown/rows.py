"""A reply as rows of the screen: where its lines are broken, and how a row is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

__all__ = ["BLANK", "Line", "Look", "Part", "Plain", "Row", "broken", "indented"]

TAB = 4
"""Columns between two tabs."""


class Line(Protocol):
    """A line as it was written. Rows are parts of it."""

    @property
    def plain(self) -> str:
        """Its text."""

    @property
    def content(self) -> Content:
        """The same, with the kinds of its parts (`LOOKS`)."""


class Look(Protocol):
    """What a row has to know of the theme."""

    def style(self, *kinds: str) -> Style:
        """How text that is of all these kinds is drawn, with what is behind the widget."""

    def partial(self, span: str | Style) -> Style:
        """What the span of a content changes; a text is a kind."""


class Plain:
    """A line that does not change."""

    __slots__ = ("content", "plain")

    def __init__(self, content: Content) -> None:
        self.content = content.expand_tabs(TAB)
        self.plain = self.content.plain


@dataclass(frozen=True, slots=True)
class Part:
    """The characters `start` to `stop` of a line, which are of the kinds in `look`."""

    line: Line
    start: int
    stop: int
    look: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, *look: str) -> Part:
        """Decoration."""
        return cls(Plain(Content(text)), 0, len(text), look)

    @property
    def text(self) -> str:
        """As it is read."""
        return self.line.plain[self.start : self.stop]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the screen."""

    parts: tuple[Part, ...] = ()
    end: str = "\n"
    """What follows its text when it is copied: nothing, or the white space at which a line was broken."""
    skip: int = 0
    """How many of its first characters are decoration that is not copied."""
    fill: tuple[str, ...] = ()
    """The kinds of the rest of the screen's width."""

    @property
    def text(self) -> str:
        """As it is read."""
        return "".join(part.text for part in self.parts)

    def strip(self, look: Look, width: int, y: int) -> Strip:
        """It drawn as the row `y` of its widget, at least `width` cells wide."""
        segments: list[Segment] = []
        x = 0
        for part in self.parts:
            content = part.line.content
            if (part.start, part.stop) != (0, len(content.plain)):
                content = content[part.start : part.stop]
            for text, style in content.render(look.style(*part.look), "", look.partial):
                segments.append(Segment(text, style.rich_style_with_offset(x, y)))
                x += len(text)
        rest = width - cell_len(self.text)
        if rest > 0:
            segments.append(Segment(" " * rest, look.style(*self.fill).rich_style_with_offset(x, y)))
        return Strip(segments)


BLANK = Row()


def broken(line: Line, width: int, *look: str) -> Iterator[Row]:
    """The rows of a line, each at most `width` cells wide."""
    text = line.plain
    if cell_len(text) <= width:
        yield Row((Part(line, 0, len(text), look),))
        return
    start = 0
    rows = [row.plain for row in Content(text).wrap(max(width, 2))]
    starts = []
    for row in rows:
        starts.append(start := text.index(row, start))
        start += len(row)
    for row, begun, behind in zip(rows, starts, [*starts[1:], None], strict=True):
        stop = begun + len(row)
        yield Row((Part(line, begun, stop, look),), "\n" if behind is None else text[stop:behind])


def indented(rows: Sequence[Row], first: Part, others: Part) -> Iterator[Row]:
    """They with `first` before the first one and `others` before the rest; of these only `first` is copied."""
    for number, row in enumerate(rows):
        part = others if number else first
        skip = row.skip + len(part.text) if number or row.skip else 0
        yield replace(row, parts=(part, *row.parts), skip=skip)
