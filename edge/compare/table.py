"""What a run found, for the terminal: plain text that fits 80 columns, whatever is looked at it with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from edge.compare.columns import Column, columns, letter, line, machine_line, model_line, moment, suites, version_line
from edge.compare.curve import Curve, Point, curve
from edge.compare.figures import amount, between, percent, seconds, several, speed_rows, speed_title
from edge.compare.results import Run, SpeedFigure
from edge.compare.scores import Score, score

__all__ = ["remark_lines", "render", "router_lines", "side_by_side", "wrapped"]

_WIDTH = 80
_NARROWEST = 12
"""Of a column: `100% 84–100*`."""
_WIDEST = 20
"""Of a column's title."""
_LABEL = 20
_GAP = 2


def render(run: Run) -> str:
    """A run as lines of text: who answered, scores with 95% intervals, speed, the router, what has to be known."""
    head = [
        f"{machine_line(run)}; {moment(run.started)}",
        *([version_line(run)] if run.versions else []),
        *(f"{line(one.name)}: {model_line(one)}" for one in run.subjects),
    ]
    return "\n".join([*wrapped(head), "", *side_by_side([run]), *router_lines([run]), *remark_lines([run])])


def side_by_side(runs: Sequence[Run]) -> list[str]:
    """Scores and speed, a column for each subject; several tables where they are too many for the width."""
    shown = columns(runs)
    speed = list(_speed_rows(runs, shown))
    rows = [*_score_rows(runs, shown), *([_Row()] if speed else []), *speed]
    if not any(row.label for row in rows):
        return ["Nothing was answered."]
    titles = [_short(column.title) for column in shown]
    widths = _widths(rows, titles)
    lines: list[str] = []
    for part in _chunks(widths, len(runs)):
        chosen = [_Row(row.label, row.cells[part], row.deep) for row in rows]
        lines += [*([""] if lines else []), *_lines(chosen, titles[part], widths[part])]
    return lines


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the tables; without a label an empty one."""

    label: str = ""
    cells: tuple[str, ...] = ()
    deep: int = 0
    """How far the label is set in."""

    @property
    def shown_label(self) -> str:
        return "  " * self.deep + self.label


def _score_rows(runs: Sequence[Run], shown: Sequence[Column]) -> Iterator[_Row]:
    names = [*suites(runs), (None, "all tasks")]
    for name, title in names:
        found = [score(one.run, one.subject.name, name) for one in shown]
        if not any(found) or (name is None and len(names) == 2):
            continue
        counts = {one.estimate.count for one in found if one}
        label = f"{title} ({max(counts)})" if len(counts) == 1 else title
        yield _Row(label, tuple(_cell(one, column) for one, column in zip(found, shown, strict=True)))
        if len(counts) > 1:
            yield _Row("tasks", tuple(str(one.estimate.count) if one else "" for one in found), 1)
        marks = dict.fromkeys(mark for one in found if one for mark in one.marks)
        if len(marks) > 1:
            for mark in marks:
                yield _Row(line(mark), tuple(percent(one.marks.get(mark)) if one else "" for one in found), 1)
        if any(one and one.errors for one in found):
            yield _Row("no whole answer", tuple(str(one.errors) if one else "" for one in found), 1)
        if any(one and one.up_share is not None for one in found):
            shares = [one.up_share if one else None for one in found]
            yield _Row("went up", tuple("" if one is None else percent(one) for one in shares), 1)


def _cell(found: Score | None, column: Column) -> str:
    if found is None:
        return "–"
    star = "*" if column.subject.meaningless else ""
    return f"{percent(found.estimate.value)} {between(found.estimate)}".rstrip() + star


def _speed_rows(runs: Sequence[Run], shown: Sequence[Column]) -> Iterator[_Row]:
    for key, parallel in speed_rows([one for run in runs for one in run.speed]):
        found = [_figure(column, key, parallel) for column in shown]
        if not any(one and one.p50 is not None for one in found):
            continue
        cells = [amount(one.p50, one.unit) if one else "" for one in found]
        yield _Row(speed_title(key, parallel), tuple(cells))
        if any(one and one.unit == "ms" and one.p95 is not None and one.samples > 1 for one in found):
            yield _Row("p95", tuple(amount(one.p95, one.unit) if one else "" for one in found), 1)


def _figure(column: Column, key: str, parallel: int) -> SpeedFigure | None:
    return next(
        (
            one
            for one in column.run.speed
            if (one.subject, one.key, one.parallel) == (column.subject.name, key, parallel)
        ),
        None,
    )


def _widths(rows: Sequence[_Row], titles: Sequence[str]) -> list[int]:
    return [
        max([_NARROWEST, _cells(title), *(_cells(row.cells[index]) for row in rows if row.cells)])
        for index, title in enumerate(titles)
    ]


def _chunks(widths: Sequence[int], together: int) -> Iterator[slice]:
    """The columns of each table: as many as fit, and those of one subject on all machines together if that fits."""
    start = 0
    while start < len(widths):
        end = start + 1
        while end < len(widths) and sum(widths[start : end + 1]) + _GAP * (end + 1 - start) <= _WIDTH - _LABEL:
            end += 1
        if end < len(widths) and end - start > together:
            end -= (end - start) % together
        yield slice(start, end)
        start = end


def _lines(rows: Sequence[_Row], titles: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """One table: a line a row, or two where the label is long."""
    rows = [row for row in rows if not row.label or any(row.cells)]
    while not rows[-1].label:
        rows.pop()
    room = _WIDTH - sum(widths) - _GAP * len(widths)
    label = min(room, max(_cells(row.shown_label) for row in rows))
    yield _joined("", titles, label, widths)
    for row in rows:
        *first, last = _fold(row.shown_label, label, "  " * row.deep + "  ") if row.label else [""]
        yield from first
        yield _joined(last, row.cells, label, widths)


def _short(title: str) -> str:
    """A title that leaves room for others; the list of who answered has all of it."""
    from rich.cells import set_cell_size

    return title if _cells(title) <= _WIDEST else set_cell_size(title, _WIDEST - 1).rstrip() + "…"


def _joined(label: str, cells: Sequence[str], width: int, widths: Sequence[int]) -> str:
    gap = " " * _GAP
    right = [gap + " " * max(0, room - _cells(cell)) + cell for cell, room in zip(cells, widths, strict=False)]
    return (label + " " * max(0, width - _cells(label)) + "".join(right)).rstrip()


def router_lines(runs: Sequence[Run]) -> list[str]:
    """What the router is worth with each endpoint; an empty line before each."""
    lines: list[str] = []
    for column in columns(runs):
        if column.subject.kind != "cloud":
            continue
        try:
            drawn = curve(column.run, column.subject.name)
        except LookupError as why:
            if any(one.kind == "device" for one in column.run.subjects):
                lines += ["", *wrapped([f"{column.title}: {why.args[0]}"])]
            continue
        lines += ["", *wrapped([f"The router between the device and {column.title}, {several(drawn.tasks, 'task')}:"])]
        lines += _drawn(drawn)
    return lines


def _drawn(drawn: Curve) -> Iterator[str]:
    points: list[tuple[str, Point | None]] = [
        ("device only", drawn.points[0]),
        ("as it is set", drawn.current),
        ("auto, as it ran", drawn.auto),
        ("cloud only", drawn.points[-1]),
    ]
    widths = (7, 6, 5, 11, 12, 10)
    yield _joined("", ("goes up", "score", "PGR", "first token", "whole answer", "bytes sent"), 17, widths)
    for name, point in points:
        if point is not None:
            cells = (
                percent(point.share),
                percent(point.score),
                percent(drawn.pgr(point.score)),
                seconds(point.ttft.p50 if point.ttft else None),
                seconds(point.total.p50 if point.total else None),
                f"{point.bytes_sent:,.0f}",
            )
            yield _joined(f"  {name}", cells, 17, widths)
    if drawn.apgr is not None:
        interval = ""
        if drawn.apgr.low is not None and drawn.apgr.high is not None:
            interval = f" ({drawn.apgr.low:.2f}–{drawn.apgr.high:.2f})"
        apgr = f"  APGR {drawn.apgr.value:.2f}{interval}; random routing has 0.50, the ideal {drawn.apgr_ideal:.2f}."
        cpt = f"CPT(50%) {percent(drawn.cpt50)}, CPT(80%) {percent(drawn.cpt80)} of the tasks go up."
        yield from wrapped([f"{apgr} {cpt}"])
    yield from wrapped([f"  {remark}" for remark in drawn.remarks])


def remark_lines(runs: Sequence[Run]) -> list[str]:
    """What has to be known: meaningless scores, what was not run; an empty line before it."""
    lines: list[str] = []
    sentences: dict[str, list[str]] = {}
    for column in columns(runs):
        if column.subject.meaningless:
            sentences.setdefault(line(column.subject.meaningless), []).append(column.title)
    for sentence, titles in sentences.items():
        lines += wrapped([f"* {', '.join(titles)}: {sentence}"])
    left_out: dict[str, list[str]] = {}
    for index, run in enumerate(runs):
        for one in run.not_run:
            left_out.setdefault(line(one), []).append(letter(index))
        if run.ended is None:
            lines += wrapped(
                [f"The run of {moment(run.started)} is not at its end: what is missing counts for nobody."]
            )
    if left_out:
        lines.append("What was not run:")
    for sentence, machines in left_out.items():
        lines += wrapped([f"- {', '.join(machines) + ': ' if len(runs) > 1 else ''}{sentence}"])
    if any(one.results for one in runs):
        lines += wrapped(
            ["Scores are means over tasks with their 95% interval; (n) is the number of tasks. Times are medians."]
        )
    return ["", *lines] if lines else []


def wrapped(lines: Sequence[str]) -> list[str]:
    """Lines of at most 80 cells."""
    return [part for one in lines for part in _fold(one, _WIDTH, "  " if one.startswith(("* ", "- ")) else "")]


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _fold(text: str, width: int, hang: str) -> list[str]:
    """A text in lines of at most `width` cells, broken between words, or inside one that is too long."""
    from rich.cells import chop_cells

    indent = text[: len(text) - len(text.lstrip())]
    hang = indent if indent and not hang else hang
    lines: list[str] = []
    now = indent
    empty = True
    for word in text.split():
        joined = now + ("" if empty else " ") + word
        if _cells(joined) <= width:
            now, empty = joined, False
            continue
        if not empty:
            lines.append(now)
            now = hang
        *full, rest = chop_cells(word, max(2, width - _cells(now)))
        for part in full:
            lines.append(now + part)
            now = hang
        now, empty = now + rest, False
    return [*lines, now]
