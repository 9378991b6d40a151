"""The router's curve: what must hold for any tasks, and small ones that can be worked out by hand."""

from __future__ import annotations

import dataclasses
import itertools
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.compare.curve import Curve, curve, draw, ideal_at
from edge.compare.pairing import Case, cases
from edge.compare.results import Result, Run
from tests.edge.compare import synthetic

CLOSE = 1e-9


def answer(subject: str, task: str, score: float, repeat: int = 0, **more: object) -> Result:
    return Result(subject, "suite", task, repeat, "en", score, **more)  # type: ignore[arg-type]


def case(task: str, device: float, cloud: float, p_cloud: float | None, sent: str | None = None) -> Case:
    return Case(task, (answer("device", task, device),), (answer("big", task, cloud, bytes_sent=100),), p_cloud, sent)


def of(*given: tuple[float, float, float | None], threshold: float | None = None) -> Curve:
    return draw([case(f"t{i}", *one) for i, one in enumerate(given)], "big", threshold)


scores = st.sampled_from([0.0, 0.25, 0.5, 1.0])
likelihoods = st.one_of(st.floats(0, 1), st.sampled_from([0.1, 0.5]))
some_cases = st.lists(
    st.tuples(scores, scores, likelihoods, st.sampled_from([None, None, None, "local", "cloud"])),
    min_size=1,
    max_size=25,
).map(lambda rows: [case(f"t{i:02}", *row) for i, row in enumerate(rows)])

quickly = settings(max_examples=30, deadline=None)


@quickly
@given(some_cases)
def test_the_share_only_grows_from_none_to_all_and_thresholds_only_fall(found: list[Case]) -> None:
    drawn = draw(found, "big")
    shares = [one.share for one in drawn.points]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert all(left < right for left, right in itertools.pairwise(shares))
    thresholds = [one.threshold for one in drawn.points if one.threshold is not None]
    assert thresholds == sorted(thresholds, reverse=True)


@quickly
@given(some_cases)
def test_the_ends_are_device_only_and_cloud_only(found: list[Case]) -> None:
    drawn = draw(found, "big")
    for first, last in ((drawn.points[0].score, drawn.points[-1].score), (drawn.ideal[0][1], drawn.ideal[-1][1])):
        assert first == pytest.approx(drawn.device_only.value, abs=CLOSE)
        assert last == pytest.approx(drawn.cloud_only.value, abs=CLOSE)


@quickly
@given(some_cases)
def test_nothing_beats_the_ideal_and_the_ideal_is_never_worse_than_chance(found: list[Case]) -> None:
    drawn = draw(found, "big", 0.5)
    assert drawn.current is not None
    low, gap = drawn.device_only.value, drawn.cloud_only.value - drawn.device_only.value
    for point in [*drawn.points, drawn.current]:
        best = ideal_at(drawn, point.share)
        assert best >= point.score - CLOSE
        assert best >= low + gap * point.share - CLOSE
    if drawn.apgr is not None:
        assert drawn.apgr_ideal is not None
        assert drawn.apgr_ideal >= max(0.5, drawn.apgr.value) - CLOSE


@quickly
@given(some_cases, st.randoms(use_true_random=False))
def test_the_order_of_the_tasks_changes_nothing(found: list[Case], chance: random.Random) -> None:
    other = list(found)
    chance.shuffle(other)
    assert draw(other, "big", 0.5) == draw(found, "big", 0.5)


@quickly
@given(some_cases)
def test_what_a_rule_sends_stays_there_at_every_threshold(found: list[Case]) -> None:
    drawn = draw(found, "big")
    kept = sum(one.sent == "local" for one in found) / len(found)
    sent = sum(one.sent == "cloud" for one in found) / len(found)
    reachable = [one.share for one in drawn.points if one.reachable]
    assert min(reachable) == pytest.approx(sent)
    assert max(reachable) == pytest.approx(1 - kept)


@quickly
@given(some_cases, st.floats(0, 1))
def test_the_setting_lies_on_the_curve(found: list[Case], threshold: float) -> None:
    drawn = draw(found, "big", threshold)
    assert drawn.current is not None
    same = [one for one in drawn.points if one.share == drawn.current.share]
    assert len(same) == 1
    assert same[0].reachable
    assert same[0].score == pytest.approx(drawn.current.score)


def test_a_router_that_is_always_right_has_the_figures_that_one_works_out_by_hand() -> None:
    drawn = of((0, 1, 0.9), (0, 1, 0.8), (1, 1, 0.2), (1, 1, 0.1), threshold=0.5)
    assert drawn.apgr is not None
    # The gap is closed after half of the calls, in a straight line: a quarter under it, a half behind it.
    assert drawn.apgr.value == pytest.approx(0.75)
    assert drawn.apgr_ideal == pytest.approx(0.75)
    assert drawn.cpt50 == pytest.approx(0.25)
    assert drawn.cpt80 == pytest.approx(0.40)
    assert drawn.current is not None
    assert (drawn.current.share, drawn.current.score, drawn.pgr(drawn.current.score)) == (0.5, 1.0, 1.0)
    assert drawn.current.bytes_sent == 50


def test_a_router_that_is_always_wrong_recovers_the_gap_last() -> None:
    drawn = of((0, 1, 0.1), (0, 1, 0.2), (1, 1, 0.8), (1, 1, 0.9))
    assert drawn.apgr is not None
    assert drawn.apgr.value == pytest.approx(0.25)
    assert drawn.cpt50 == pytest.approx(0.75)


@quickly
@given(st.lists(st.tuples(scores, scores), min_size=2, max_size=30), st.randoms(use_true_random=False))
def test_apgr_and_cpt_are_what_the_trapezoids_of_the_definition_give(
    rows: list[tuple[float, float]], chance: random.Random
) -> None:
    likelihoods = chance.sample(range(1000), len(rows))
    drawn = of(*((low, high, p / 1000) for (low, high), p in zip(rows, likelihoods, strict=True)))
    if drawn.apgr is None:
        return
    in_order = [row for _, row in sorted(zip(likelihoods, rows, strict=True), reverse=True)]
    weak, strong = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    reached = [
        (sum(high for _, high in in_order[:up]) + sum(low for low, _ in in_order[up:])) / len(rows)
        for up in range(len(rows) + 1)
    ]
    area = sum((one + other) / 2 for one, other in itertools.pairwise(reached)) / len(rows)
    assert drawn.apgr.value == pytest.approx((area - weak) / (strong - weak))
    for wanted, found in ((0.5, drawn.cpt50), (0.8, drawn.cpt80)):
        assert found is not None
        level = weak + wanted * (strong - weak)
        first = next(index for index, value in enumerate(reached) if value >= level - 1e-12)
        assert (first - 1) / len(rows) - 1e-9 <= found <= first / len(rows) + 1e-9


def test_a_corner_that_has_the_score_but_for_rounding_has_it() -> None:
    drawn = of((0, 0.5, 0.9), (0.5, 0, 0.8), (0, 1, 0.7))
    assert drawn.cpt50 == pytest.approx(1 / 3)


def test_one_likelihood_for_all_is_random_routing_and_said() -> None:
    drawn = of((0, 1, 0.5), (0, 1, 0.5), (1, 1, 0.5))
    assert drawn.apgr is not None
    assert drawn.apgr.value == pytest.approx(0.5)
    assert drawn.cpt80 == pytest.approx(0.8)
    assert any("the same likelihood" in remark for remark in drawn.remarks)


@pytest.mark.parametrize("cloud", [0.0, 0.5])
def test_without_a_gap_there_is_a_sentence_and_no_figure(cloud: float) -> None:
    drawn = of((0.5, cloud, 0.9), (0.5, cloud, 0.1))
    assert (drawn.apgr, drawn.apgr_ideal, drawn.cpt50, drawn.cpt80, drawn.pgr(0.5)) == (None,) * 5
    assert any("no better than the device" in remark for remark in drawn.remarks)


def test_a_gap_that_may_be_chance_has_no_interval() -> None:
    drawn = of(*[(0, 1, 0.9), (1, 0, 0.8)] * 4, (0, 1, 0.5))
    assert drawn.apgr is not None
    assert drawn.apgr.low is None
    assert any("smaller than chance can tell" in remark for remark in drawn.remarks)


def test_repeats_are_one_task_and_only_those_that_both_answered_count() -> None:
    results = (
        answer("device", "a", 0.0, 0, p_cloud=0.9, total_ms=100.0),
        answer("device", "a", 1.0, 1, p_cloud=0.9, total_ms=300.0),
        answer("device", "a", 1.0, 2, p_cloud=0.9),
        answer("device", "b", 1.0, 0, p_cloud=0.1),
        answer("device", "only here", 1.0, 0, p_cloud=0.1),
        answer("big", "a", 1.0, 0),
        answer("big", "a", 1.0, 1),
        answer("big", "b", 1.0, 0),
    )
    base = synthetic.run(tasks=1)
    subjects = (synthetic.DEVICE, dataclasses.replace(synthetic.BIG, name="big"))
    drawn = curve(dataclasses.replace(base, subjects=subjects, results=results), "big")
    assert drawn.tasks == 2
    assert drawn.device_only.value == pytest.approx(0.75)
    assert drawn.points[0].total is not None
    assert drawn.points[0].total.mean == 200


def test_a_synthetic_run_has_a_router_between_chance_and_the_ideal() -> None:
    run = synthetic.run()
    drawn = curve(run, "gpu-7b")
    assert drawn.apgr is not None
    assert drawn.apgr.low is not None
    assert drawn.apgr.high is not None
    assert drawn.apgr_ideal is not None
    assert 0.5 < drawn.apgr.low < drawn.apgr.value < drawn.apgr.high < drawn.apgr_ideal
    assert drawn.current is not None
    assert drawn.auto is not None
    assert drawn.auto.share == pytest.approx(drawn.current.share)
    assert drawn.auto.score == pytest.approx(drawn.current.score)
    assert len(cases(run, "device", "gpu-7b", "documents")) == 20
    with pytest.raises(LookupError, match="no task in common"):
        curve(run, "nobody")
    unread = tuple(dataclasses.replace(one, p_cloud=None, forced=None) for one in run.results)
    with pytest.raises(LookupError, match="read none"):
        curve(dataclasses.replace(run, results=unread), "gpu-7b")
    with pytest.raises(LookupError, match="the device was not among"):
        curve(dataclasses.replace(run, subjects=run.subjects[1:]), "gpu-7b")


def test_a_curve_of_scores_that_mean_nothing_says_so() -> None:
    drawn = curve(synthetic.run(tasks=3, meaningless="Made-up weights."), "gpu-7b")
    assert any("mean nothing" in remark for remark in drawn.remarks)


def test_a_run_comes_back_from_its_file_the_same() -> None:
    run = synthetic.run(tasks=2)
    assert Run.from_json(json.loads(json.dumps(run.to_json()))) == run
