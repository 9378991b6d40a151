"""Long documents: the score by length and depth, as a table whose shades can be seen from afar."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from edge.compare.columns import Column
from edge.compare.figures import percent
from edge.compare.pairing import average
from edge.compare.report.markup import Markup, tag
from edge.compare.report.tables import table

__all__ = ["SUITE", "heat_tables", "place"]

SUITE = "documents"
_PLACE = re.compile(r"documents\.([0-9]{1,4})k_([0-9]{1,3})\.[a-z]+")
_SHADES = 8


def place(task: str) -> tuple[int, int] | None:
    """Length in thousands of tokens and depth in percent of a task, from its name (`documents.8k_50.en`)."""
    found = _PLACE.fullmatch(task)
    return (int(found[1]), int(found[2])) if found else None


def heat_tables(shown: Sequence[Column]) -> list[Markup]:
    """A table for each subject that answered such tasks."""
    return [one for column in shown if (one := _heat(column)) is not None]


def _heat(column: Column) -> Markup | None:
    cells: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for one in column.run.results:
        if one.subject == column.subject.name and one.suite == SUITE and (where := place(one.task)) is not None:
            cells[where].append(one.score)
    if not cells:
        return None
    lengths = sorted({length for length, _ in cells})
    depths = sorted({depth for _, depth in cells})
    rows = [[f"{depth}%", *(_cell(cells.get((length, depth))) for length in lengths)] for depth in depths]
    head = ["depth", *(f"{length}K" for length in lengths)]
    return table(f"{column.title}: depth of the fact × tokens", head, rows)


def _cell(scores: Sequence[float] | None) -> Markup:
    if not scores:
        return tag("td", "–")
    score = average(scores)
    return tag("td", percent(score), class_=f"heat h{round(score * _SHADES)}")
