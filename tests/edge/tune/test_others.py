"""What other programs took while something was measured."""

from __future__ import annotations

import subprocess
import sys

import pytest

from edge.tune import others
from edge.tune.others import Others


def test_what_we_and_our_children_compute_is_known() -> None:
    before = others._ours()
    subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"], check=True)
    assert others._ours() > before


def test_what_is_busy_and_not_ours_is_that_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    busy, ours, clock = iter([10.0, 16.0]), iter([1.0, 2.0]), iter([0.0, 10.0])
    monkeypatch.setattr(others, "_all", lambda: next(busy))
    monkeypatch.setattr(others, "_ours", lambda: next(ours))
    monkeypatch.setattr(others, "_cpus", lambda: {0, 1})
    monkeypatch.setattr("edge.tune.others.monotonic", lambda: next(clock))
    assert Others().share() == pytest.approx((6 - 1) / 20)


def test_it_is_a_share() -> None:
    assert 0 <= Others().share() <= 1
