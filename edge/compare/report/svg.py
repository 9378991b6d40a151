"""What all plots are made of: the frame with its title, scales, axes. Colours are classes of the style sheet."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.compare.report.markup import Markup, tag

__all__ = ["WIDTH", "Scale", "clipped", "label", "linear_ticks", "log_ticks", "marker", "svg"]

WIDTH = 720
"""Of every plot, in its own units; the page shows it as wide as there is room."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a value lies between two coordinates; on a logarithmic one values have to be above 0."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """The coordinate; beyond the ends it is the end."""
        value = min(max(value, self.low), self.high)
        way: Callable[[float], float] = math.log if self.log else float
        span = way(self.high) - way(self.low)
        return self.start + (self.end - self.start) * ((way(value) - way(self.low)) / span if span else 0.5)


def svg(key: str, title: str, about: str, height: float, *children: object) -> Markup:
    """A plot with its title and description for those who do not see it; `key` is unique in the page."""
    return tag(
        "svg",
        tag("title", title, id=f"{key}-title"),
        tag("desc", about, id=f"{key}-about"),
        *children,
        viewBox=f"0 0 {WIDTH} {math.ceil(height)}",
        role="img",
        aria_labelledby=f"{key}-title {key}-about",
    )


def label(x: float, y: float, what: object, anchor: str = "start", kind: str = "") -> Markup:
    """Text in a plot; `anchor` is `start`, `middle` or `end`."""
    return tag("text", what, x=float(x), y=float(y), text_anchor=anchor, class_=kind or None)


def clipped(what: str, cells: int) -> str:
    """Text that is at most so many cells wide."""
    from rich.cells import cell_len, set_cell_size

    return what if cell_len(what) <= cells else set_cell_size(what, cells - 1).rstrip() + "…"


def marker(shape: str, x: float, y: float, kind: str) -> Markup:
    """A sign at a point: `circle`, `square`, `diamond`, `triangle`."""
    size = 6.5
    if shape == "circle":
        return tag("circle", cx=float(x), cy=float(y), r=size, class_=kind)
    if shape == "square":
        return tag("rect", x=x - size, y=y - size, width=2 * size, height=2 * size, class_=kind)
    high = size * 1.35
    corners = [(0, -high), (high, 0), (0, high), (-high, 0)]
    if shape == "triangle":
        corners = [(0, -high), (high, high * 0.75), (-high, high * 0.75)]
    way = "M" + "L".join(f"{x + dx:.1f} {y + dy:.1f}" for dx, dy in corners) + "Z"
    return tag("path", d=way, class_=kind)


def linear_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round values from at or below `low` to at or above `high`, about `most` of them."""
    span = (high - low) or abs(high) or 1.0
    step = 10 ** math.floor(math.log10(span / most))
    step *= next(factor for factor in (1, 2, 2.5, 5, 10) if span / (step * factor) <= most)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 10) for index in range(first, max(last, first + 1) + 1)]


def log_ticks(values: Sequence[float]) -> list[float]:
    """1, 2 or 5 times a power of ten around positive values; only the powers where these are many."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    # One power more on both sides: the logarithm of what is nearly a power of ten is rounded to that power.
    all_of_them = [factor * 10.0**power for power in range(low - 1, high + 2) for factor in (1, 2, 5)]
    first = max(one for one in all_of_them if one <= min(values))
    last = min(one for one in all_of_them if one >= max(values) and one > first)
    shown = [one for one in all_of_them if first <= one <= last]
    if len(shown) <= 8:
        return shown
    return [one for one in shown if one in (first, last) or math.log10(one).is_integer()]
