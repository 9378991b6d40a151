"""How long the outbox rests, and what may wait in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.events import Reason, Route
from edge.outbox import deserved, kept, may_queue
from edge.outbox.pace import BackOff, Pace
from edge.turn import Question


@given(st.integers(1, 10_000))
def test_a_rest_grows_with_the_failures_up_to_a_bound(failures: int) -> None:
    pace = Pace()
    middle = min(pace.longest, pace.first * 2.0 ** min(failures - 1, 20))
    assert middle * 0.75 <= pace.rest(failures) <= middle * 1.25


def test_after_a_failure_there_is_a_rest_until_something_speaks_against_it() -> None:
    back_off = BackOff(Pace())
    assert back_off.left == 0
    back_off.failed()
    assert back_off.left > 20
    back_off.reset()
    assert back_off.left == 0


@pytest.mark.parametrize(
    ("decided", "may"),
    [
        ({}, True),
        ({"choice": "cloud"}, True),
        ({"schema": {}, "grammar": "root ::= [0-9]"}, True),
        ({"choice": "local"}, False),
        ({"offline": True}, False),
        ({"private": True}, False),
        ({"kept_back": True}, False),
        ({"grammar": "root ::= [0-9]"}, False),
    ],
)
def test_what_the_user_kept_from_the_cloud_does_not_wait_for_it(decided: dict[str, object], may: bool) -> None:
    question = Question("Why?", "q1", **decided)  # type: ignore[arg-type]
    assert may_queue(question) is may
    assert not may_queue(question, may_leave=False)


def test_a_question_waits_only_for_endpoints_that_there_are() -> None:
    def route(to: str, rule: str) -> Route:
        return Route(to, 0.9, (Reason("score", ""), Reason(rule, "", decides=True)), "en")  # type: ignore[arg-type]

    assert deserved(route("cloud", "endpoint_there"))
    assert deserved(route("local", "endpoint_down"))
    assert not deserved(route("local", "no_endpoint"))
    assert not deserved(route("skill", "command"))


def test_the_sentence_is_said_in_the_users_language() -> None:
    assert kept("fr") == kept("en")
    assert len({kept("en"), kept("zh"), kept("ja")}) == 3
