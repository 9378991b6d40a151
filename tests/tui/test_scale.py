"""Scales hold what is drawn on them, and their values are round."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.scale import TimeAxis, linear, logarithmic

VALUES = st.lists(st.floats(1e-3, 1e9), min_size=1, max_size=50)


@given(st.lists(st.floats(0, 1e12), max_size=50), st.sampled_from([1.0, 10.0, 100.0]))
def test_an_even_scale_holds_every_value_and_begins_at_nothing(values: list[float], least: float) -> None:
    scale = linear(values, least)
    assert scale.low == 0
    assert all(value <= scale.high * (1 + 1e-9) for value in [least, *values])
    assert scale.high <= 2 * max([least, *values]) * (1 + 1e-9)


@given(VALUES)
def test_a_scale_by_powers_of_ten_holds_every_value(values: list[float]) -> None:
    scale = logarithmic(values, 1.0, 100.0)
    assert all(scale.low * (1 - 1e-8) <= value <= scale.high * (1 + 1e-8) for value in values)
    assert scale.high >= scale.low * 4 * (1 - 1e-9)


@pytest.mark.parametrize("values", [[], [0.0], [-1.0, math.nan, math.inf]])
def test_what_is_no_value_of_such_a_scale_does_not_make_it(values: list[float]) -> None:
    scale = logarithmic(values, 1.0, 10_000.0)
    assert (scale.low, scale.high) == (1.0, 10_000.0)
    assert scale.place(0.0) == 0.0
    assert linear(values, 10.0).high == 10.0


@given(VALUES, st.booleans())
def test_a_higher_value_is_never_placed_lower(values: list[float], log: bool) -> None:
    scale = logarithmic(values, 1.0, 10.0) if log else linear(values, 1.0)
    places = [scale.place(value) for value in sorted(values)]
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)


@given(VALUES, st.integers(2, 30), st.booleans())
def test_the_values_beside_a_scale_are_round_and_on_it(values: list[float], most: int, log: bool) -> None:
    scale = logarithmic(values, 1.0, 10.0) if log else linear(values, 1.0)
    ticks = scale.ticks(most)
    assert 2 <= len(ticks) <= max(2, most)
    assert ticks == sorted(ticks)
    for tick in ticks:
        assert scale.low * (1 - 1e-9) <= tick <= scale.high * (1 + 1e-9)
        assert tick == 0 or math.isclose(tick, float(f"{tick:.3g}"), rel_tol=1e-9)


@pytest.mark.parametrize(
    ("high", "most", "ticks"),
    [(80, 6, [0, 20, 40, 60, 80]), (60, 3, [0, 60]), (60, 5, [0, 20, 40, 60]), (100, 3, [0, 50, 100])],
)
def test_steps_are_ones_that_people_count_in(high: float, most: int, ticks: list[float]) -> None:
    assert linear([high], 10).ticks(most) == ticks


@pytest.fixture
def utc() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


NOON = 1_794_052_800.0  # 2026-11-07 12:00 UTC


@given(st.floats(1e9, 2e9), st.sampled_from([3600.0, 86_400.0, 604_800.0]), st.integers(1, 300))
def test_every_moment_of_the_span_has_a_column_and_the_present_has_the_last(
    now: float, span: float, columns: int
) -> None:
    axis = TimeAxis.until(now, span, columns)
    assert axis.column(now) == columns - 1
    assert axis.column(axis.begin - 1) is None
    assert axis.column(axis.end + 1) is None
    places = [axis.column(axis.begin + span * part / 50 + 1e-3) for part in range(50)]
    assert None not in places
    assert axis.end - now <= axis.step * (1 + 1e-6)


def test_columns_stay_where_they_are_until_a_new_one_begins() -> None:
    axis = TimeAxis.until(NOON, 3600.0, 36)  # of 100 s
    assert TimeAxis.until(NOON + 99, 3600.0, 36) == axis
    assert TimeAxis.until(NOON + 100, 3600.0, 36).begin == axis.begin + 100


@pytest.mark.usefixtures("utc")
@pytest.mark.parametrize(
    ("span", "columns", "named"),
    [
        (3600.0, 36, ["11:15", "11:30", "11:45"]),
        (3600.0, 72, ["11:10", "11:20", "11:30", "11:40", "11:50"]),
        (86_400.0, 36, ["18:00", "00:00", "06:00"]),
        (604_800.0, 60, ["11-01", "11-02", "11-03", "11-04", "11-05", "11-06", "11-07"]),
        (3600.0, 4, []),
    ],
)
def test_round_moments_are_named_at_their_columns(span: float, columns: int, named: list[str]) -> None:
    axis = TimeAxis.until(NOON, span, columns)
    line = axis.labels()
    assert len(line) == columns
    assert line.split() == named
    for name in named:
        begins = axis.begin + line.index(name) * axis.step
        inside = range(math.ceil(begins), math.ceil(begins + axis.step))
        form = "%H:%M:%S" if ":" in name else "%m-%d %H:%M:%S"
        wanted = f"{name}:00" if ":" in name else f"{name} 00:00:00"
        assert any(time.strftime(form, time.gmtime(moment)) == wanted for moment in inside)


@given(st.floats(1e9, 2e9), st.sampled_from([3600.0, 86_400.0, 604_800.0]), st.integers(1, 200))
def test_names_of_moments_never_touch_and_never_go_beyond_the_plot(now: float, span: float, columns: int) -> None:
    line = TimeAxis.until(now, span, columns).labels()
    assert len(line) == columns
    assert all(len(name) == 5 for name in line.split())
