"""Candidates measured in turn: who goes on, who falls out."""

from __future__ import annotations

import pytest

from edge.errors import EngineDiedError
from edge.tune.race import race
from edge.tune.trial import Trial


def took(ms: float) -> Trial:
    return Trial(long_tokens=100, long_ms=ms, new_tokens=10, prefill_ms=ms, decode_ms=ms)


def test_rounds_are_interleaved_and_go_there_and_back() -> None:
    order: list[str] = []

    def measure(name: str) -> Trial:
        order.append(name)
        return took(10)

    race("a", ["b", "c"], measure, lambda trial: trial.turn_ms, rounds=2)
    assert order == ["a", "b", "c", "c", "b", "a"]


def test_one_that_is_far_behind_is_measured_once() -> None:
    speeds = {"start": 10, "slow": 30, "near": 11}
    found = race("start", ["slow", "near"], lambda name: took(speeds[name]), lambda trial: trial.turn_ms, rounds=4)
    assert {name: len(trials) for name, trials in found.trials.items()} == {"start": 4, "slow": 1, "near": 4}


def test_one_that_dies_falls_out_with_its_reason_and_the_others_go_on() -> None:
    def measure(name: str) -> Trial:
        if name == "bad":
            raise EngineDiedError("The engine was ended by SIGKILL.")
        return took(10)

    found = race("start", ["bad", "good"], measure, lambda trial: trial.turn_ms, rounds=3)
    assert found.failed == {"bad": "The engine was ended by SIGKILL."}
    assert [len(found.trials[name]) for name in ("start", "bad", "good")] == [3, 0, 3]


def test_a_start_that_cannot_be_measured_ends_the_run() -> None:
    def measure(_name: str) -> Trial:
        raise EngineDiedError("The engine was ended by SIGKILL.")

    with pytest.raises(EngineDiedError):
        race("start", ["other"], measure, lambda trial: trial.turn_ms, rounds=3)


def test_when_nobody_is_left_to_compare_with_it_ends() -> None:
    speeds = {"start": 10, "slow": 30}
    found = race("start", ["slow"], lambda name: took(speeds[name]), lambda trial: trial.turn_ms, rounds=5)
    assert len(found.trials["start"]) == 1


def test_each_step_says_how_many_are_left() -> None:
    left: list[int] = []
    race("a", ["b"], lambda _name: took(10), lambda trial: trial.turn_ms, rounds=2, step=left.append)
    assert left == [4, 3, 2, 1]
