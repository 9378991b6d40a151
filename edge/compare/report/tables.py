"""Tables that can be read by ear and on a narrow screen: headings with a scope, a region that scrolls by itself."""

from __future__ import annotations

from collections.abc import Sequence

from edge.compare.report.markup import Markup, tag

__all__ = ["folded", "plot", "region", "table"]

_FEW = 5
"""Columns in which an interval has room beside its figure."""


def table(
    caption: str,
    head: Sequence[object],
    rows: Sequence[Sequence[object]],
    *,
    kinds: Sequence[str] = (),
    hidden_caption: bool = False,
    words: bool = False,
) -> Markup:
    """A table whose first column names its rows.

    kinds          a class for each row, where there are any
    hidden_caption it is said, and not shown: the head of the first column says it already
    words          its cells are words rather than figures
    """
    body = [
        tag(
            "tr",
            tag("th", row[0], scope="row"),
            *(cell if _is_cell(cell) else tag("td", cell) for cell in row[1:]),
            class_=(kinds[index] or None) if kinds else None,
        )
        for index, row in enumerate(rows)
    ]
    content = tag(
        "table",
        tag("caption", caption, class_="hidden" if hidden_caption else None),
        tag("thead", tag("tr", *(tag("th", one, scope="col") if one else tag("td") for one in head))),
        tag("tbody", *body),
        class_="words" if words else "many" if len(head) > _FEW else None,
    )
    return region(content, caption)


def region(content: Markup, name: str, kind: str = "wide") -> Markup:
    """What may be wider than the screen: it scrolls by itself, with the keyboard too."""
    return tag("div", content, class_=kind, role="region", aria_label=name, tabindex="0")


def folded(summary: object, *content: object, kind: str | None = None) -> Markup:
    """Content behind a line that opens it."""
    return tag("details", tag("summary", summary), *content, class_=kind)


def plot(drawn: Markup, name: str, caption: object, figures: Markup | None) -> Markup:
    """A plot with its caption, and with its figures as a table."""
    return tag(
        "figure",
        region(drawn, name, "wide plot"),
        tag("figcaption", caption),
        folded("The figures as a table", figures) if figures is not None else None,
    )


def _is_cell(cell: object) -> bool:
    return isinstance(cell, Markup) and cell.startswith(("<td", "<th"))
