"""What the router is worth: the summary at the top, the curve, its figures and its thresholds."""

from __future__ import annotations

from collections.abc import Sequence

from edge.compare.columns import Column
from edge.compare.curve import Curve, Point, curve, ideal_at
from edge.compare.figures import between, percent, seconds, several
from edge.compare.report.markup import Markup, tag
from edge.compare.report.router import curve_plot, time_plot
from edge.compare.report.tables import plot, table
from edge.compare.scores import score

__all__ = ["curves", "routers", "summary"]

_MOST_ROWS = 21


def curves(shown: Sequence[Column]) -> list[Curve | str]:
    """For each column its curve, or why there is none; empty for what is no endpoint."""
    return [_curve(column) for column in shown]


def summary(shown: Sequence[Column], found_curves: Sequence[Curve | str]) -> list[Markup]:
    """A few sentences with what matters most."""
    parts: list[str] = []
    for column in shown:
        found = score(column.run, column.subject.name)
        if found is not None:
            interval = f" ({between(found.estimate)})" if between(found.estimate) else ""
            star = "*" if column.subject.meaningless else ""
            up = "" if found.up_share is None else f"; {percent(found.up_share)} of the answers came from the cloud"
            parts.append(
                f"{column.title} scores {percent(found.estimate.value)}{star}{interval} over"
                f" {several(found.estimate.count, 'task')}{up}."
            )
    for column, drawn in zip(shown, found_curves, strict=True):
        if isinstance(drawn, Curve) and drawn.current is not None and drawn.apgr is not None:
            recovered = drawn.pgr(drawn.current.score)
            parts.append(
                f"As the router is set, {percent(drawn.current.share)} of the tasks go up to {column.title}, which"
                f" recovers {percent(recovered)} of its lead; as many tasks at random would recover"
                f" {percent(drawn.current.share)}."
            )
    return [tag("ul", *(tag("li", part) for part in parts))] if parts else []


def routers(shown: Sequence[Column], found_curves: Sequence[Curve | str]) -> list[Markup]:
    """The section's content; nothing without an endpoint and a device."""
    parts: list[Markup] = []
    for index, (column, drawn) in enumerate(zip(shown, found_curves, strict=True)):
        if isinstance(drawn, Curve):
            parts += _router(f"router{index}", column, drawn)
        elif drawn and any(one.kind == "device" for one in column.run.subjects):
            parts += [tag("h3", f"With {column.title}"), tag("p", drawn)]
    if not parts:
        return []
    about = (
        "Device and cloud answered the same tasks, and the router says which of them it would send up: so its score is"
        " known at every threshold without asking again. Random routing lies on the straight line; ideal routing sends"
        " up what gains most first, which nobody can know beforehand."
    )
    return [tag("p", about), *parts]


def _curve(column: Column) -> Curve | str:
    if column.subject.kind != "cloud":
        return ""
    try:
        return curve(column.run, column.subject.name)
    except LookupError as why:
        return str(why.args[0])


def _router(key: str, column: Column, drawn: Curve) -> list[Markup]:
    title = f"Score against the share of tasks that go up to {column.title}"
    slow = time_plot(f"{key}-time", f"Time to a whole answer with {column.title}", drawn)
    rows, kinds = _ways(drawn)
    figures = table(f"The router between the device and {column.title}", _HEAD, rows, kinds=kinds)
    thresholds = table(
        f"The router with {column.title} at other thresholds",
        ["goes up from", *_HEAD[1:], "ideal at this share", "random at this share"],
        [_threshold(drawn, point) for point in _picked(drawn)],
    )
    return [
        tag("h3", f"With {column.title}"),
        *(tag("p", remark, class_="note") for remark in drawn.remarks),
        plot(curve_plot(key, title, drawn), title, _caption(drawn), thresholds),
        figures,
        plot(slow, f"Time to a whole answer with {column.title}", "A whole answer, by share of tasks that go up.", None)
        if slow is not None
        else tag("p", "No answer was timed."),
    ]


_HEAD = [
    "",
    "goes up",
    "score",
    "PGR",
    "first token, mean",
    "first token, median",
    "whole answer, mean",
    "whole answer, median",
    "bytes sent a task",
]


def _ways(drawn: Curve) -> tuple[list[list[object]], list[str]]:
    ways: list[tuple[str, Point | None]] = [
        ("device only", drawn.points[0]),
        ("as it is set", drawn.current),
        ("auto, as it ran", drawn.auto),
        ("cloud only", drawn.points[-1]),
    ]
    there = [(name, point) for name, point in ways if point is not None]
    return [[name, *_cells(drawn, point)] for name, point in there], [""] * len(there)


def _threshold(drawn: Curve, point: Point) -> list[object]:
    gap = drawn.points[-1].score - drawn.points[0].score
    name = "never" if point.threshold is None else f"{100 * point.threshold:.1f}%"
    random = drawn.points[0].score + gap * point.share
    return [name, *_cells(drawn, point), percent(ideal_at(drawn, point.share)), percent(random)]


def _cells(drawn: Curve, point: Point) -> list[object]:
    return [
        percent(point.share),
        percent(point.score),
        percent(drawn.pgr(point.score)),
        seconds(point.ttft.mean if point.ttft else None),
        seconds(point.ttft.p50 if point.ttft else None),
        seconds(point.total.mean if point.total else None),
        seconds(point.total.p50 if point.total else None),
        f"{point.bytes_sent:,.0f}",
    ]


def _picked(drawn: Curve) -> list[Point]:
    """The thresholds of the table: all, or as many as it has rows for, from the lowest share to the highest."""
    reached = [one for one in drawn.points if one.reachable]
    if len(reached) <= _MOST_ROWS:
        return reached
    return [reached[round(index * (len(reached) - 1) / (_MOST_ROWS - 1))] for index in range(_MOST_ROWS)]


def _caption(drawn: Curve) -> Markup:
    if drawn.apgr is None:
        return tag("span", f"{several(drawn.tasks, 'task')}. APGR and CPT do not exist here.")
    interval = ""
    if drawn.apgr.low is not None and drawn.apgr.high is not None:
        interval = f" ({drawn.apgr.low:.2f}–{drawn.apgr.high:.2f})"
    return tag(
        "span",
        tag("strong", f"APGR {drawn.apgr.value:.2f}"),
        f"{interval} over {several(drawn.tasks, 'task')}; random routing has 0.50, the ideal {drawn.apgr_ideal:.2f}. ",
        tag("strong", f"CPT(50%) {percent(drawn.cpt50)}, CPT(80%) {percent(drawn.cpt80)}"),
        ": so many of the tasks have to go up for half, and for four fifths, of what the cloud is better.",
    )
