"""The parts of a reply that stand one below the other: paragraphs, lists, quotations, rules."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from tui.markdown.rows import BLANK, Part, Plain, Row, broken, indented

__all__ = ["Block", "Item", "List", "Prose", "Quote", "Rule", "stacked"]

BULLETS = ("•", "▪", "‣", "◦")
"""Those of lists within lists."""
NARROWEST = 4
"""Cells that are left to text, however deep lists and quotations are in one another."""


class Block(ABC):
    """One of them. Asked for the same width again, it gives the same rows, unless it has grown."""

    spacious = True
    """Whether there is an empty row above it where something stands before it in a list."""

    @abstractmethod
    def rows(self, width: int) -> list[Row]:
        """Its rows for a screen of so many cells."""


def stacked(blocks: Sequence[Block], width: int) -> list[Row]:
    """Blocks below one another, with an empty row between two where that helps reading."""
    rows: list[Row] = []
    for block in blocks:
        own = block.rows(width)
        if rows and own and block.spacious:
            rows.append(BLANK)
        rows += own
    return rows


class _Kept(Block):
    """Rows that are made once for a width."""

    def __init__(self) -> None:
        self._width = -1
        self._rows: list[Row] = []

    def rows(self, width: int) -> list[Row]:
        """See Block."""
        if width != self._width:
            self._width, self._rows = width, list(self.made(width))
        return self._rows

    @abstractmethod
    def made(self, width: int) -> Iterator[Row]:
        """The rows."""


class Prose(_Kept):
    """A paragraph, or with `look` a heading. Its line breaks stand."""

    def __init__(self, content: Content, *look: str) -> None:
        super().__init__()
        self._lines = [Plain(line) for line in content.split("\n", allow_blank=True)]
        self._look = look

    def made(self, width: int) -> Iterator[Row]:
        """See _Kept."""
        for line in self._lines:
            yield from broken(line, width, *self._look)


class Rule(_Kept):
    """A line across."""

    def made(self, width: int) -> Iterator[Row]:
        """See _Kept."""
        yield Row((Part.of("─" * width, "line"),))


class Quote(_Kept):
    """What somebody else said."""

    def __init__(self, children: Sequence[Block]) -> None:
        super().__init__()
        self._children = children

    def made(self, width: int) -> Iterator[Row]:
        """See _Kept."""
        bar = Part.of("▌ ", "quote")
        for row in stacked(self._children, max(NARROWEST, width - 2)):
            yield Row((bar, *row.parts), row.end, row.skip + 2, row.fill)


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, and for one width and marker its rows."""

    children: tuple[Block, ...]
    _made: dict[tuple[int, str], list[Row]]

    @classmethod
    def of(cls, children: Sequence[Block]) -> Item:
        """One that holds these."""
        return cls(tuple(children), {})

    @property
    def spacious(self) -> bool:
        """Whether it needs room around it."""
        return any(child.spacious for child in self.children[1:])

    def rows(self, width: int, marker: str) -> list[Row]:
        """Its rows, the first one with `marker` before it."""
        if (width, marker) not in self._made:
            inner = stacked(self.children, max(NARROWEST, width - cell_len(marker))) or [BLANK]
            space = Part.of(" " * cell_len(marker))
            self._made.clear()
            self._made[width, marker] = list(indented(inner, Part.of(marker, "bullet"), space))
        return self._made[width, marker]


class List(Block):
    """A list: of numbers from `start` on, or of bullets where that is None."""

    spacious = False

    def __init__(self, items: Sequence[Item], start: int | None, depth: int, markup: str) -> None:
        self.items = list(items)
        self._start = start
        self._depth = depth
        self._markup = markup
        """The character behind the numbers, or that of the bullets: another one begins another list."""

    def joined(self, other: Block) -> List | None:
        """It with the items of a list that goes on with it; None for one that does not."""
        if isinstance(other, List) and (self._start is None, self._markup) == (other._start is None, other._markup):
            return List([*self.items, *other.items], self._start, self._depth, self._markup)
        return None

    def without_last(self) -> List:
        """It without its last item."""
        return List(self.items[:-1], self._start, self._depth, self._markup)

    def rows(self, width: int) -> list[Row]:
        """See Block."""
        rows: list[Row] = []
        before = False
        for marker, item in zip(self._markers(), self.items, strict=True):
            if rows and (before or item.spacious):
                rows.append(BLANK)
            rows += item.rows(width, marker)
            before = item.spacious
        return rows

    def _markers(self) -> list[str]:
        if self._start is None:
            return [f"{BULLETS[self._depth % len(BULLETS)]} "] * len(self.items)
        numbers = [f"{self._start + number}. " for number in range(len(self.items))]
        return [number.rjust(len(numbers[-1])) for number in numbers]
