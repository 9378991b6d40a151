"""A breaker lets nothing through after failures, and then one probe."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_client import Breaker


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    """Opens at the second failure, for 5, 10, 20, at most 30 seconds."""
    return Breaker(failures=2, pause=5, longest=30, clock=clock)


def opened(breaker: Breaker) -> Breaker:
    for _ in range(2):
        assert breaker.allows()
        breaker.failed()
    return breaker


def test_it_is_closed_at_first_and_stays_so_after_one_failure(breaker: Breaker) -> None:
    assert breaker.allows()
    breaker.failed()
    assert (breaker.state, breaker.allows(), breaker.rests) == ("closed", True, 0)


def test_failures_in_a_row_open_it(breaker: Breaker) -> None:
    opened(breaker)
    assert (breaker.state, breaker.allows(), breaker.rests) == ("open", False, 5)


def test_a_success_between_them_is_no_row(breaker: Breaker) -> None:
    for _ in range(5):
        breaker.failed()
        breaker.succeeded()
    assert breaker.state == "closed"


def test_after_the_pause_one_probe_goes_through(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += 5
    assert breaker.state == "half_open"
    assert [breaker.allows() for _ in range(3)] == [True, False, False]


def test_a_probe_that_succeeds_closes_it(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += 5
    assert breaker.allows()
    breaker.succeeded()
    assert (breaker.state, breaker.allows(), breaker.allows()) == ("closed", True, True)


def test_each_probe_that_fails_doubles_the_pause_up_to_the_longest(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    rests = []
    for _ in range(4):
        clock.now += breaker.rests
        assert breaker.allows()
        breaker.failed()
        rests.append(breaker.rests)
    assert rests == [10, 20, 30, 30]


def test_a_success_makes_the_pause_short_again(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += 5
    assert breaker.allows()
    breaker.failed()
    clock.now += 10
    assert breaker.allows()
    breaker.succeeded()
    assert opened(breaker).rests == 5


def test_a_probe_that_tells_nothing_makes_room_for_another(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += 5
    assert breaker.allows()
    breaker.unknown()
    assert (breaker.state, breaker.allows()) == ("half_open", True)


def test_a_server_that_asks_to_be_left_alone_is(breaker: Breaker) -> None:
    breaker.failed(retry_after=20)
    assert (breaker.state, breaker.rests) == ("open", 20)


def test_nobody_is_left_alone_for_longer_than_the_longest(breaker: Breaker) -> None:
    breaker.failed(retry_after=86400)
    assert breaker.rests == 30


def test_of_many_who_ask_at_once_one_probes(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += 5
    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(lambda _: breaker.allows(), range(64))) == 1


@given(st.lists(st.sampled_from(["ask", "succeeded", "failed", "unknown", "later"]), max_size=60))
@settings(max_examples=100, deadline=None)
def test_it_never_stays_shut(steps: list[str]) -> None:
    clock = Clock()
    breaker = Breaker(failures=2, pause=5, longest=30, clock=clock)
    asked = False
    for step in steps:
        if step == "later":
            clock.now += 7
        elif step == "ask":
            asked = breaker.allows() or asked
        elif asked:  # only who got a yes tells how it went
            asked = False
            getattr(breaker, step)()
    if asked:
        breaker.unknown()
    clock.now += 30
    assert breaker.allows()
