"""Scores: bars by suite, the table with intervals and marks, and scores by language."""

from __future__ import annotations

from collections.abc import Sequence

from edge.compare.columns import Column, line
from edge.compare.figures import between, percent
from edge.compare.report.bars import Bar, Group, bars
from edge.compare.report.markup import Markup, tag, text
from edge.compare.report.tables import plot, table
from edge.compare.results import Run
from edge.compare.sampling import Estimate
from edge.compare.scores import Score, by_language, score

__all__ = ["scores"]

_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def scores(runs: Sequence[Run], shown: Sequence[Column], suites: Sequence[tuple[str, str]]) -> list[Markup]:
    """The section's content; nothing where nothing was answered."""
    found = {name: [score(one.run, one.subject.name, name) for one in shown] for name, _ in suites}
    everything = [score(one.run, one.subject.name) for one in shown]
    if not any(everything):
        return []
    about = (
        "The mean over the tasks of each suite; the thin line is its 95% interval (bootstrap by task). Where two lines"
        " overlap much, chance may be all that tells the two apart."
    )
    named = [(title, found[name]) for name, title in suites if any(found[name])]
    groups = [Group(title, _bars(shown, row)) for title, row in named]
    drawn = bars("scores", "Scores by suite and subject", _about(shown, everything), groups, _TICKS, percent)
    head = ["", *(one.title for one in shown)]
    rows: list[Sequence[object]] = []
    kinds: list[str] = []
    for title, row in named:
        _add(rows, kinds, title, shown, row)
    if len(named) > 1:
        rows.append(["all tasks", *(_cell(one, column) for one, column in zip(everything, shown, strict=True))])
        kinds.append("sum")
    return [
        plot(drawn, "Scores by suite and subject", about, None),
        table("Scores by suite, with 95% intervals, number of tasks and marks", head, rows, kinds=kinds),
        *_languages(runs, shown),
    ]


def _bars(shown: Sequence[Column], row: Sequence[Score | None]) -> tuple[Bar, ...]:
    return tuple(
        Bar(
            column.title,
            index,
            one.estimate.value,
            f"{percent(one.estimate.value)}{'*' if column.subject.meaningless else ''} (n {one.estimate.count})",
            one.estimate.low,
            one.estimate.high,
        )
        for index, (column, one) in enumerate(zip(shown, row, strict=True))
        if one is not None
    )


def _about(shown: Sequence[Column], everything: Sequence[Score | None]) -> str:
    parts = [
        f"{column.title} {percent(one.estimate.value)}"
        for column, one in zip(shown, everything, strict=True)
        if one is not None
    ]
    return f"Over all tasks: {', '.join(parts)}."


def _add(
    rows: list[Sequence[object]], kinds: list[str], title: str, shown: Sequence[Column], row: Sequence[Score | None]
) -> None:
    rows.append([title, *(_cell(one, column) for one, column in zip(row, shown, strict=True))])
    kinds.append("")
    marks = list(dict.fromkeys(mark for one in row if one for mark in one.marks))
    extra: list[Sequence[object]] = []
    if len(marks) > 1:
        extra += [[line(mark), *(percent(one.marks.get(mark)) if one else "" for one in row)] for mark in marks]
    if any(one and one.errors for one in row):
        extra.append(["no whole answer", *(one.errors if one else "" for one in row)])
    if any(one and one.up_share is not None for one in row):
        shares = [one.up_share if one else None for one in row]
        extra.append(["went up", *("" if share is None else percent(share) for share in shares)])
    rows += extra
    kinds += ["part"] * len(extra)


def _cell(one: Score | None, column: Column) -> Markup:
    if one is None:
        return tag("td", "–")
    star = "*" if column.subject.meaningless else ""
    return tag("td", f"{percent(one.estimate.value)}{star} ", tag("small", _small(one.estimate)))


def _small(estimate: Estimate) -> str:
    interval = between(estimate)
    return f"{interval + ', ' if interval else ''}n {estimate.count}"


def _languages(runs: Sequence[Run], shown: Sequence[Column]) -> list[Markup]:
    languages = sorted({one.language for run in runs for one in run.results})
    if len(languages) < 2:
        return []
    rows = [
        [line(language), *(_estimate(by_language(one.run, one.subject.name, language)) for one in shown)]
        for language in languages
    ]
    head = ["language", *(one.title for one in shown)]
    return [tag("h3", "By language"), table("Scores of all suites by the language of the question", head, rows)]


def _estimate(found: Estimate | None) -> Markup:
    if found is None:
        return tag("td", text("–"))
    return tag("td", f"{percent(found.value)} ", tag("small", _small(found)))
