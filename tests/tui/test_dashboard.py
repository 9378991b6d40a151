"""The dashboard: what it shows, at every size, and that it looks only while it is looked at."""

from __future__ import annotations

import asyncio
import contextlib
import math
import threading
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from edge.assistant import Assistant
from edge.errors import OwnerError
from edge.events import Receipt
from edge.offers import Queued
from edge.paths import Paths
from edge.samples.sample import Sample
from edge.timing import Timing
from edge.turn import AssistantLike
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Shown, in_loop, showing
from tests.tui.snapshot import IN_BOTH, LooksLike
from tui import dashboard
from tui.dashboard import DashboardScreen
from tui.strings import EN, Strings

NOW = 1_794_052_800.0
"""2026-11-07 12:00 UTC."""


@pytest.fixture(autouse=True)
def _terminal() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        patch.setenv("TERM", "xterm-256color")
        patch.setenv("COLORTERM", "truecolor")
        patch.delenv("NO_COLOR", raising=False)
        time.tzset()
        yield
    time.tzset()


class Home(FakeAssistant):
    """A home with a past. The figures are made by a rule and are the same in every run."""

    def __init__(self, turns: int = 300, sensors: bool = True) -> None:
        super().__init__()
        self.looks = threading.Semaphore(0)
        self.failing = False
        self.timed = [self._turn(number, turns) for number in range(turns)]
        self.sampled = [self._sample(NOW - 60 * ago, sensors) for ago in range(7 * 1440, 0, -1) if ago % 1440 > 400]
        self.sampled += [self._sample(NOW - 60 * ago, sensors) for ago in range(150, -1, -1) if not 20 < ago < 30]
        self.sampled.sort()
        self.queued = [Queued("a", "t", "c", "what?", "waiting", "2026-11-07T09:10:00+00:00")] if turns else []
        self.kept = [Receipt("lab", "big", 4321, "0" * 64, "2026-11-07T11:00:00+00:00")] if turns else []

    @staticmethod
    def _turn(number: int, turns: int) -> Timing:
        by = ("skill", "local", "local", "cloud", "local")[number * 7 % 5]
        wave = 1 + 0.8 * math.sin(number * 2.3)
        ttft = {"skill": 2.0, "local": 420.0, "cloud": 700.0}[by] * wave + 0.4
        tok_s = None if by == "skill" else {"local": 33.0, "cloud": 61.0}[by] * (1 + 0.1 * math.sin(number * 1.7))
        begun = NOW - 3500 * ((turns - number) / turns) ** 2 - (172_800 if number % 3 == 0 else 0) - number % 7
        to = "cloud" if number % 9 == 0 else by
        return Timing(number + 1, begun, by, to, number % 40 > 0, ttft, tok_s, number % 30 == 4)

    @staticmethod
    def _sample(when: float, sensors: bool) -> Sample:
        wave = math.sin(when / 2000)
        heat = 55 + 14 * wave if sensors else None
        return Sample(when, 62 + 2 * wave, 500 + 90 * wave, 1500 - 200 * wave, 0.4 + 0.3 * wave, heat, bool(wave > 0.9))

    def timings(self, since: float | None = None, last: int | None = None) -> list[Timing]:
        if self.failing:
            raise OwnerError("The edge process that owns this home does not answer; let it go on.")
        self.looks.release()
        return super().timings(since, last)

    def receipts(self, since: float | None = None) -> list[Receipt]:
        return self.kept


@contextlib.asynccontextmanager
async def opened(
    assistant: AssistantLike, size: tuple[int, int] = (80, 24), strings: Strings = EN, theme: str = "dark"
) -> AsyncIterator[Shown]:
    async with showing(assistant, size=size, strings=strings, theme=theme) as shown:
        shown.app.push_screen(DashboardScreen(shown.app.session, strings, lambda: NOW))
        await shown.until(lambda: isinstance(shown.app.screen, DashboardScreen))
        await shown.until(lambda: "┤" in shown.text)
        yield shown


def row(shown: Shown, word: str) -> str:
    return next(line for line in shown.text.splitlines() if word in line)


@in_loop
async def test_it_shows_who_answered_how_fast_and_at_what_cost() -> None:
    async with opened(Home()) as shown:
        await shown.sees("200 turns", "went up 40", "fell back 10", "cut off 5")
        assert row(shown, "▪ skill").split()[2:4] == ["40", "20%"]
        assert row(shown, "• device").split()[2:4] == ["120", "60%"]
        assert row(shown, "▴ cloud").split()[2:4] == ["40", "20%"]
        await shown.sees("outbox 1, oldest 2 h", "4.3 kB left this device today")
        await shown.sees("First word (TTFT)", "tok/s", "Engine MB", "App MB", "Temp. °C", "CPU load %", "11:30")


@in_loop
async def test_f7_and_its_command_open_it_and_escape_closes_it() -> None:
    async with showing(Home()) as shown:
        for way in (("f7",), ("/", *"dashboard", "enter")):
            await shown.press(*way)
            await shown.until(lambda: isinstance(shown.app.screen, DashboardScreen))
            await shown.press("escape")
            await shown.until(lambda: shown.app.screen is shown.chat)


@in_loop
async def test_keys_and_clicks_choose_hour_day_and_week() -> None:
    async with opened(Home()) as shown:
        await shown.sees("the last hour", "200 turns")
        await shown.press("w")
        await shown.sees("the last 7 days", "300 turns", "11-05")
        await shown.press("d")
        await shown.sees("the last 24 hours", "200 turns", "06:00")
        await shown.pilot.click("#dashboard-range Range:first-of-type")
        await shown.sees("the last hour", "11:30")


@in_loop
async def test_tab_shows_one_plot_after_the_other_and_all_again() -> None:
    async with opened(Home()) as shown:
        titles = ("First word (TTFT)", "tok/s  last", "Engine MB", "Temp. °C")
        for title in titles:
            await shown.press("tab")
            await shown.until(lambda title=title: [one for one in titles if one in shown.text] == [title])  # type: ignore[misc]  # its default binds the loop's variable
        await shown.press("tab")
        await shown.until(lambda: all(one in shown.text for one in titles))
        await shown.press("shift+tab")
        await shown.until(lambda: not any(one in shown.text for one in titles[:3]) and titles[3] in shown.text)


@in_loop
async def test_a_click_on_a_plot_shows_it_alone_and_another_one_shows_all() -> None:
    async with opened(Home()) as shown:
        await shown.pilot.click("#dashboard-memory")
        await shown.until(lambda: "Engine MB" in shown.text and "First word" not in shown.text)
        await shown.pilot.click("#dashboard-memory")
        await shown.sees("First word", "CPU load %")


@in_loop
async def test_a_small_terminal_shows_the_table_and_one_plot() -> None:
    async with opened(Home(), size=(60, 18)) as shown:
        await shown.sees("• device", "TTFT p50", "outbox 1", "First word (TTFT)", "11:30")
        assert "Engine MB" not in shown.text
        await shown.press("tab", "tab")
        await shown.sees("Engine MB", "App MB")
        await shown.resize((100, 30))
        await shown.press("tab", "tab")
        await shown.sees("First word", "CPU load %")


@in_loop
async def test_an_empty_home_says_that_there_is_nothing_and_draws_nothing() -> None:
    home = Home(turns=0)
    home.sampled = home.sampled[-1:]
    async with opened(home) as shown:
        await shown.sees("0 turns", "no turns in this time", "nothing was generated", "outbox 0", "nothing left this")
        assert not set("◦▵▫+") & set("".join(shown.text.splitlines()[6:-1]))
        assert row(shown, "• device").split()[2:4] == ["0", "–"]


@in_loop
async def test_one_turn_is_one_point() -> None:
    home = Home(turns=0)
    home.timed = [Timing(1, NOW - 600, "local", "local", True, 420.0, 33.0, False)]
    async with opened(home) as shown:
        await shown.sees("1 turn ·", "last 0.42 s, device", "last 33.0 tok/s, device")
        assert "".join(shown.text.splitlines()[7:14]).count("•") == 2  # in each of the two plots


@in_loop
async def test_without_a_sensor_the_free_memory_takes_the_place_of_the_temperature() -> None:
    async with opened(Home(sensors=False)) as shown:
        await shown.sees("Free MB")
        assert "Temp." not in shown.text


@in_loop
async def test_a_processor_that_is_throttled_says_so_and_marks_when() -> None:
    home = Home()
    home.sampled[-1] = home.sampled[-1]._replace(throttled=True)
    async with opened(home) as shown:
        await shown.sees("throttled · now")
        assert "!" in shown.text


@in_loop
async def test_it_is_live(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "LIVE_S", 0.01)
    home = Home()
    async with opened(home) as shown:
        await shown.sees("200 turns")
        home.timed = [*home.timed, Timing(301, NOW - 1, "cloud", "cloud", True, 800.0, 60.0, False)]
        await shown.sees("201 turns", "last 0.80 s, cloud")


@in_loop
async def test_it_does_not_look_while_another_screen_is_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "LIVE_S", 0.02)
    home = Home()
    async with opened(home) as shown:
        screen = shown.app.screen
        assert isinstance(screen, DashboardScreen)
        await shown.press("f1")
        await shown.until(lambda: shown.app.screen is not screen)
        await _rounds(shown, screen)
        while home.looks.acquire(blocking=False):
            pass
        await _rounds(shown, screen)
        assert not home.looks.acquire(blocking=False)
        await shown.press("escape")
        await shown.until(lambda: home.looks.acquire(blocking=False))


async def _rounds(shown: Shown, screen: DashboardScreen) -> None:
    """Have it go round a few times."""
    for _ in range(5):
        screen._again.set()
        await shown.pilot.pause()
        await asyncio.sleep(0)


def test_where_frames_are_saved_it_looks_every_five_seconds() -> None:
    @in_loop
    async def look() -> None:
        async with opened(Home()) as shown:
            screen = shown.app.screen
            assert isinstance(screen, DashboardScreen)
            assert screen._pause == 1.0
            shown.app.animation_level = "none"
            assert screen._pause == 5.0

    look()


@in_loop
async def test_while_the_home_is_being_opened_it_says_so_and_then_it_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "LIVE_S", 0.01)
    gate, home = threading.Event(), Home()

    def open_later() -> AssistantLike:
        gate.wait()
        return home

    async with showing(open_later, opened=False) as shown:
        shown.app.push_screen(DashboardScreen(shown.app.session, EN, lambda: NOW))
        await shown.sees(EN.opening_hint)
        gate.set()
        await shown.sees("200 turns")
        await shown.until(lambda: EN.opening_hint not in shown.text)


@in_loop
async def test_what_goes_wrong_is_said_and_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "LIVE_S", 0.01)
    home = Home()
    async with opened(home) as shown:
        home.failing = True
        await shown.sees("does not answer; let it go on")
        home.failing = False
        await shown.until(lambda: "does not answer" not in shown.text)


@in_loop
async def test_over_a_real_home_it_shows_the_memory_of_this_moment(paths: Paths) -> None:
    assistant = Assistant(paths)
    async with showing(assistant) as shown:
        await shown.press("f7")
        await shown.sees("0 turns", "App MB", "now", "CPU load %")
        await shown.press("w")
        await shown.sees("the last 7 days")


@IN_BOTH
@in_loop
async def test_picture(looks_like: LooksLike, strings: Strings) -> None:
    async with opened(Home(), strings=strings) as shown:
        await looks_like(shown, "hour")
        await shown.press("w")
        await shown.sees("300")
        await looks_like(shown, "week")


@IN_BOTH
@in_loop
async def test_picture_of_a_small_terminal(looks_like: LooksLike, strings: Strings) -> None:
    async with opened(Home(), (60, 18), strings) as shown:
        await looks_like(shown)


@pytest.mark.parametrize("theme", ["contrast", "light"])
def test_picture_of_a_large_terminal(looks_like: LooksLike, theme: str) -> None:
    @in_loop
    async def look() -> None:
        async with opened(Home(), (140, 40), theme=theme) as shown:
            await looks_like(shown)

    look()
