"""The file of a run that somebody changed: refused with a reason, or shown; never a crash."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

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
    for (*way, last), value in changes:
        at = data
        try:
            for key in way:
                at = at[key]
            at[last] = value
        except (TypeError, LookupError):
            continue
    try:
        run = Run.from_json(data)
    except ValueError:
        return
    assert "\x1b" not in render(run) + html([run])
