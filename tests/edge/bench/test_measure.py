"""Samples and what is said of them."""

from __future__ import annotations

import json
import statistics

from hypothesis import given
from hypothesis import strategies as st

from edge.bench import Measure, Samples
from edge.bench.definitions import DEFINITIONS

numbers = st.lists(st.floats(0.001, 1e9), min_size=1)


@given(numbers)
def test_the_median_lies_between_the_smallest_and_the_largest(values: list[float]) -> None:
    samples = Samples.of(values)
    assert samples.median == statistics.median(values)
    assert samples.low is not None
    assert samples.high is not None
    assert samples.low <= samples.median <= samples.high


def test_what_could_not_be_had_is_left_out() -> None:
    assert Samples.of([3, None, 1]).values == (3, 1)
    nothing = Samples.of([None])
    assert (nothing.median, nothing.low, nothing.high) == (None, None, None)


@given(numbers)
def test_json_keeps_every_sample_to_four_digits(values: list[float]) -> None:
    said = json.loads(json.dumps(Samples.of(values).to_json()))
    assert len(said["samples"]) == len(values)
    for kept, value in zip(said["samples"], values, strict=True):
        assert abs(kept - value) <= max(0.05, value / 1000)


def test_a_figure_that_was_skipped_says_why_and_has_no_samples() -> None:
    said = Measure("prefill_2048", skipped="2,048 tokens do not fit into its context of 1,024.").to_json()
    assert said == {"unit": "tok/s", "skipped": "2,048 tokens do not fit into its context of 1,024."}


def test_the_asker_s_clock_is_shown_where_there_are_both() -> None:
    both = Measure("decode", engine=Samples.of([66]), asker=Samples.of([65]))
    assert both.shown.median == 65
    assert Measure("decode", engine=Samples.of([66])).shown.median == 66


def test_every_definition_is_a_sentence() -> None:
    assert [key for key, definition in DEFINITIONS.items() if not definition.text.endswith(".")] == []
