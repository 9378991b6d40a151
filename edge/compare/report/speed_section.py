"""How long answers took, and speed and memory with several conversations at a time."""

from __future__ import annotations

from collections.abc import Sequence

from edge.compare.columns import Column, line
from edge.compare.figures import amount, seconds, speed_rows, speed_title
from edge.compare.report.bars import Bar, Group, bars
from edge.compare.report.latency import Times, latency_plot
from edge.compare.report.markup import Markup, tag
from edge.compare.report.svg import linear_ticks
from edge.compare.report.tables import plot, table
from edge.compare.results import Run, SpeedFigure
from edge.percentile import percentile

__all__ = ["latencies", "speed"]

_TIMES = (("ttft_ms", "To the first token"), ("total_ms", "To the whole answer"))
_PARALLEL = ("tok_s", "throughput_tok_s", "ttft_ms", "memory_mib")
"""What is drawn by number of conversations."""


def latencies(shown: Sequence[Column]) -> list[Markup]:
    """Distributions over all tasks; nothing where nothing was timed."""
    parts: list[Markup] = []
    for key, title in _TIMES:
        rows = [
            Times(column.title, index, times) for index, column in enumerate(shown) if (times := _times(column, key))
        ]
        if not rows:
            continue
        figures = table(
            f"{title}, percentiles",
            ["", "answers", "p50", "p75", "p95", "p99", "longest"],
            [
                [
                    row.name,
                    len(row.values),
                    *(seconds(percentile(row.values, percent)) for percent in (50, 75, 95, 99)),
                    seconds(max(row.values)),
                ]
                for row in rows
            ],
        )
        caption = (
            "Each dot is an answer; the box holds the middle half, the line 90% of them; the scale is logarithmic."
        )
        parts += [tag("h3", title), plot(latency_plot(key.replace("_", "-"), title, rows), title, caption, figures)]
    return parts


def speed(runs: Sequence[Run], shown: Sequence[Column]) -> list[Markup]:
    """The suite of speed and memory, and what endpoints tell of themselves; nothing where neither was looked at."""
    parts: list[Markup] = []
    everything = [one for run in runs for one in run.speed]
    measured = [one for one in shown if any(figure.subject == one.subject.name for figure in one.run.speed)]
    for key in _PARALLEL:
        parts += _by_parallel(key, everything, shown)
    rows = [
        [speed_title(key, parallel), *(_cell(_figure(column, key, parallel)) for column in measured)]
        for key, parallel in speed_rows(everything)
    ]
    if rows:
        head = ["", *(column.title for column in measured)]
        parts.append(table("Medians, with the 95th percentile and the number of samples", head, rows))
    notes = dict.fromkeys(
        f"{column.title}, {speed_title(one.key, one.parallel)}: {one.note}"
        for column in shown
        for one in column.run.speed
        if one.subject == column.subject.name and one.note
    )
    if notes:
        parts.append(tag("ul", *(tag("li", note) for note in notes)))
    return [*parts, *_endpoints(shown)]


def _times(column: Column, key: str) -> tuple[float, ...]:
    found = [
        one.ttft_ms if key == "ttft_ms" else one.total_ms
        for one in column.run.results
        if one.subject == column.subject.name and not one.error
    ]
    return tuple(value for value in found if value is not None and value > 0)


def _by_parallel(key: str, everything: Sequence[SpeedFigure], shown: Sequence[Column]) -> list[Markup]:
    measured = [one for one in everything if one.key == key and one.p50 is not None]
    counts = sorted({one.parallel for one in measured})
    groups = [
        Group(
            "One conversation" if count == 1 else f"{count} conversations at a time",
            tuple(
                Bar(column.title, index, one.p50, amount(one.p50, one.unit))
                for index, column in enumerate(shown)
                if (one := _figure(column, key, count)) is not None and one.p50 is not None
            ),
        )
        for count in counts
    ]
    if not groups:
        return []
    unit = measured[0].unit
    title = speed_title(key).capitalize()
    one_figure = all(one.samples <= 1 for one in measured)
    caption = "By conversations at a time." if one_figure else "The median, by conversations at a time."
    ticks = linear_ticks(0.0, max(one.p50 for one in measured if one.p50 is not None))
    drawn = bars(f"by-{key.replace('_', '-')}", title, _about(groups), groups, ticks, lambda value: _tick(value, unit))
    return [tag("h3", title), plot(drawn, title, caption, None)]


def _tick(value: float, unit: str) -> str:
    return seconds(value) if unit == "ms" else f"{value:,g} {unit}"


def _about(groups: Sequence[Group]) -> str:
    return " ".join(f"{group.title}: {', '.join(f'{bar.name} {bar.shown}' for bar in group.bars)}." for group in groups)


def _figure(column: Column, key: str, parallel: int) -> SpeedFigure | None:
    wanted = (column.subject.name, key, parallel)
    return next((one for one in column.run.speed if (one.subject, one.key, one.parallel) == wanted), None)


def _cell(one: SpeedFigure | None) -> Markup:
    if one is None or one.p50 is None:
        return tag("td", "–")
    more = f"p95 {amount(one.p95, one.unit)}, n {one.samples}" if one.p95 is not None else f"n {one.samples}"
    return tag("td", f"{amount(one.p50, one.unit)} ", tag("small", more))


def _endpoints(shown: Sequence[Column]) -> list[Markup]:
    parts: list[Markup] = []
    for column in shown:
        told = column.run.endpoint_metrics.get(column.subject.name)
        if told:
            rows = [[line(name), f"{value:,.6g}"] for name, value in sorted(told.items())]
            caption = f"What {column.title} counted while it was asked (its /metrics)"
            parts.append(table(caption, ["", "change over the run"], rows))
    return parts
