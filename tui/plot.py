"""Plots in the cells of a terminal: points by time, and strips filled from zero. What was not measured stays empty.

A plot is told apart by its signs before its colours, so that it can be read without any. Each of its columns is a span
of time, and shows values that were measured in that span: of points the median and the slowest twentieth (by nearest
rank: values that some turn had), of strips the highest.
"""

from __future__ import annotations

import itertools
import os
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget

from edge.percentile import percentile
from edge.transcript import By
from tui.figures import SEPARATOR
from tui.scale import Scale, TimeAxis, linear, logarithmic

__all__ = ["GUTTER", "Plot", "Points", "Series", "Signs", "Strip", "Strips", "short", "signs"]

GUTTER = 7
"""Cells to the left of a plot, for the values of its scale and its edge."""
_LEAST_ROWS = 2
"""Rows of a strip below which the second one is left out."""
_SPACE = (" ", "")

Cell = tuple[str, str]
"""A character and its style."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What plots are drawn with."""

    blocks: str
    """From the lowest to the full one."""
    bar: str
    """From the narrowest to the full one."""
    median: Mapping[By, str]
    """By who answered."""
    slowest: Mapping[By, str]
    several: str = "+"
    """Where several lie in one cell."""


# None of these points is of ambiguous width: some terminals of Chinese and Japanese systems draw those in two cells.
_SIGNS = Signs(
    "▁▂▃▄▅▆▇█",
    "▏▎▍▌▋▊▉█",
    {"skill": "▪", "local": "•", "cloud": "▴"},
    {"skill": "▫", "local": "◦", "cloud": "▵"},
)
_CONSOLE = Signs("▄█", "▌█", {"skill": "S", "local": "D", "cloud": "C"}, {"skill": "s", "local": "d", "cloud": "c"})
"""For Linux's own console, whose fonts have little more than these."""


def signs(environ: Mapping[str, str] = os.environ) -> Signs:
    """Those that this terminal can show."""
    return _CONSOLE if environ.get("TERM") == "linux" else _SIGNS


@dataclass(slots=True)
class Series:
    """Measured values in the order of their moments (seconds since the epoch)."""

    moments: Sequence[float] = ()
    values: Sequence[float] = ()
    _drawn: tuple[TimeAxis, float] | None = None
    _pairs: list[tuple[float, float] | None] = field(default_factory=list)

    def columns(self, axis: TimeAxis) -> list[Sequence[float]]:
        """The values of each column of an axis."""
        ends = [bisect_left(self.moments, axis.begin + axis.step * edge) for edge in range(axis.columns + 1)]
        return [self.values[a:b] for a, b in itertools.pairwise(ends)]

    def spread(self, axis: TimeAxis, slowest: float) -> list[tuple[float, float] | None]:
        """The median of each column and its percentile `slowest`. What was asked last is kept."""
        if self._drawn != (axis, slowest):
            self._drawn = axis, slowest
            self._pairs = []
            for values in self.columns(axis):
                median, far = percentile(values, 50), percentile(values, slowest)
                self._pairs.append(None if median is None or far is None else (median, far))
        return self._pairs

    def lasting(self, axis: TimeAxis, seconds: float) -> list[float | None]:
        """The highest value of each column where a value holds for so long from its moment on; None where none does."""
        found: list[float | None] = []
        for column in range(axis.columns):
            begin = axis.begin + axis.step * column
            first = bisect_left(self.moments, begin - seconds + 1e-6)
            last = bisect_left(self.moments, begin + axis.step)
            found.append(max(self.values[first:last], default=None))
        return found


@dataclass(frozen=True, slots=True)
class Points:
    """A plot of single values by time, of several who answered."""

    title: str
    """What it shows, with its unit."""
    figures: tuple[str, ...]
    """What stands beside the title; the last of them go where there is no room."""
    series: Mapping[By, Series]
    """By who answered; one that is later is drawn over the earlier ones."""
    styles: Mapping[By, str]
    label: Callable[[float], str]
    """A value of the scale in words."""
    empty: str
    """What is said where there is no value."""
    log: bool = False
    slow_is_low: bool = False
    """Whether the slowest values are the lowest: of speeds, not of times."""

    def draw(self, now: float, span: float, width: int, height: int, glyphs: Signs) -> Content:
        """As many lines as `height`, of `width` cells at most."""
        axis = TimeAxis.until(now, span, max(1, width - GUTTER))
        slowest = 5 if self.slow_is_low else 95
        shown = {by: series.spread(axis, slowest) for by, series in self.series.items()}
        values = [value for columns in shown.values() for pair in columns if pair for value in pair]
        scale = logarithmic(values, 1.0, 10_000.0) if self.log else linear(values, 10.0)
        rows = max(1, height - 2)
        cells = [[_SPACE] * axis.columns for _ in range(rows)]
        for hollow in (True, False):
            taken: set[tuple[int, int]] = set()
            for by, columns in shown.items():
                sign = (glyphs.slowest if hollow else glyphs.median)[by]
                for column, pair in enumerate(columns):
                    if pair is None or (hollow and _row(pair[0], scale, rows) == _row(pair[1], scale, rows)):
                        continue
                    row = _row(pair[1] if hollow else pair[0], scale, rows)
                    both = not hollow and (row, column) in taken
                    cells[row][column] = (glyphs.several, "") if both else (sign, self.styles[by])
                    taken.add((row, column))
        lines = [_titled(self.title, self.figures, width)]
        lines += _framed(cells, scale, self.label, "" if values else self.empty)
        return Content("\n").join([*lines, _below(axis)])


@dataclass(frozen=True, slots=True)
class Strip:
    """One value over time, filled from zero."""

    title: str
    figures: tuple[str, ...]
    series: Series
    style: str
    least: float
    """The scale goes at least so far."""
    lasts: float
    """Seconds for which a measured value holds."""
    empty: str
    """What is said where nothing was measured."""
    warned: Series = field(default_factory=Series)
    """Moments of which a sign at the top warns."""


@dataclass(frozen=True, slots=True)
class Strips:
    """Strips over one another, with one axis of time."""

    strips: tuple[Strip, ...]

    def draw(self, now: float, span: float, width: int, height: int, glyphs: Signs) -> Content:
        """As many lines as `height`, of `width` cells at most."""
        axis = TimeAxis.until(now, span, max(1, width - GUTTER))
        strips = self.strips
        while len(strips) > 1 and (height - 1) // len(strips) - 1 < _LEAST_ROWS:
            strips = strips[:-1]
        lines: list[Content] = []
        for number, strip in enumerate(strips):
            rows = (height - 1 - len(lines)) // (len(strips) - number)
            rows += (height - 1 - len(lines)) % (len(strips) - number) > 0
            lines += self._strip(strip, axis, width, max(1, rows - 1), glyphs)
        return Content("\n").join([*lines, _below(axis)])

    def _strip(self, strip: Strip, axis: TimeAxis, width: int, rows: int, glyphs: Signs) -> list[Content]:
        columns = strip.series.lasting(axis, strip.lasts)
        known = [value for value in columns if value is not None]
        scale = linear(known, strip.least)
        cells = _filled(columns, scale, rows, strip.style, glyphs.blocks)
        for column, warned in enumerate(strip.warned.lasting(axis, strip.lasts)):
            if warned is not None:
                cells[0][column] = ("!", "$error")
        return [
            _titled(strip.title, strip.figures, width),
            *_framed(cells, scale, short, "" if known else strip.empty, most=2),
        ]


class Plot(Widget):
    """Draws what it was last given, over as much time as it was told."""

    def __init__(self, name: str, glyphs: Signs) -> None:
        super().__init__(id=name)
        self._glyphs = glyphs
        self._drawing: tuple[Points | Strips, float, float] | None = None
        self._drawn = Content("")

    def show(self, what: Points | Strips, now: float, span: float) -> None:
        """Draw this, of the last `span` seconds before `now`."""
        self._drawing = (what, now, span)
        before = self._drawn
        if self._draw() != before:  # the same signs have the same colours
            self.refresh()

    def render(self) -> Content:
        """Its lines, for Textual."""
        return self._draw()

    def _draw(self) -> Content:
        width, height = self.size
        if self._drawing is None or width <= GUTTER or height < 3:
            return Content("")
        what, now, span = self._drawing
        self._drawn = what.draw(now, span, width, height, self._glyphs)
        return self._drawn


def short(value: float) -> str:
    """A round value in at most six cells: `2.5`, `1,500`, `80k`, `3M`."""
    for unit, factor in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if value >= 10 * factor or (unit != "k" and value >= factor):
            return f"{value / factor:g}{unit}"
    return f"{value:,g}"


def _row(value: float, scale: Scale, rows: int) -> int:
    """In which row a value lies, from the top."""
    return rows - 1 - round(scale.place(value) * (rows - 1))


def _filled(columns: Sequence[float | None], scale: Scale, rows: int, style: str, blocks: str) -> list[list[Cell]]:
    """Blocks from the bottom up to each value; a value that was measured has one, however small it is."""
    cells = [[_SPACE] * len(columns) for _ in range(rows)]
    for column, value in enumerate(columns):
        if value is None:
            continue
        parts = max(1, round(scale.place(value) * rows * len(blocks)))
        for row in range(rows):
            left = parts - row * len(blocks)
            if left > 0:
                cells[rows - 1 - row][column] = (blocks[min(left, len(blocks)) - 1], style)
    return cells


def _framed(
    cells: list[list[Cell]], scale: Scale, label: Callable[[float], str], empty: str, most: int | None = None
) -> list[Content]:
    """The rows with the scale's values to their left."""
    rows = len(cells)
    ticks = {_row(value, scale, rows): value for value in scale.ticks(min(most or rows, rows) if rows > 1 else 2)}
    if rows == 1:
        ticks = {0: scale.high}
    lines = []
    for row, line in enumerate(cells):
        named = _cut(label(ticks[row]), GUTTER - 1) if row in ticks else ""
        left = (" " * (GUTTER - 1 - cell_len(named)) + named, "$quiet"), ("┤" if row in ticks else "│", "$line")
        said = _cut(f" {empty}", len(line)) if empty and row == rows // 2 else ""
        lines.append(Content.assemble(*left, (said, "$quiet") if said else _joined(line)))
    return lines


def _joined(cells: Sequence[Cell]) -> Content:
    """Neighbours of one style as one piece."""
    parts: list[tuple[str, str]] = []
    for text, style in cells:
        if parts and parts[-1][1] == style:
            parts[-1] = (parts[-1][0] + text, style)
        else:
            parts.append((text, style))
    return Content.assemble(*parts)


def _titled(title: str, figures: Sequence[str], width: int) -> Content:
    """What it is, and beside it its figures, as far as there is room."""
    title, said = _cut(title, width), SEPARATOR.join(figures)
    while figures and cell_len(title) + 2 + cell_len(said) > width:
        figures = figures[:-1]  # a figure that is cut would be another one
        said = SEPARATOR.join(figures)
    return Content.assemble((title, "bold"), (f"  {said}" if said else "", "$quiet"))


def _cut(text: str, cells: int) -> str:
    """As much of it as there is room for."""
    return text if cell_len(text) <= cells else set_cell_size(text, cells)


def _below(axis: TimeAxis) -> Content:
    """The moments."""
    return Content.styled(" " * GUTTER + axis.labels(), "$quiet")
