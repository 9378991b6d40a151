"""F7 and `/dashboard`: who answers, how fast and at what cost, as it is and as it was in the last hour, day or week."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Literal

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal

from edge.errors import EdgeError
from tui.answerers import Answerers, AnswerersTexts
from tui.drawings import DrawingsTexts, courses, machine
from tui.figures import SEPARATOR, size
from tui.language import Texts, table, translated
from tui.measured import Measured, Picture, Turns
from tui.message import Line
from tui.panel import Panel
from tui.plot import Plot, Points, Strips, signs
from tui.session import Session
from tui.strings import Strings

__all__ = ["DashboardScreen", "DashboardTexts"]

LIVE_S = 1.0
"""Between two looks while it is shown."""
SAVING_S = 5.0
"""The same where frames are to be saved."""

Span = Literal["hour", "day", "week"]
SPANS: Mapping[Span, float] = {"hour": 3600.0, "day": 86_400.0, "week": 604_800.0}

PLOTS = ("dashboard-ttft", "dashboard-speed", "dashboard-memory", "dashboard-heat")
"""Their names, in their order."""
ALL_FROM = (76, 20)
"""Columns and rows of the screen from which all plots are shown at once."""


@dataclass(frozen=True, slots=True)
class DashboardTexts(Texts):
    """Its words."""

    titles: Mapping[str, str] = table(
        {
            "hour": "Dashboard · the last hour",
            "day": "Dashboard · the last 24 hours",
            "week": "Dashboard · the last 7 days",
        }
    )
    ranges: Mapping[str, str] = table({"hour": "H hour", "day": "D day", "week": "W week"})
    turns: Mapping[str, str] = table({"one": "1 turn", "many": "{count} turns", "more": "the last {count} turns"})
    escalated: str = "went up {count}"
    fell_back: str = "fell back {count}"
    cut_off: str = "cut off {count}"
    outbox: str = "outbox {count}"
    outbox_since: str = "outbox {count}, oldest {age}"
    left: str = "{size} left this device today"
    left_nothing: str = "nothing left this device today"
    ages: Mapping[str, str] = table({"min": "{value} min", "h": "{value} h", "d": "{value} d"})
    foot: tuple[str, ...] = (
        "Tab one plot",
        "Esc back",
        "{median} median",
        "{slowest} slowest 5 %",
        "{several} several",
    )


class Range(Line):
    """The name of a range, to be clicked on."""

    def __init__(self, text: str, choose: Callable[[], None]) -> None:
        super().__init__(text)
        self._choose = choose

    def on_click(self) -> None:
        """Choose it."""
        self._choose()


class DashboardScreen(Panel[None]):
    """Looks at the assistant once a second while it is on screen."""

    CSS_PATH = "dashboard.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h,1", "range('hour')", show=False),
        Binding("d,2", "range('day')", show=False),
        Binding("w,3", "range('week')", show=False),
        Binding("tab,right,enter", "turn(1)", show=False),
        Binding("shift+tab,left", "turn(-1)", show=False),
    ]

    def __init__(self, session: Session, strings: Strings, clock: Callable[[], float] = time.time) -> None:
        super().__init__(session, strings)
        self._texts = translated(DashboardTexts, strings.language)
        self._drawings = translated(DrawingsTexts, strings.language)
        self._clock = clock
        self._span: Span = "hour"
        self._measured = Measured(SPANS[self._span], clock)
        self._again = asyncio.Event()
        self._told: dict[Callable[[str], None], str] = {}
        """What each place says."""
        self._shown: int | None = None
        """Which plot is shown alone; None shows all where there is room."""
        self._signs = signs()
        self._plots = [Plot(name, self._signs) for name in PLOTS]
        texts = translated(AnswerersTexts, strings.language)
        self._answerers = Answerers("dashboard-who", self._signs, texts, strings)
        self._ranges = {name: Range(self._texts.ranges[name], partial(self.action_range, name)) for name in SPANS}
        self._total = Line("")
        self._total.id = "dashboard-total"
        self._facts = Line("")
        self._facts.id = "dashboard-facts"

    def body(self) -> ComposeResult:
        """Its parts, for Textual."""
        with Horizontal(id="dashboard-range"):
            yield from self._ranges.values()
            yield self._total
        yield self._answerers
        yield self._facts
        with Container(id="dashboard-plots"):
            yield from self._plots

    def on_mount(self) -> None:
        """Begin to look."""
        self._tell(self.entitle, self._texts.titles[self._span])
        self._mark_range()
        self._arrange()
        self.run_worker(self._look(), exit_on_error=True)

    def on_screen_resume(self) -> None:
        """It is shown again."""
        self._again.set()

    def on_resize(self) -> None:
        """Show as many plots as there is room for."""
        self._arrange()

    def on_click(self, event: events.Click) -> None:
        """Show the plot that was clicked on alone, or all again."""
        if event.widget in self._plots:
            self._shown = self._plots.index(event.widget) if self._shown is None else None
            self._arrange()

    def action_range(self, span: Span) -> None:
        """Show the last hour, day or week."""
        if span != self._span:
            self._span = span
            self._measured = Measured(SPANS[span], self._clock)
            self._mark_range()
            self._again.set()

    def action_turn(self, step: int) -> None:
        """Show the next plot alone, and after the last one all of them, where there is room."""
        places = [*([None] if self._roomy else []), *range(len(self._plots))]
        here = places.index(self._shown) if self._shown in places else 0
        self._shown = places[(here + step) % len(places)]
        self._arrange()

    @property
    def _roomy(self) -> bool:
        return self.app.size.width >= ALL_FROM[0] and self.app.size.height >= ALL_FROM[1]

    def _arrange(self) -> None:
        alone = self._shown if self._shown is not None or self._roomy else 0
        for number, plot in enumerate(self._plots):
            plot.display = alone in (None, number)
        self.query_one("#dashboard-plots").set_class(alone is not None, "one")
        self.set_class(self.app.size.height < 28, "tight")
        here = {"median": self._signs.median["local"], "slowest": self._signs.slowest["local"]}
        foot = [words.format(**here, several=self._signs.several) for words in self._texts.foot]
        while cell_len(SEPARATOR.join(foot)) > self.app.size.width - 2:
            foot.pop()
        self.foot(*foot)

    def _mark_range(self) -> None:
        for name, line in self._ranges.items():
            line.set_class(name == self._span, "chosen")

    async def _look(self) -> None:
        """Look again and again while it is on screen."""
        while True:
            self._again.clear()
            if self.is_active:
                await self._look_once()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._again.wait(), self._pause if self.is_active else None)

    @property
    def _pause(self) -> float:
        return SAVING_S if self.app.animation_level == "none" else LIVE_S

    async def _look_once(self) -> None:
        measured = self._measured
        try:
            picture = await self.session.with_assistant(measured.read)
        except EdgeError as error:
            self._tell(self.say, str(error))
            return
        if measured is self._measured:  # else another range was chosen meanwhile
            self._tell(self.say, "")
            self._tell(self.entitle, self._texts.titles[self._span])  # not before: a long journal takes a moment
            self._show(picture)

    def _tell(self, show: Callable[[str], None], text: str) -> None:
        """Show a text where it is another one: the screen would be laid out anew."""
        if self._told.get(show) != text:
            self._told[show] = text
            show(text)

    def _show(self, picture: Picture) -> None:
        texts, turns = self._texts, picture.turns
        counted = texts.turns["more" if picture.more else "one" if turns.total == 1 else "many"]
        facts = [counted.format(count=f"{turns.total:,}"), *self._kinds(turns)]
        beside = len(facts) if self._roomy else 1
        self._tell(self._total.show, SEPARATOR.join(facts[:beside]))
        self._tell(self._facts.show, SEPARATOR.join([*facts[beside:], *self._left(picture)]))
        self._answerers.show(turns)
        drawings: tuple[Points | Strips, ...] = (
            *courses(turns.shares, self._drawings, self.strings),
            *machine(picture.samples, self._drawings),
        )
        for plot, drawing in zip(self._plots, drawings, strict=True):
            plot.show(drawing, picture.now, picture.span)

    def _kinds(self, turns: Turns) -> Iterable[str]:
        texts = self._texts
        yield texts.escalated.format(count=f"{turns.escalated:,}")
        yield texts.fell_back.format(count=f"{turns.fell_back:,}")
        yield texts.cut_off.format(count=f"{turns.cut_off:,}")

    def _left(self, picture: Picture) -> Iterable[str]:
        texts = self._texts
        if picture.oldest is None:
            yield texts.outbox.format(count=picture.waiting)
        else:
            age = self._age(picture.now - picture.oldest)
            yield texts.outbox_since.format(count=f"{picture.waiting:,}", age=age)
        if picture.sent_requests:
            yield texts.left.format(size=size(picture.sent_bytes))
        else:
            yield texts.left_nothing

    def _age(self, seconds: float) -> str:
        minutes = max(0, int(seconds // 60))
        for unit, length in (("d", 1440), ("h", 60)):
            if minutes >= length:
                return self._texts.ages[unit].format(value=minutes // length)
        return self._texts.ages["min"].format(value=minutes)
