"""Bars that lie: a group for each suite, a bar for each subject, its name before it and its figure behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.compare.report.markup import Markup, tag
from edge.compare.report.svg import WIDTH, Scale, clipped, label, svg

__all__ = ["Bar", "Group", "bars"]

_LEFT, _RIGHT = 150, 596
_BAR, _STEP, _HEAD, _BETWEEN = 14, 20, 23, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure."""

    name: str
    colour: int
    value: float
    shown: str
    """The figure as text."""
    low: float | None = None
    """Its interval, drawn as a line with ends."""
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs together, with a title over it."""

    title: str
    bars: tuple[Bar, ...]


def bars(
    key: str,
    title: str,
    about: str,
    groups: Sequence[Group],
    ticks: Sequence[float],
    shown: Callable[[float], str],
) -> Markup:
    """The plot; `ticks` run from 0 to its right end, `shown` writes them."""
    scale = Scale(0.0, ticks[-1], _LEFT, _RIGHT)
    bottom = float(sum(_HEAD + _STEP * len(group.bars) + _BETWEEN for group in groups))
    drawn: list[Markup] = []
    for tick in ticks:
        x = scale(tick)
        drawn.append(tag("line", x1=x, x2=x, y1=4.0, y2=bottom, class_="grid"))
        drawn.append(label(x, bottom + 16, shown(tick), "middle", "quiet"))
    y = 0.0
    for group in groups:
        drawn.append(label(0, y + 14, clipped(group.title, 90), kind="strong"))
        y += _HEAD
        for bar in group.bars:
            drawn += _bar(bar, scale, y)
            y += _STEP
        y += _BETWEEN
    return svg(key, title, about, bottom + 24, *drawn)


def _bar(bar: Bar, scale: Scale, y: float) -> list[Markup]:
    middle = y + _BAR / 2
    drawn = [
        label(_LEFT - 8, middle + 4, clipped(bar.name, 20), "end"),
        tag(
            "rect", x=scale.start, y=y, width=max(0.0, scale(bar.value) - scale.start), height=_BAR, class_=colour(bar)
        ),
        label(WIDTH, middle + 4, bar.shown, "end"),
    ]
    if bar.low is not None and bar.high is not None:
        low, high = scale(bar.low), scale(bar.high)
        drawn.append(tag("path", d=f"M{low:.1f} {middle:.1f}H{high:.1f}", class_="halo"))
        drawn.append(
            tag(
                "path",
                d=f"M{low:.1f} {middle - 4:.1f}V{middle + 4:.1f}M{low:.1f} {middle:.1f}H{high:.1f}"
                f"M{high:.1f} {middle - 4:.1f}V{middle + 4:.1f}",
                class_="interval",
            )
        )
    return drawn


def colour(bar: Bar) -> str:
    """The class of its colour."""
    return f"fill c{bar.colour % 6}"
