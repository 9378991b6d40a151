"""Intervals that do not pretend: wider with fewer tasks, never without width for a handful of perfect scores."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.compare.sampling import mean


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=40))
def test_the_interval_holds_the_mean_and_stays_between_0_and_1(values: list[float]) -> None:
    found = mean(values)
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert -1e-9 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1 + 1e-9


def test_five_of_five_are_not_certainty() -> None:
    found = mean([1.0] * 5)
    assert found is not None
    assert found.low == pytest.approx(0.566, abs=0.001)
    assert found.high == 1.0


def test_more_tasks_give_a_narrower_interval_and_the_same_run_the_same_one() -> None:
    assert width([0.0, 1.0] * 50) < 0.5 * width([0.0, 1.0] * 5)
    assert mean([0.0, 1.0] * 5) == mean([0.0, 1.0] * 5)


def width(values: list[float]) -> float:
    found = mean(values)
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


def test_one_task_has_no_interval_and_none_no_mean() -> None:
    one = mean([0.5])
    assert one is not None
    assert (one.value, one.low, one.high) == (0.5, None, None)
    assert mean([]) is None
