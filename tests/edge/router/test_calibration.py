"""Choosing a threshold from past turns."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import UsageError
from edge.router.calibration import calibrate, figures, past


def row(p_cloud: float | None, choice: str | None = None, to: str = "local", **more: Any) -> dict[str, Any]:
    return {"p_cloud": p_cloud, "route_choice": choice, "to": to, "by": to, "complete": True, "total_ms": None, **more}


def labelled(up: list[float], stay: list[float]) -> list[dict[str, Any]]:
    return [row(p, "cloud", "cloud") for p in up] + [row(p, "local") for p in stay]


EVEN = [row(step / 100) for step in range(100)]


def test_the_threshold_that_agrees_with_the_user_is_found() -> None:
    known = past(labelled([0.3, 0.35, 0.4, 0.6, 0.9], [0.05, 0.1, 0.15, 0.2, 0.25]))
    assert figures(known, 0.5).agreement == 0.7
    threshold = calibrate(known, "agreement", None, 0.5)
    assert 0.25 < threshold <= 0.3
    assert figures(known, threshold).agreement == 1.0


def test_what_agrees_already_is_not_changed() -> None:
    known = past(labelled([0.7] * 5, [0.1] * 5))
    assert calibrate(known, "agreement", None, 0.5) == 0.5


@pytest.mark.parametrize(("up", "stay"), [(4, 4), (12, 2), (2, 12), (0, 0)])
def test_too_few_labels_are_said_with_their_numbers(up: int, stay: int) -> None:
    known = past(labelled([0.9] * up, [0.1] * stay))
    with pytest.raises(LookupError, match=rf"questions asked with --cloud: {up}, with --local: {stay}\)"):
        calibrate(known, "agreement", None, 0.5)


def test_a_refused_choice_counts_as_a_label() -> None:
    assert past([row(0.3, "cloud", "cloud", by="local", complete=False)]).labels.up == (0.3,)


def test_commands_are_not_what_the_score_decides_about() -> None:
    known = past([row(0.1, None, "skill"), row(0.2, "local", "skill"), row(None), row(0.4)])
    assert known.shares == (0.4,)
    assert known.labels.count == 0


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.9])
def test_a_share_is_met(share: float) -> None:
    known = past(EVEN)
    assert figures(known, calibrate(known, "share", share, 0.5)).up_share == pytest.approx(share, abs=0.011)


def test_a_share_of_a_handful_of_turns_means_nothing() -> None:
    with pytest.raises(LookupError, match="too few turns: 29 that the reader has read, and it takes 30"):
        calibrate(past(EVEN[:29]), "share", 0.2, 0.5)


@pytest.mark.parametrize("value", [None, 0.0, 1.0, -1.0, float("nan")])
def test_a_share_has_to_be_a_share(value: float | None) -> None:
    with pytest.raises(UsageError, match="--aim share needs a value between 0 and 1"):
        calibrate(past(EVEN), "share", value, 0.5)


def measured(device_s: float, cloud_s: float) -> list[dict[str, Any]]:
    device = [row(None, total_ms=device_s * 1000)] * 5
    return [*EVEN, *device, *([row(None, to="cloud", total_ms=cloud_s * 1000)] * 5)]


def test_a_slow_device_gives_more_away_to_keep_a_time() -> None:
    known = past(measured(10.0, 2.0))
    assert figures(known, 0.5).seconds == pytest.approx(6.0)
    threshold = calibrate(known, "latency", 4.0, 0.5)
    after = figures(known, threshold).seconds
    assert threshold < 0.5
    assert after is not None
    assert 3.8 < after <= 4.0


def test_a_time_that_is_kept_already_changes_nothing() -> None:
    assert calibrate(past(measured(3.0, 2.0)), "latency", 5.0, 0.5) == 0.5


def test_a_time_that_cannot_be_kept_is_said_with_what_was_measured() -> None:
    with pytest.raises(
        LookupError, match=r"the device takes 10\.0 s here, the endpoints take 8\.0 s; nothing was changed"
    ):
        calibrate(past(measured(10.0, 8.0)), "latency", 4.0, 0.5)


def test_a_time_needs_answers_of_both() -> None:
    with pytest.raises(LookupError, match="Too few answers of an endpoint were measured"):
        calibrate(past([*EVEN, *([row(None, total_ms=9.0)] * 5)]), "latency", 4.0, 0.5)


shares = st.lists(st.floats(0, 1), min_size=3, max_size=40)


@given(shares, shares, st.floats(0.02, 0.98))
def test_calibrating_never_agrees_less_than_before(up: list[float], stay: list[float], now: float) -> None:
    known = past(labelled(up * 2, stay * 2))
    after = calibrate(known, "agreement", None, now)
    assert 0.02 <= after <= 0.98
    assert (figures(known, after).agreement or 0) >= (figures(known, now).agreement or 0) - 1e-9
