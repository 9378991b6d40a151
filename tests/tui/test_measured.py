"""What the dashboard reads: known turns give known figures, and only what is new is read again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.events import Receipt
from edge.offers import Queued
from edge.samples.sample import Sample
from edge.timing import Timing
from tests.stubs.assistant import FakeAssistant
from tui.measured import MOST, NEWEST, Measured, Turns

NOW = 1_794_052_800.0
"""2026-11-07 12:00 UTC."""
HOUR = 3600.0


def turn(number: int, ago: float = 60.0, by: str | None = "local", **other: Any) -> Timing:
    known: dict[str, Any] = {"to": by, "complete": True, "ttft_ms": 100.0, "tok_s": 30.0, "fell_back": False}
    return Timing(number, NOW - ago, by, **{**known, **other})


def queued(uid: str, at: str) -> Queued:
    return Queued(uid, "turn", "conversation", "what?", "waiting", at)


class Watched(FakeAssistant):
    """Notes how it was asked."""

    def __init__(self, *turns: Timing) -> None:
        super().__init__()
        self.timed = list(turns)
        self.calls: list[tuple[float | None, int | None]] = []
        self.sampled_since: list[float | None] = []
        self.kept: list[Receipt] = []
        self.receipts_since: list[float | None] = []

    def timings(self, since: float | None = None, last: int | None = None) -> list[Timing]:
        self.calls.append((since, last))
        return super().timings(since, last)

    def samples(self, since: float | None = None) -> list[Sample]:
        self.sampled_since.append(since)
        return super().samples(since)

    def receipts(self, since: float | None = None) -> list[Receipt]:
        self.receipts_since.append(since)
        return self.kept


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def test_known_turns_give_known_figures() -> None:
    fake = Watched(
        turn(1, 300, "skill", ttft_ms=2.0, tok_s=None),
        turn(2, 250, "local", ttft_ms=400.0, tok_s=30.0, to="cloud", fell_back=True),
        turn(3, 200, "local", ttft_ms=200.0, tok_s=50.0),
        turn(4, 150, "local", ttft_ms=300.0, tok_s=40.0, complete=False),
        turn(5, 100, "cloud", ttft_ms=600.0, tok_s=60.0),
        turn(6, 50, None, ttft_ms=None, tok_s=None, complete=False),
    )
    turns = Measured(HOUR, Clock()).read(fake).turns
    assert (turns.total, turns.escalated, turns.fell_back, turns.cut_off) == (6, 2, 1, 2)
    assert {by: share.turns for by, share in turns.shares.items()} == {"skill": 1, "local": 3, "cloud": 1}
    local = turns.shares["local"]
    assert (local.ttft_ms.latest, local.ttft_ms.median, local.ttft_ms.slowest) == (300.0, 300.0, 400.0)
    assert (local.tok_s.latest, local.tok_s.median, local.tok_s.slowest) == (40.0, 40.0, 30.0)
    assert turns.shares["skill"].tok_s.median is None
    assert list(local.ttft_course.moments) == [NOW - 250, NOW - 200, NOW - 150]


def test_an_empty_home_has_no_figures() -> None:
    picture = Measured(HOUR, Clock()).read(Watched())
    assert picture.turns.total == picture.waiting == picture.sent_bytes == 0
    assert picture.oldest is None
    assert picture.samples == ()
    assert not picture.more


def test_only_turns_of_the_range_count() -> None:
    fake = Watched(turn(1, 3601), turn(2, 3599), turn(3, -10))  # the clock was wrong in the last one
    assert Measured(HOUR, Clock()).read(fake).turns.total == 1
    assert Measured(2 * HOUR, Clock()).read(fake).turns.total == 2


def test_the_range_is_read_once_and_then_only_the_newest_turns() -> None:
    fake = Watched(*(turn(number, 3000 - number) for number in range(1, 201)))
    clock = Clock()
    measured = Measured(HOUR, clock)
    first = measured.read(fake)
    fake.timed.append(turn(201, 0))
    clock.now += 1
    assert measured.read(fake).turns.total == first.turns.total + 1 == 201
    clock.now += 1
    measured.read(fake)
    assert fake.calls == [(NOW - HOUR, MOST), (None, NEWEST), (None, NEWEST)]


def test_a_turn_that_ends_after_a_later_one_is_counted() -> None:
    fake = Watched(turn(1, 90), turn(3, 50))
    clock = Clock()
    measured = Measured(HOUR, clock)
    measured.read(fake)
    fake.timed = [turn(1, 90), turn(2, 70), turn(3, 50)]
    assert measured.read(fake).turns.total == 3


def test_more_turns_than_are_looked_at_make_it_read_the_range_again() -> None:
    fake = Watched(turn(1, 90))
    clock = Clock()
    measured = Measured(HOUR, clock)
    measured.read(fake)
    fake.timed += [turn(number, 1) for number in range(2, NEWEST + 50)]
    assert measured.read(fake).turns.total == NEWEST + 49


def test_what_was_forgotten_is_counted_no_more() -> None:
    fake = Watched(*(turn(number, 90) for number in range(1, 100)))
    measured = Measured(HOUR, Clock())
    measured.read(fake)
    del fake.timed[-10:]
    assert measured.read(fake).turns.total == 89
    fake.timed.clear()
    assert measured.read(fake).turns.total == 0


def test_a_late_answer_is_counted_for_the_cloud() -> None:
    fake = Watched(turn(1, 3000), *(turn(number, 90) for number in range(2, 100)))
    fake.queued = [queued("a", "2026-11-07T09:00:00+00:00"), queued("b", "2026-11-07T11:00:00+00:00")]
    clock = Clock()
    measured = Measured(HOUR, clock)
    picture = measured.read(fake)
    assert (picture.waiting, picture.oldest) == (2, NOW - 3 * HOUR)
    del fake.queued[0]
    fake.timed[0] = turn(1, 3000, "cloud")
    clock.now += 20
    assert measured.read(fake).waiting == 1
    assert measured.read(fake).turns.shares["cloud"].turns == 1


def test_a_week_with_too_many_turns_shows_the_last_ones_and_says_so() -> None:
    fake = Watched(*(turn(number, 90) for number in range(1, MOST + 10)))
    picture = Measured(HOUR, Clock()).read(fake)
    assert picture.turns.total == MOST
    assert picture.more


def sample(ago: float, app_mb: float = 60.0) -> Sample:
    return Sample(NOW - ago, app_mb, 500.0, 2000.0, 0.5, 50.0)


def test_samples_are_read_once_and_then_the_last_ones() -> None:
    fake = Watched()
    fake.sampled = [sample(3660), *(sample(60 * minute) for minute in range(60, 0, -1)), sample(0, 61.0)]
    clock = Clock()
    measured = Measured(HOUR, clock)
    first = measured.read(fake)
    assert len(first.samples) == 61
    clock.now += 61
    fake.sampled[-1:] = [sample(0, 62.0), sample(-61, 70.0)]
    second = measured.read(fake)
    assert [one.app_mb for one in second.samples[-2:]] == [62.0, 70.0]
    assert second.samples[0].when > first.samples[0].when
    assert fake.sampled_since == [NOW - HOUR, NOW - 120]


@pytest.fixture
def shanghai() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("shanghai")
def test_what_left_today_is_counted_from_midnight_here() -> None:
    fake = Watched()
    fake.kept = [Receipt("lab", "big", size, "0" * 64, "2026-11-07T01:00:00+00:00") for size in (1000, 234)]
    picture = Measured(HOUR, Clock()).read(fake)
    assert (picture.sent_bytes, picture.sent_requests) == (1234, 2)
    assert fake.receipts_since == [NOW - 20 * HOUR]  # it is 20:00 there


def test_outbox_and_receipts_are_looked_at_when_a_turn_has_ended_and_else_seldom() -> None:
    fake = Watched(turn(1, 90))
    clock = Clock()
    measured = Measured(HOUR, clock)
    for seconds in (0, 1, 1, 1):
        clock.now += seconds
        measured.read(fake)
    assert len(fake.receipts_since) == 1
    fake.timed.append(turn(2, 1))
    measured.read(fake)
    assert len(fake.receipts_since) == 2
    clock.now += 10
    measured.read(fake)
    assert len(fake.receipts_since) == 3


ENDED = st.lists(
    st.tuples(st.floats(0, HOUR), st.sampled_from(["skill", "local", "cloud", None]), st.none() | st.floats(0.1, 1e5)),
    max_size=200,
)


@given(ENDED, st.integers(0, 200))
def test_reading_piece_by_piece_comes_to_the_same_as_reading_at_once(
    ended: list[tuple[float, str | None, float | None]], before: int
) -> None:
    turns = [turn(number, ago, by, ttft_ms=ttft) for number, (ago, by, ttft) in enumerate(ended, 1)]
    fake = Watched(*turns[:before])
    measured = Measured(HOUR, Clock())
    measured.read(fake)
    fake.timed = turns
    assert measured.read(fake).turns == Turns.of(turns)
