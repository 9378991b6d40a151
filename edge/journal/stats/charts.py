"""Small charts made of block characters, for a terminal. No colour."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from edge.journal.columns import cut, pad, width

__all__ = ["bars", "condense", "sparkline"]

_HEIGHTS = "▁▂▃▄▅▆▇█"
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


def condense(values: Sequence[float], most: int) -> list[float]:
    """At most `most` values in place of these: medians (by nearest rank) of neighbours, as even as can be."""
    count = min(len(values), most)
    ends = [len(values) * step // count for step in range(count + 1)] if count > 0 else []
    return [sorted(values[a:b])[(b - a - 1) // 2] for a, b in itertools.pairwise(ends)]


def sparkline(values: Sequence[float]) -> str:
    """The course of `values`, a column each: the lowest block for the least of them, the full one for the most."""
    if not values:
        return ""
    low, high = min(values), max(values)
    if high <= low:
        return _HEIGHTS[0] * len(values)
    return "".join(_HEIGHTS[round((value - low) / (high - low) * (len(_HEIGHTS) - 1))] for value in values)


def bars(counts: Mapping[str, int], columns: int) -> list[str]:
    """A line each of name, bar and count, at most `columns` wide; the longest bar is the largest count.

    A count that is not 0 has a bar, however small it is.
    """
    if not counts:
        return []
    names = min(max(map(width, counts)), columns // 3)
    digits = max(len(f"{count:,}") for count in counts.values())
    space, most = max(0, columns - names - digits - 2), max(counts.values())
    lines = []
    for name, count in counts.items():
        eighths = max(round(count / most * space * 8), 1) if count > 0 else 0
        bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8]
        lines.append(cut(f"{pad(name, names)} {bar} {count:,}", columns))
    return lines
