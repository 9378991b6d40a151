"""The samples of memory, load and temperature: what is kept of them, for how long, and what a bad file does."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.resources import Sampler
from edge.samples.keeper import SampleKeeper
from edge.samples.ring import MINUTE_S, SLOTS, SampleRing
from edge.samples.sample import Sample

WEEK_S = SLOTS * MINUTE_S
NOW = 1_800_000_000.0 // MINUTE_S * MINUTE_S


def sample(when: float, app_mb: float | None = 60.0, temperature_c: float | None = 50.5) -> Sample:
    return Sample(when, app_mb, 512.0, 2048.0, 0.25, temperature_c, throttled=temperature_c == 85.0)


def filled(file: Path, *samples: Sample) -> SampleRing:
    ring = SampleRing(file)
    for one in samples:
        ring.add(one)
    ring.flush()
    return ring


def test_a_sample_is_read_as_it_was_kept_also_by_the_next_process(tmp_path: Path) -> None:
    file = tmp_path / "home" / "samples"
    kept = [sample(NOW), sample(NOW + 60, temperature_c=85.0), sample(NOW + 120, None, None)]
    filled(file, *kept)
    assert SampleRing(file).since(0, NOW + 120) == kept
    assert SampleRing(file).since(NOW + 60, NOW + 120) == kept[1:]
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_is_not_written_yet_is_told_as_well(tmp_path: Path) -> None:
    file = tmp_path / "samples"
    ring = filled(file, sample(NOW))
    ring.add(sample(NOW + 61.5))
    assert ring.since(0, NOW + 90) == [sample(NOW), sample(NOW + 60)]
    assert SampleRing(file).since(0, NOW + 90) == [sample(NOW)]


def test_it_is_written_a_quarter_of_an_hour_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "samples"
    ring = SampleRing(file)
    for minute in range(14):
        ring.add(sample(NOW + minute * 60))
    assert not file.exists()
    ring.add(sample(NOW + 14 * 60))
    assert len(SampleRing(file).since(0, NOW + 14 * 60)) == 15


def test_the_file_never_grows_and_holds_the_last_week(tmp_path: Path) -> None:
    file = tmp_path / "samples"
    filled(file, sample(NOW))
    size = file.stat().st_size
    filled(file, *(sample(NOW + minute * 60) for minute in range(1, SLOTS + 100, 7)))
    assert file.stat().st_size == size < 400_000
    last = NOW + (SLOTS + 99) * 60
    times = [one.when for one in SampleRing(file).since(0, last)]
    assert times == sorted(times)
    assert min(times) > last - WEEK_S
    assert len(times) == len(range(100 + 5, SLOTS + 100, 7))  # the first of them within the week is minute 106


def test_what_the_clock_says_is_in_the_future_is_not_told(tmp_path: Path) -> None:
    ring = filled(tmp_path / "samples", sample(NOW), sample(NOW + 3600))
    assert ring.since(0, NOW + 60) == [sample(NOW)]


def test_a_torn_record_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "samples"
    filled(file, *(sample(NOW + minute * 60) for minute in range(3)))
    contents = bytearray(file.read_bytes())
    place = contents.index(int((NOW + 60) // 60).to_bytes(4, "little"))
    contents[place + 9] ^= 0xFF
    file.write_bytes(contents)
    assert SampleRing(file).since(0, NOW + 120) == [sample(NOW), sample(NOW + 120)]


@pytest.mark.parametrize("contents", [b"", b"no samples", b"\0" * 322_592, bytes(range(256)) * 16])
def test_a_file_that_is_no_such_file_is_begun_anew(tmp_path: Path, contents: bytes) -> None:
    file = tmp_path / "samples"
    file.write_bytes(contents)
    assert SampleRing(file).since(0, NOW) == []
    assert filled(file, sample(NOW)).since(0, NOW) == [sample(NOW)]
    assert SampleRing(file).since(0, NOW) == [sample(NOW)]


def test_where_nothing_can_be_written_they_stay_in_memory(tmp_path: Path) -> None:
    (tmp_path / "in the way").touch()
    for file in (tmp_path / "in the way" / "samples", tmp_path, None):
        ring = SampleRing(file)
        for minute in range(40):
            ring.add(sample(NOW + minute * 60))
        ring.flush()
        assert len(ring.since(0, NOW + 40 * 60)) == 40


def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / "samples").symlink_to(tmp_path / "mine")
    ring = filled(tmp_path / "samples", sample(NOW))
    assert (tmp_path / "mine").read_bytes() == b"mine"
    assert ring.since(0, NOW) == [sample(NOW)]


def test_forgetting_erases_the_file_and_what_was_not_written(tmp_path: Path) -> None:
    file = tmp_path / "samples"
    ring = filled(file, sample(NOW))
    ring.add(sample(NOW + 60))
    ring.forget()
    assert ring.since(0, NOW + 60) == []
    assert not file.exists()
    ring.forget()


FIGURES = st.none() | st.floats(0, 1e6, width=32)


@given(
    st.dictionaries(st.integers(0, 3 * SLOTS), st.tuples(FIGURES, FIGURES, FIGURES, FIGURES, FIGURES, st.booleans()))
)
def test_every_minute_of_the_last_week_is_told_as_it_was_measured(
    tmp_path_factory: pytest.TempPathFactory, measured: dict[int, tuple[float | None, ...]]
) -> None:
    begun = int(NOW // 60)
    kept = [Sample((begun + minute) * 60.0, *figures) for minute, figures in sorted(measured.items())]  # type: ignore[arg-type]  # the last one is a bool
    last = kept[-1].when if kept else NOW
    ring = filled(tmp_path_factory.mktemp("ring") / "samples", *kept)
    assert ring.since(0, last) == [one for one in kept if one.when > last - WEEK_S]


class Clock:
    """Stands, until it is moved to the end of a minute."""

    def __init__(self) -> None:
        self.now = NOW + 30.0
        self.asked = threading.Semaphore(0)

    def __call__(self) -> float:
        self.asked.release()
        return self.now


def test_the_keeper_takes_none_before_the_minute_is_full_and_tells_one_of_this_moment() -> None:
    clock = Clock()
    keeper = SampleKeeper(SampleRing(None), Sampler(), lambda: None, clock)
    keeper.start()
    [now] = keeper.since(None)
    keeper.close()
    assert now.when == NOW + 30.0
    assert now.app_mb is not None
    assert now.app_mb > 1
    assert now.engine_mb is None


def test_the_keeper_takes_one_when_the_minute_is_full_and_writes_it_at_the_end(tmp_path: Path) -> None:
    clock = Clock()
    clock.now = NOW + 59.99
    keeper = SampleKeeper(SampleRing(tmp_path / "samples"), Sampler(), os.getpid, clock)
    keeper.start()
    for _ in range(3):  # to wait for the minute, to take the sample, and to wait again
        assert clock.asked.acquire(timeout=20)
    keeper.close()
    [kept] = SampleRing(tmp_path / "samples").since(0, NOW + 59.99)
    assert kept.when == NOW
    assert kept.engine_mb == pytest.approx(kept.app_mb, rel=0.2)
