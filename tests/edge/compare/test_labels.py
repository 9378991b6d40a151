"""What a comparison teaches the router."""

from __future__ import annotations

import dataclasses

import pytest

from edge.compare.labels import past
from edge.compare.results import Result, Run
from edge.errors import UsageError
from edge.router.calibrated import reader_id
from tests.edge.compare import synthetic

RUN = synthetic.run()


def with_answers(*tasks: tuple[float, float, float, str | None]) -> Run:
    """A run of tasks with the device's score, the cloud's, `p_cloud` and where a rule sends it."""
    results: list[Result] = []
    for number, (device, cloud, p_cloud, forced) in enumerate(tasks):
        for subject, score in (("device", device), ("gpu-7b", cloud)):
            results.append(
                Result(subject, "s", f"t{number}", 0, "en", score, p_cloud=p_cloud, forced=forced, total_ms=2000.0)  # type: ignore[arg-type]
            )
    return dataclasses.replace(RUN, results=tuple(results))


def test_better_by_the_margin_is_up_as_good_is_stay_and_what_a_rule_sends_is_none() -> None:
    known, cloud = past(
        with_answers(
            (0.0, 1.0, 0.9, None),
            (0.5, 0.6, 0.8, None),
            (0.5, 0.55, 0.3, None),
            (1.0, 0.0, 0.2, None),
            (0.0, 0.0, 0.1, None),
            (0.0, 1.0, 0.7, "cloud"),
        )
    )
    assert cloud == "gpu-7b"
    assert known.labels.up == (0.9, 0.8)
    assert known.labels.stay == (0.3, 0.2, 0.1)
    assert known.shares == (0.9, 0.8, 0.3, 0.2, 0.1)
    assert (known.device_s, known.cloud_s) == (2.0, 2.0)


def test_an_answer_that_the_network_cut_off_is_no_label() -> None:
    run = with_answers((1.0, 0.0, 0.9, None), (0.0, 1.0, 0.8, None))
    cut = dataclasses.replace(run.results[1], error="The endpoint cut the answer off.")
    known, _ = past(dataclasses.replace(run, results=(run.results[0], cut, *run.results[2:])))
    assert (known.labels.up, known.labels.stay) == ((0.8,), ())


def test_of_several_endpoints_the_better_one_counts() -> None:
    worse = tuple(
        dataclasses.replace(one, subject="worse", score=0.0) for one in RUN.results if one.subject == "gpu-7b"
    )
    subjects = (dataclasses.replace(synthetic.BIG, name="worse"), *RUN.subjects)
    _, cloud = past(dataclasses.replace(RUN, subjects=subjects, results=(*worse, *RUN.results)))
    assert cloud == "gpu-7b"


def test_an_endpoint_that_broke_down_after_three_right_answers_is_not_the_best() -> None:
    right = tuple(
        dataclasses.replace(one, subject="dead", score=1.0, error="")
        for one in [one for one in RUN.results if one.subject == "gpu-7b"][:3]
    )
    subjects = (dataclasses.replace(synthetic.BIG, name="dead"), *RUN.subjects)
    known, cloud = past(dataclasses.replace(RUN, subjects=subjects, results=(*right, *RUN.results)))
    assert cloud == "gpu-7b"
    assert known.labels.count > 100


def test_meaningless_scores_are_refused_with_their_reason_unless_wanted_anyway() -> None:
    noise = synthetic.run(meaningless="Made-up weights answer with noise.")
    with pytest.raises(UsageError, match=r"The scores of device say nothing.*Made-up weights.*--anyway"):
        past(noise)
    known, _ = past(noise, anyway=True)
    assert known.labels.count > 100


def test_a_run_without_both_or_of_another_reader_cannot_be_learnt_from() -> None:
    with pytest.raises(UsageError, match="an endpoint is not in it"):
        past(dataclasses.replace(RUN, subjects=RUN.subjects[:1]))
    with pytest.raises(UsageError, match="another version of the reader"):
        past(dataclasses.replace(RUN, versions={"reader": "0" * 16}))
    past(dataclasses.replace(RUN, versions={"reader": reader_id()}))
