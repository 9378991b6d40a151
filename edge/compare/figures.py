"""How figures are written, the same in the terminal and in the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from edge.compare.columns import line
from edge.compare.results import SpeedFigure
from edge.compare.sampling import Estimate

__all__ = ["TITLES", "amount", "between", "percent", "seconds", "several", "speed_rows", "speed_title"]

TITLES: Mapping[str, str] = {
    "cold_start_ms": "cold start",
    "ttft_ms": "first token",
    "total_ms": "whole answer",
    "next_turn_ms": "first token of the next turn",
    "tok_s": "speed of an answer",
    "throughput_tok_s": "speed of all answers together",
    "memory_mib": "memory",
}
"""What `SpeedFigure.key` means, in the order in which figures are shown."""


def percent(share: float | None) -> str:
    """A share as a whole percentage."""
    return "–" if share is None else f"{100 * share:.0f}%"


def between(found: Estimate | None) -> str:
    """An interval as `63–80`, in percent; empty where there is none."""
    if found is None or found.low is None or found.high is None:
        return ""
    return f"{100 * found.low:.0f}–{100 * found.high:.0f}"


def seconds(ms: float | None) -> str:
    """A time with as many digits as mean something."""
    if ms is None:
        return "–"
    if ms < 1000:
        return f"{ms:.0f} ms"
    return f"{ms / 1000:.{1 if ms < 100_000 else 0}f} s"


def amount(value: float | None, unit: str) -> str:
    """A figure with its unit."""
    if value is None:
        return "–"
    if unit == "ms":
        return seconds(value)
    digits = 0 if abs(value) >= 100 else 1
    return f"{value:,.{digits}f} {line(unit)}"


def several(count: int, what: str) -> str:
    """`1 task`, `2 tasks`."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def speed_title(key: str, parallel: int = 1) -> str:
    """What a figure is called."""
    title = TITLES.get(key, line(key).replace("_", " "))
    return title if parallel == 1 else f"{title}, {parallel} at a time"


def speed_rows(speed: Sequence[SpeedFigure]) -> list[tuple[str, int]]:
    """Key and number of conversations of everything that was looked at, in the order in which it is shown."""
    order = list(TITLES)
    found = {(one.key, one.parallel) for one in speed}
    return sorted(found, key=lambda one: (order.index(one[0]) if one[0] in order else len(order), *one))
