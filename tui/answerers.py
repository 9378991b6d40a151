"""The dashboard's table of who answered: turns, share, first word and speed of each, with the sign it has in plots."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from edge.transcript import By
from tui.figures import duration
from tui.language import Texts
from tui.measured import ANSWERERS, Share, Turns
from tui.plot import Signs
from tui.strings import Strings

__all__ = ["STYLES", "Answerers", "AnswerersTexts"]

STYLES: Mapping[By, str] = {"skill": "$foreground", "local": "$primary", "cloud": "$secondary"}
"""The colour of each, in plots too: three that differ in every theme."""

_GAP = 2
_BAR = 4, 60
"""Cells of the bar at least, where there is one, and at most."""


@dataclass(frozen=True, slots=True)
class AnswerersTexts(Texts):
    """The heads of its columns."""

    who: str = "answered by"
    turns: str = "turns"
    share: str = "share"
    ttft: str = "TTFT p50"
    tok_s: str = "tok/s p50"


@dataclass(frozen=True, slots=True)
class _Column:
    head: str
    cells: Sequence[str]
    rank: int = 0
    """Where there is no room for all, the one with the highest rank goes first."""

    share: bool = False
    """Whether the bar stands behind it."""

    @property
    def width(self) -> int:
        return max(map(cell_len, [self.head, *self.cells]))


class Answerers(Widget):
    """The table, as many of its columns as there is room for."""

    def __init__(self, name: str, signs: Signs, texts: AnswerersTexts, strings: Strings) -> None:
        super().__init__(id=name)
        self._signs = signs
        self._texts = texts
        self._strings = strings
        self._turns = Turns.of(())

    def show(self, turns: Turns) -> None:
        """The figures of these turns."""
        if turns is not self._turns:
            self._turns = turns
            self.refresh()

    def render(self) -> Content:
        """Its lines, for Textual."""
        shares = [self._turns.shares[by] for by in ANSWERERS]
        names = [f"{self._signs.median[by]} {self._strings.by[by]}" for by in ANSWERERS]
        width = self.size.width
        columns = self._columns(shares)
        name = max(map(cell_len, [self._texts.who, *names]))
        while columns and name + sum(column.width + _GAP for column in columns) > width:
            columns.remove(max(columns, key=lambda column: column.rank))
        left = width - name - sum(column.width + _GAP for column in columns) - _GAP
        bar = min(left, _BAR[1]) if left >= _BAR[0] and any(column.share for column in columns) else 0
        head = _line(
            self._texts.who, name, [column.head for column in columns], columns, " " * (bar + _GAP) * (bar > 0)
        )
        lines = [Content.styled(head, "$quiet")]
        for row, by in enumerate(ANSWERERS):
            drawn = self._bar(shares[row], bar) if bar else ""
            cells = [column.cells[row] for column in columns]
            text = _line(names[row], name, cells, columns, drawn)
            lines.append(Content.styled(text, STYLES[by]) if shares[row].turns else Content.styled(text, "$quiet"))
        return Content("\n").join(lines)

    def _columns(self, shares: Sequence[Share]) -> list[_Column]:
        strings, texts = self._strings, self._texts
        answered = sum(share.turns for share in shares)

        def cells(figure: Callable[[Share], str | None]) -> list[str]:
            return [figure(share) or "–" for share in shares]

        def time(ms: float | None) -> str | None:
            return None if ms is None else duration(ms, strings)

        def number(tok_s: float | None) -> str | None:
            return None if tok_s is None else f"{tok_s:,.1f}"

        return [
            _Column(texts.turns, [f"{share.turns:,}" for share in shares]),
            _Column(
                texts.share, [f"{share.turns / answered:.0%}" if answered else "–" for share in shares], 3, share=True
            ),
            _Column(texts.ttft, cells(lambda share: time(share.ttft_ms.median)), 0),
            _Column("p95", cells(lambda share: time(share.ttft_ms.slowest)), 2),
            _Column(texts.tok_s, cells(lambda share: number(share.tok_s.median)), 1),
            _Column("p5", cells(lambda share: number(share.tok_s.slowest)), 4),
        ]

    def _bar(self, share: Share, cells: int) -> str:
        """As long as its share; one turn has a bar, too."""
        answered = sum(other.turns for other in self._turns.shares.values())
        full, part = self._signs.bar[-1], self._signs.bar
        parts = max(1, round(share.turns / answered * cells * len(part))) if share.turns else 0
        whole, rest = divmod(parts, len(part))
        return " " * _GAP + (full * whole + (part[rest - 1] if rest else "")).ljust(cells)


def _line(name: str, width: int, cells: Sequence[str], columns: Sequence[_Column], bar: str) -> str:
    """One line; the bar stands behind the share."""
    line = name + " " * (width - cell_len(name))
    for text, column in zip(cells, columns, strict=True):
        line += " " * (_GAP + column.width - cell_len(text)) + text
        line += bar if column.share else ""
    return line
