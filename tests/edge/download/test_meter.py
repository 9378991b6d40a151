"""Speed and time left."""

from __future__ import annotations

from edge.download.meter import Meter, Progress


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_speed_is_that_of_the_last_ten_seconds_and_gives_the_time_left() -> None:
    clock, reports = Clock(), list[Progress]()
    meter = Meter(reports.append, clock)
    meter.total = 10_000
    for second in range(31):
        clock.now = 100.0 + second
        meter.at("fetching", 10 * second if second <= 20 else 200 + 100 * (second - 20))
    assert reports[0].speed is None
    assert reports[20].speed == 10
    assert reports[-1].speed == 100
    assert reports[-1].seconds_left == (10_000 - 1200) / 100


def test_reports_come_at_most_ten_times_a_second_but_the_first_and_the_last_always() -> None:
    clock, reports = Clock(), list[Progress]()
    meter = Meter(reports.append, clock)
    meter.total = 1000
    meter.at("asking")
    for done in range(0, 1001, 10):
        clock.now += 0.01
        meter.at("fetching", done)
    assert [report.state for report in reports[:2]] == ["asking", "fetching"]
    assert reports[-1].done == 1000
    assert len(reports) < 15


def test_a_new_state_forgets_the_speed_of_the_old_one() -> None:
    clock, reports = Clock(), list[Progress]()
    meter = Meter(reports.append, clock)
    meter.at("checking", 0)
    clock.now += 1
    meter.at("checking", 500_000_000)
    clock.now += 1
    meter.at("fetching", 500_000_000)
    clock.now += 1
    meter.at("fetching", 501_000_000)
    assert [report.speed for report in reports] == [None, 500_000_000, None, 1_000_000]


def test_without_progress_no_time_is_promised() -> None:
    clock, reports = Clock(), list[Progress]()
    meter = Meter(reports.append, clock)
    meter.total = 1000
    meter.at("fetching", 10)
    clock.now += 5
    meter.at("fetching", 10)
    assert (reports[-1].speed, reports[-1].seconds_left) == (0, None)
