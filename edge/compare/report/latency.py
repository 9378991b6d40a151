"""How long answers took: every one as a dot, the middle half as a box, p5 to p95 as a line, the median as a bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edge.compare.figures import seconds
from edge.compare.report.markup import Markup, tag
from edge.compare.report.svg import WIDTH, Scale, clipped, label, log_ticks, svg
from edge.percentile import percentile

__all__ = ["Times", "latency_plot"]

_LEFT, _RIGHT, _ROW = 150.0, WIDTH - 80.0, 44.0
_SPREAD = (0.0, 5.0, -5.0, 2.5, -2.5, 7.0, -7.0)
"""Where dots of one row lie above each other, in turn: the same picture each time."""


@dataclass(frozen=True, slots=True)
class Times:
    """The times of one subject, in ms, above 0."""

    name: str
    colour: int
    values: tuple[float, ...]

    def at(self, percent: float) -> float:
        """A percentile of at least one value."""
        found = percentile(self.values, percent)
        assert found is not None
        return found


def latency_plot(key: str, title: str, rows: Sequence[Times]) -> Markup:
    """The plot of at least one row, each with at least one time."""
    ticks = log_ticks([value for row in rows for value in row.values])
    bottom = _ROW * len(rows) + 6
    across = Scale(ticks[0], ticks[-1], _LEFT, _RIGHT, log=True)
    parts: list[Markup] = []
    for tick in ticks:
        x = across(tick)
        parts.append(tag("line", x1=x, x2=x, y1=2.0, y2=bottom, class_="grid"))
        parts.append(label(x, bottom + 17, _tick(tick), "middle", "quiet"))
    for index, row in enumerate(rows):
        parts += _row(row, across, _ROW * index + _ROW / 2)
    about = " ".join(
        f"{row.name}: median {seconds(row.at(50))}, 95% within {seconds(row.at(95))}, {len(row.values)} answers."
        for row in rows
    )
    return svg(key, title, about, bottom + 26, *parts)


def _row(row: Times, across: Scale, y: float) -> list[Markup]:
    kind = f"c{row.colour % 6}"
    p5, p25, p50, p75, p95 = (across(row.at(percent)) for percent in (5, 25, 50, 75, 95))
    dots = [
        tag("circle", cx=across(value), cy=y + _SPREAD[index % len(_SPREAD)], r=2.2, class_=f"dot {kind}")
        for index, value in enumerate(sorted(row.values))
    ]
    return [
        label(_LEFT - 10, y + 4, clipped(row.name, 20), "end"),
        *dots,
        tag("path", d=f"M{p5:.1f} {y:.1f}H{p25:.1f}M{p75:.1f} {y:.1f}H{p95:.1f}", class_="interval"),
        tag("rect", x=p25, y=y - 11, width=max(1.0, p75 - p25), height=22.0, rx=2, class_=f"box {kind}"),
        tag("path", d=f"M{p50:.1f} {y - 14:.1f}V{y + 14:.1f}", class_="median"),
        label(WIDTH, y + 4, seconds(row.at(50)), "end"),
    ]


def _tick(ms: float) -> str:
    return f"{ms:g} ms" if ms < 1000 else f"{ms / 1000:g} s"
