"""What is tried."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.engine.options import Options
from edge.machine import Cores
from edge.tune.candidates import Candidate, batches, threads


@pytest.mark.parametrize(
    ("cores", "tried"),
    [
        (Cores(1, 1), [1]),
        (Cores(2, 2), [1, 2]),
        (Cores(8, 4), [1, 2, 3, 4, 8]),
        (Cores(8, 8, big=4), [1, 2, 3, 4, 5, 6, 7, 8]),
        (Cores(32, 16), [1, 2, 4, 6, 8, 12, 15, 16, 32]),
        (Cores(96, 48, quota=20.0), [1, 2, 4, 6, 8, 12, 16, 20, 24, 32, 47, 48, 96]),
    ],
)
def test_threads_that_are_tried(cores: Cores, tried: list[int]) -> None:
    assert threads(cores) == tried


@given(st.integers(1, 256), st.integers(1, 4))
def test_what_is_taken_without_tuning_is_among_them(physical: int, each: int) -> None:
    cores = Cores(physical * each, physical)
    assert cores.threads in threads(cores)
    assert len(threads(cores)) <= 16


def test_batches_longer_than_the_prompt_are_not_tried() -> None:
    assert batches(300) == [128, 256]
    assert batches(1024) == [128, 256, 512, 1024]


def test_an_engine_that_is_measured_guesses_nothing_and_saves_nothing() -> None:
    options = Candidate(2, 256, "q8_0").options(Options(4096, lookup="on", kv_type="auto"))
    assert (options.threads, options.n_batch, options.kv_type) == (2, 256, "q8_0")
    assert (options.lookup, options.states, options.n_ctx) == ("off", None, 4096)
