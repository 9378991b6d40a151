"""A table: columns as wide as what they hold, narrower where the screen is, and at the worst one cell below another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from textual.content import Content

from tui.line_breaks import pieces
from tui.markdown.block import Block
from tui.markdown.rows import Part, Plain, Row, broken, indented

__all__ = ["Cells", "Table"]

LINE = "line"
HEAD = "head"
FRAME = 3
"""Cells of the lines and the space around a column; one more stands at the end."""
LEAST = 3
"""Cells of the narrowest column."""
LONG = 16
"""Cells of a word that may be broken for lack of room."""


@dataclass(slots=True)
class Cells:
    """One row of a table, and how it was last drawn."""

    lines: tuple[tuple[Plain, ...], ...]
    """Of each cell."""
    natural: tuple[int, ...] = ()
    """How wide each would like to be, in cells."""
    least: tuple[int, ...] = ()
    """The longest word of each."""
    widths: tuple[int, ...] = ()
    rows: list[Row] = field(default_factory=list)

    @classmethod
    def of(cls, contents: Sequence[Content]) -> Cells:
        """One of these texts."""
        lines = tuple(tuple(Plain(line) for line in content.split("\n", allow_blank=True)) for content in contents)
        natural = tuple(max(cell_len(line.plain) for line in cell) for cell in lines)
        least = tuple(max(min(LONG, _longest(line.plain)) for line in cell) for cell in lines)
        return cls(lines, natural, least)


def _longest(text: str) -> int:
    return max((cell_len(piece.strip()) for _, _, piece in pieces(text)), default=0)


class Table(Block):
    """A head and rows below it. Rows that are too short were filled up before."""

    def __init__(self, head: Cells, body: Sequence[Cells], alignments: Sequence[str]) -> None:
        self.head = head
        self.body = list(body)
        self._alignments = alignments
        """`left`, `center` or `right`, for each column."""

    def joined(self, other: Block) -> Table | None:
        """It with the rows of a table that goes on with it; None for another block."""
        if isinstance(other, Table) and len(other._alignments) == len(self._alignments):
            return Table(self.head, [*self.body, *other.body], self._alignments)
        return None

    def without_last(self) -> Table:
        """It without its last row."""
        return Table(self.head, self.body[:-1], self._alignments)

    def rows(self, width: int) -> list[Row]:
        """See Block."""
        lines = [self.head, *self.body]
        natural = [max(column) for column in zip(*(line.natural for line in lines), strict=True)]
        least = [max(column) for column in zip(*(line.least for line in lines), strict=True)]
        room = width - FRAME * len(natural) - 1
        if room < LEAST * len(natural):
            return list(self._listed(width))
        return list(self._framed(tuple(shared(natural, least, room))))

    def _framed(self, widths: tuple[int, ...]) -> Iterator[Row]:
        yield _line("┌┬┐", widths)
        yield from self._drawn(self.head, widths, HEAD)
        body = [self._drawn(cells, widths) for cells in self.body]
        if body:
            yield _line("├┼┤", widths)
        several = any(len(rows) > 1 for rows in body)
        for number, rows in enumerate(body):
            if several and number:
                yield _line("├┼┤", widths)
            yield from rows
        yield _line("└┴┘", widths)

    def _drawn(self, cells: Cells, widths: tuple[int, ...], *look: str) -> list[Row]:
        if cells.widths != widths:
            cells.widths, cells.rows = widths, list(self._beside(cells, widths, *look))
        return cells.rows

    def _beside(self, cells: Cells, widths: tuple[int, ...], *look: str) -> Iterator[Row]:
        columns = [
            [row.parts[0] for line in cell for row in broken(line, width, *look)]
            for cell, width in zip(cells.lines, widths, strict=True)
        ]
        for number in range(max(map(len, columns))):
            parts = []
            for column, width, alignment in zip(columns, widths, self._alignments, strict=True):
                part = column[number] if number < len(column) else Part.of("")
                space = max(0, width - cell_len(part.text))
                before = {"right": space, "center": space // 2}.get(alignment, 0)
                parts += [Part.of("│", LINE), Part.of(" " * (before + 1)), part, Part.of(" " * (space - before + 1))]
            yield Row((*parts, Part.of("│", LINE)))

    def _listed(self, width: int) -> Iterator[Row]:
        """Each cell below the one before, with its column's name."""
        for cells in self.body or [self.head]:
            for name, lines in zip(self.head.lines, cells.lines, strict=True):
                if cells is not self.head:
                    yield from broken(name[0], width, HEAD)
                space = Part.of("  ")
                for line in lines:
                    yield from indented(list(broken(line, max(2, width - 2))), space, space)
            yield Row((Part.of("─" * width, LINE),))


def _line(corners: str, widths: Sequence[int]) -> Row:
    left, middle, right = tuple(corners)
    return Row((Part.of(left + middle.join("─" * (width + 2) for width in widths) + right, LINE),))


def shared(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """How wide the columns are that would like to have `natural` cells and need `least`, where there are `room`.

    Where it is tight, each gets what its longest word needs, if all do; what is left over goes to those that want more.
    """
    wishes = [max(1, wish) for wish in natural]
    if sum(wishes) <= room:
        return wishes
    widths = [min(wish, max(word, LEAST)) for wish, word in zip(wishes, least, strict=True)]
    if sum(widths) > room:
        widths = [min(width, room // len(wishes)) for width in widths]
    while (left := room - sum(widths)) > 0:
        short = [number for number, wish in enumerate(wishes) if widths[number] < wish]
        for number in short:
            widths[number] += min(wishes[number] - widths[number], max(1, left // len(short)), room - sum(widths))
    return widths
