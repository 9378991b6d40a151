"""The figures as a person reads them, and the rows as a spreadsheet does."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from edge.cleaning import clean
from edge.journal.columns import cut, pad, width
from edge.journal.reading import ROW_COLUMNS
from edge.journal.stats.charts import bars, condense, sparkline
from edge.journal.stats.figures import Figures, Stats

__all__ = ["render", "write_csv"]

_LEAST_NAME = 16
"""Columns that the model's name gets at least, before others are left out for it."""

_LEGEND = "TTFT, TOTAL and TOK/S are medians; APP and ENGINE are peak memory in MiB."

_GAP = "  "


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    cells: list[str]
    rank: int
    """Where there is no room for all, the columns with the highest rank are left out."""
    right: bool = True

    @property
    def width(self) -> int:
        return max(width(self.title), *map(width, self.cells))


def render(stats: Stats, columns: int = 80) -> str:
    """Table and charts as text without colour, no line wider than `columns`. Columns for which there is no room go."""
    total = stats.total
    if not total.turns:
        return "No turns yet."
    head = f"{_plural(total.turns, 'turn')}, {_plural(total.incomplete, 'reply', 'replies')} cut off"
    when = " to ".join(dict.fromkeys((_minute(stats.first), _minute(stats.last))))
    lines = [cut(f"{head}, {when} UTC", columns), "", *_table(stats, columns), cut(_LEGEND, columns)]
    drawn = condense(stats.ttft_ms, columns)
    if len(drawn) > 1:
        medians = ", medians of neighbours" if len(drawn) < len(stats.ttft_ms) else ""
        course = f"Time to first text, {_time(min(drawn))} to {_time(max(drawn))}, oldest first{medians}"
        lines += ["", cut(course, columns), sparkline(drawn)]
    lines += ["", cut("Turns by route", columns), *bars(stats.routes, columns)]
    return "\n".join(line.rstrip() for line in lines)


def _table(stats: Stats, columns: int) -> list[str]:
    figures = [group.figures for group in stats.groups]
    names = [
        " ".join(clean(f"{group.model or '-'} {group.quantization or ''}").split())  # a file's name can hold anything
        for group in stats.groups
    ]
    by = [group.by or "-" for group in stats.groups]
    if len(figures) > 1:
        figures, names, by = [*figures, stats.total], [*names, "all"], [*by, ""]
    shown = [_Column("model", names, 0, right=False), _Column("by", by, 4, right=False), *_measures(figures)]
    while len(shown) > 1:
        rest = sum(column.width + len(_GAP) for column in shown[1:])
        if rest + min(_LEAST_NAME, shown[0].width) <= columns:
            break
        shown.remove(max(shown, key=lambda column: column.rank))
    else:
        rest = 0
    widths = [min(shown[0].width, columns - rest), *(column.width for column in shown[1:])]
    rows = [[column.title.upper() for column in shown], *zip(*(column.cells for column in shown), strict=True)]
    return [
        cut(_GAP.join(pad(cell, w, right=c.right) for cell, w, c in zip(row, widths, shown, strict=True)), columns)
        for row in rows
    ]


def _measures(figures: list[Figures]) -> list[_Column]:
    return [
        _Column("turns", [f"{f.turns:,}" for f in figures], 1),
        _Column("cut", [f"{f.incomplete_share:.0%}" for f in figures], 5),
        _Column("ttft", [_time(f.ttft_ms_p50) for f in figures], 2),
        _Column("p95", [_time(f.ttft_ms_p95) for f in figures], 4),
        _Column("total", [_time(f.total_ms_p50) for f in figures], 7),
        _Column("p95", [_time(f.total_ms_p95) for f in figures], 8),
        _Column("tok/s", [_number(f.tok_s_p50, 1) for f in figures], 3),
        _Column("app", [_number(f.peak_mb, 0) for f in figures], 6),
        _Column("engine", [_number(f.engine_peak_mb, 0) for f in figures], 4),
        _Column("prompt", [_count(f.prompt_tokens) for f in figures], 10),
        _Column("cached", [_count(f.cached_tokens) for f in figures], 12),
        _Column("reply", [_count(f.completion_tokens) for f in figures], 11),
    ]


def _plural(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _minute(iso: str | None) -> str:
    return (iso or "")[:16].replace("T", " ")


def _time(ms: float | None) -> str:
    if ms is None:
        return "-"
    for limit, divisor, unit in ((999.5, 1, "ms"), (59_950, 1000, "s"), (3_597_000, 60_000, "min")):
        if ms < limit:
            value = ms / divisor
            return f"{value:.0f} {unit}" if unit == "ms" else f"{value:.1f} {unit}"
    return f"{ms / 3_600_000:.1f} h"


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:,.{digits}f}"


def _count(value: int) -> str:
    for limit, divisor, unit in ((10_000, 1, ""), (9_950_000, 1000, "k")):
        if value < limit:
            return f"{value / divisor:.0f}{unit}"
    return f"{value / 1_000_000:.0f}M"


def write_csv(rows: Iterable[Mapping[str, Any]], file: TextIO) -> None:
    """The rows of `Journal.stats_rows` as CSV (RFC 4180, with line feeds), a header first.

    The columns are `edge.journal.reading.ROW_COLUMNS`; new ones will be added behind them. No text of a message is in
    them. Open a file for it with `newline=""`.
    """
    writer = csv.DictWriter(file, ROW_COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
