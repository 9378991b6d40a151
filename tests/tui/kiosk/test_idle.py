"""When a visit ends by itself, second by second, by a clock that the test moves."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable

import pytest

from tui.kiosk.idle import Idle


class Handle:
    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Loop:
    """What an event loop is to `Idle`."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, int, Handle, Callable[[], None]]] = []

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, work: Callable[[], None]) -> Handle:
        handle = Handle()
        heapq.heappush(self._due, (self.now + seconds, len(self._due), handle, work))
        return handle

    def go_on_to(self, moment: float) -> None:
        while self._due and self._due[0][0] <= moment:
            self.now, _, handle, work = heapq.heappop(self._due)
            if not handle.cancelled:
                work()
        self.now = moment

    @property
    def waits(self) -> bool:
        return any(not handle.cancelled for _, _, handle, _ in self._due)


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    loop = Loop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: loop)
    return loop


def test_it_warns_in_the_last_seconds_and_then_it_is_over(loop: Loop) -> None:
    told: list[str] = []
    idle = Idle(60, lambda seconds: told.append(f"{seconds}"), lambda: told.append("over"))
    idle.touch()
    loop.go_on_to(44.9)
    assert told == []
    loop.go_on_to(60)
    assert told == [*(f"{seconds}" for seconds in range(15, 0, -1)), "over"]


def test_a_sign_of_life_takes_the_warning_back_and_begins_anew(loop: Loop) -> None:
    told: list[str] = []
    idle = Idle(60, lambda seconds: told.append(f"{seconds}"), lambda: told.append("over"))
    idle.touch()
    loop.go_on_to(46.5)
    idle.touch()
    assert told == ["15", "14", "0"]
    loop.go_on_to(46.5 + 44)
    assert told == ["15", "14", "0"]
    loop.go_on_to(46.5 + 60)
    assert told[-1] == "over"


def test_of_a_short_time_a_third_is_announced(loop: Loop) -> None:
    told: list[float] = []
    Idle(12, lambda _seconds: told.append(loop.now), lambda: None).touch()
    loop.go_on_to(12)
    assert told[0] == 8


def test_nothing_runs_where_there_is_no_visit(loop: Loop) -> None:
    idle = Idle(60, lambda _seconds: None, lambda: None)
    assert not loop.waits
    idle.touch()
    idle.stop()
    assert not loop.waits
    idle.touch()
    loop.go_on_to(60)
    assert not loop.waits
