"""Which settings are taken, from made figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.tune.choosing import MARGIN, choose, holds, lost, ratio

times = st.lists(st.floats(0.1, 1e5), min_size=1, max_size=7)


@st.composite
def races(draw: st.DrawFn) -> dict[int, list[float]]:
    """The start is 0 and has the most rounds; others may have fewer, or none."""
    start = draw(times)
    others = draw(st.lists(st.lists(st.floats(0.1, 1e5), max_size=len(start)), max_size=5))
    return {0: start, **dict(enumerate(others, start=1))}


@given(races())
def test_what_is_chosen_is_the_start_or_faster_by_the_margin(race: dict[int, list[float]]) -> None:
    chosen = choose(0, race)
    assert chosen == 0 or ratio(race[chosen], race[0]).value <= 1 - MARGIN


@given(races())
def test_nothing_better_by_chance_alone_is_chosen(race: dict[int, list[float]]) -> None:
    chosen = choose(0, race)
    found = ratio(race[chosen], race[0])
    assert chosen == 0 or 1 - found.value >= 2 * found.spread


@given(races())
def test_the_start_is_never_lost(race: dict[int, list[float]]) -> None:
    assert 0 not in lost(0, race)


@given(times, times, times, times)
def test_an_outcome_that_is_taken_is_not_slower_in_a_typical_turn(
    turn: list[float], turn_before: list[float], long: list[float], long_before: list[float]
) -> None:
    typical = ratio(turn, turn_before)
    if holds(typical, ratio(long, long_before)):
        assert typical.value <= 1 + MARGIN


def test_the_fastest_of_those_that_are_better_is_chosen() -> None:
    assert choose(1, {1: [100, 101, 99], 2: [60, 61, 60], 4: [55, 54, 55], 8: [90, 91, 90]}) == 4


def test_two_percent_are_no_reason_to_change() -> None:
    assert choose(1, {1: [100, 100, 100], 2: [98, 98, 98]}) == 1


def test_a_gain_within_the_spread_is_no_reason_to_change() -> None:
    assert choose(1, {1: [100, 100, 100, 100, 100], 2: [60, 140, 92, 130, 65]}) == 1


def test_a_machine_that_slows_down_meanwhile_makes_no_difference() -> None:
    assert choose(1, {1: [100, 150, 220, 300], 2: [80, 121, 175, 240]}) == 2


def test_who_is_far_behind_is_not_measured_again() -> None:
    assert lost(2, {2: [100], 1: [190], 4: [95], 8: [110]}) == {1}
    assert lost(2, {2: [100], 1: [190], 4: [70], 8: [110]}) == {1, 8}


def test_who_failed_before_its_first_round_is_neither_lost_nor_chosen() -> None:
    race = {1: [100.0, 100.0], 2: []}
    assert lost(1, race) == set()
    assert choose(1, race) == 1


@pytest.mark.parametrize(
    ("turn", "long", "taken"),
    [(90, 100, True), (100, 80, True), (110, 80, False), (100, 100, False), (90, 130, True)],
)
def test_an_outcome_is_taken_for_a_faster_turn_or_a_faster_prompt(turn: int, long: int, taken: bool) -> None:
    assert holds(ratio([turn] * 3, [100] * 3), ratio([long] * 3, [100] * 3)) is taken
