"""The router's curve: score against the share of tasks that the cloud answers, and what a share costs in time."""

from __future__ import annotations

from collections.abc import Sequence

from edge.compare.curve import Curve, Point
from edge.compare.figures import percent, seconds
from edge.compare.report.markup import Markup, tag
from edge.compare.report.svg import WIDTH, Scale, label, linear_ticks, marker, svg

__all__ = ["curve_plot", "time_plot"]

_LEFT, _RIGHT, _TOP = 68.0, WIDTH - 24.0, 14.0
_COLUMN, _LINE = 232, 22


def curve_plot(key: str, title: str, drawn: Curve) -> Markup:
    """Score against share: thresholds, random and ideal routing, both ends, the setting, and `auto` as it ran."""
    low, high = drawn.points[0].score, drawn.points[-1].score
    every = [low, high, *(one.score for one in drawn.points), *(score for _, score in drawn.ideal)]
    every += [one.score for one in (drawn.current, drawn.auto) if one]
    ticks = [one for one in linear_ticks(max(0.0, min(every) - 0.05), min(1.0, max(every) + 0.05)) if one <= 1.0]
    bottom = 360.0
    across, up = Scale(0.0, 1.0, _LEFT, _RIGHT), Scale(ticks[0], max(ticks[-1], *every), bottom, _TOP)
    reached = [(one.share, one.score) for one in drawn.points if one.reachable]
    all_points = [(one.share, one.score) for one in drawn.points]
    parts = [
        *_frame(across, up, ticks, bottom, "tasks that go up", "score", percent),
        _way([(0.0, low), (1.0, high)], across, up, "line random"),
        _way(drawn.ideal, across, up, "line ideal"),
        _way(all_points, across, up, "line rules") if len(reached) < len(all_points) else None,
        _way(reached, across, up, "line router"),
    ]
    signs: list[tuple[str, str, str, Point | None]] = [
        ("square", "device only", "fill sign device", drawn.points[0]),
        ("diamond", "cloud only", "fill sign cloud", drawn.points[-1]),
        ("circle", "as it is set", "fill sign current", drawn.current),
        ("triangle", "auto, as it ran", "sign auto", drawn.auto),
    ]
    legend: list[tuple[Markup, str]] = [(_sample("line router"), "the router, by threshold")]
    if len(reached) < len(all_points):
        legend.append((_sample("line rules"), "where rules decide"))
    legend += [(_sample("line ideal"), "ideal routing"), (_sample("line random"), "random routing")]
    for shape, name, kind, point in signs:
        if point is not None:
            parts.append(marker(shape, across(point.share), up(point.score), kind))
            legend.append((marker(shape, 14, 0, kind), f"{name}: {percent(point.score)} at {percent(point.share)}"))
    about = _about(drawn)
    parts += _legend(legend, bottom + 56)
    return svg(key, title, about, bottom + 56 + _LINE * ((len(legend) + 2) // 3), *parts)


def time_plot(key: str, title: str, drawn: Curve) -> Markup | None:
    """How long a whole answer takes on average and in the median, at every share; None where nothing was timed."""
    timed = [one for one in drawn.points if one.total is not None]
    if len(timed) < 2:
        return None
    means = [(one.share, one.total.mean / 1000) for one in timed if one.total]
    middles = [(one.share, one.total.p50 / 1000) for one in timed if one.total]
    ticks = linear_ticks(0.0, max(value for _, value in [*means, *middles]), 5)
    bottom = 220.0
    across, up = Scale(0.0, 1.0, _LEFT, _RIGHT), Scale(ticks[0], ticks[-1], bottom, _TOP)
    parts = [
        *_frame(across, up, ticks, bottom, "tasks that go up", "whole answer", lambda value: f"{value:g} s"),
        _way(means, across, up, "line router"),
        _way(middles, across, up, "line ideal"),
    ]
    legend = [(_sample("line router"), "mean"), (_sample("line ideal"), "median")]
    for shape, name, kind, point in (
        ("circle", "as it is set", "fill sign current", drawn.current),
        ("triangle", "auto, as it ran", "sign auto", drawn.auto),
    ):
        if point is not None and point.total is not None:
            parts.append(marker(shape, across(point.share), up(point.total.mean / 1000), kind))
            legend.append((marker(shape, 14, 0, kind), f"{name}: {seconds(point.total.mean)} on average"))
    parts += _legend(legend, bottom + 56)
    first, last = seconds(means[0][1] * 1000), seconds(means[-1][1] * 1000)
    about = f"From {first} with the device alone to {last} with the cloud alone, on average."
    return svg(key, title, about, bottom + 56 + _LINE * ((len(legend) + 2) // 3), *parts)


def _about(drawn: Curve) -> str:
    parts = [
        f"The device alone scores {percent(drawn.points[0].score)}, the cloud alone {percent(drawn.points[-1].score)}."
    ]
    if drawn.current is not None:
        parts.append(
            f"As it is set, {percent(drawn.current.share)} of the tasks go up, and the score is"
            f" {percent(drawn.current.score)}."
        )
    if drawn.auto is not None:
        parts.append(f"As it ran, {percent(drawn.auto.share)} went up and the score was {percent(drawn.auto.score)}.")
    if drawn.apgr is not None:
        parts.append(f"The area under the curve (APGR) is {drawn.apgr.value:.2f}; random routing has 0.50.")
    return " ".join(parts)


def _frame(
    across: Scale, up: Scale, ticks: Sequence[float], bottom: float, below: str, beside: str, shown: object
) -> list[Markup | None]:
    assert callable(shown)
    parts: list[Markup | None] = []
    for tick in ticks:
        y = up(tick)
        parts.append(tag("line", x1=_LEFT, x2=_RIGHT, y1=y, y2=y, class_="grid"))
        parts.append(label(_LEFT - 8, y + 4, shown(tick), "end", "quiet"))
    for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        x = across(share)
        parts.append(tag("line", x1=x, x2=x, y1=_TOP, y2=bottom, class_="grid"))
        parts.append(label(x, bottom + 17, percent(share), "middle", "quiet"))
    parts.append(label((_LEFT + _RIGHT) / 2, bottom + 35, below, "middle"))
    middle = (_TOP + bottom) / 2
    parts.append(tag("text", beside, x=14.0, y=middle, text_anchor="middle", transform=f"rotate(-90 14 {middle:.1f})"))
    return parts


def _way(points: Sequence[tuple[float, float]], across: Scale, up: Scale, kind: str) -> Markup:
    way = "L".join(f"{across(x):.1f} {up(y):.1f}" for x, y in points)
    return tag("path", d=f"M{way}", class_=kind)


def _sample(kind: str) -> Markup:
    return tag("path", d="M0 0H28", class_=kind)


def _legend(entries: Sequence[tuple[Markup, str]], top: float) -> list[Markup]:
    return [
        tag(
            "g",
            sign,
            label(36, 4, name),
            transform=f"translate({8 + _COLUMN * (index % 3)} {top + _LINE * (index // 3):.0f})",
        )
        for index, (sign, name) in enumerate(entries)
    ]
