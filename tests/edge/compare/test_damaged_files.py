"""The file of a run that somebody changed: refused with a reason, or shown; never a crash."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from edge.compare.report import html
from edge.compare.results import Run
from edge.compare.table import render
from tests.edge.compare import synthetic

WHOLE: dict[str, Any] = json.loads(json.dumps(synthetic.run(tasks=1).to_json()))


def places(value: Any) -> list[tuple[Any, ...]]:
    """The way to everything in it."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found: list[tuple[Any, ...]] = []
    for key, one in inside:
        found += [(key,), *((key, *rest) for rest in places(one))]
    return found


EVERYWHERE = places(WHOLE)
OF_EACH_KIND = {tuple(min(key, 1) if isinstance(key, int) else key for key in way): way for way in EVERYWHERE}
HOSTILE = "\x1b[2J\u202e<script>\n\nB"


def put(data: Any, way: Sequence[Any], value: Any) -> None:
    """Change what is there in it."""
    for key in way[:-1]:
        data = data[key]
    data[way[-1]] = value


wrong = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from([[], {}, [[]], {"a": 1}, [None], "\x1b[2J<b>", -1, 1e308, 2**70]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(EVERYWHERE), wrong), min_size=1, max_size=3))
def test_whatever_is_changed_in_a_file_it_is_refused_or_shown(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    data = copy.deepcopy(WHOLE)
    for way, value in changes:
        try:
            put(data, way, value)
        except (TypeError, LookupError):
            continue
    try:
        run = Run.from_json(data)
    except ValueError:
        return
    assert "\x1b" not in render(run) + html([run])


def test_no_text_of_a_file_repaints_the_terminal_or_is_markup() -> None:
    shown = 0
    for way in OF_EACH_KIND.values():
        data = copy.deepcopy(WHOLE)
        put(data, way, HOSTILE)
        try:
            run = Run.from_json(data)
        except ValueError:
            continue
        table = render(run)
        assert not {"\x1b", "\u202e"} & set(table), way
        assert all(cell_len(line) <= 80 for line in table.splitlines()), way
        assert "<script" not in html([run]), way
        shown += 1
    assert shown > 30
