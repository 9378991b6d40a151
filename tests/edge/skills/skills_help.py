"""What the tests of carrying out commands have in common: a home, a clock that the test moves, and an assistant."""

from __future__ import annotations

import queue
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from edge.answerer import Answered, Cancel, Request, Sampling, Text
from edge.paths import Paths
from edge.resources import Sampler
from edge.settings import Skills
from edge.skills.chance import Chance
from edge.skills.names import Command
from edge.skills.registry import Registry, own_skills
from edge.skills.ringer import Ring
from edge.skills.service import SkillService
from edge.skills.system import Condition
from edge.transcript import Message, Transcript
from edge.turn import Status, Surface

HERE = timezone(timedelta(hours=8))
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=HERE)
"""A Monday."""

CONDITION = Condition(
    memory_total=8_000_000_000,
    memory_free=2_500_000_000,
    disk_total=128_000_000_000,
    disk_free=64_200_000_000,
    temperature_c=51.4,
    battery_percent=80.0,
    plugged_in=True,
    uptime_s=93_784.0,
)


class FakeClock:
    """Both clocks of a machine, moved by the test."""

    def __init__(self, now: datetime = NOON, boot: str = "boot-1") -> None:
        self._now, self._ticks, self._boot = now, 5000.0, boot

    def now(self) -> datetime:
        return self._now

    def ticks(self) -> float:
        return self._ticks

    def boot(self) -> str:
        return self._boot

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        condition.wait(20)  # a test wakes it; without an end, a failing test would never end

    def advance(self, seconds: float) -> None:
        """Time passes."""
        self._ticks += seconds
        self._now += timedelta(seconds=seconds)

    def jump(self, seconds: float) -> None:
        """Somebody sets the wall clock."""
        self._now += timedelta(seconds=seconds)

    def restart(self, off_for: float = 0.0) -> None:
        """The machine is started anew."""
        self._now += timedelta(seconds=off_for)
        self._boot, self._ticks = f"{self._boot}+", 10.0


class FakeHost:
    """The assistant that skills belong to."""

    def __init__(self) -> None:
        self.offline = False
        self.forgotten: list[str] = []
        self.busy = False
        self.stopped_in: list[str | None] = []

    def status(self) -> Status:
        return Status(model="Qwen2.5-0.5B", quantization="Q4_0", state="ready")

    def is_offline(self) -> bool:
        return self.offline

    def set_offline(self, offline: bool) -> None:
        self.offline = offline

    def forget(self, conversation: str) -> int:
        self.forgotten.append(conversation)
        return 1

    def stop(self, conversation: str | None) -> bool:
        self.stopped_in.append(conversation)
        stopped, self.busy = self.busy, False
        return stopped


class Dealt:
    """Chance that deals what the test says."""

    def __init__(self, *numbers: int) -> None:
        self._numbers = list(numbers)

    def randint(self, low: int, high: int, /) -> int:
        number = self._numbers.pop(0) if self._numbers else low
        assert low <= number <= high
        return number


class Desk:
    """A service in a home, and somebody who talks to it."""

    def __init__(
        self,
        folder: Path,
        *,
        language: str = "en",
        clock: FakeClock | None = None,
        dealt: tuple[int, ...] = (),
        settings: Skills | None = None,
        alone: str | None = None,
        surface: Surface = "terminal",
        registry: Registry | None = None,
    ) -> None:
        self.clock = clock or FakeClock()
        self.host = FakeHost()
        self.language = language
        self.surface: Surface = surface
        self.paths = Paths.under(folder)
        if registry is None:
            others = [skill for skill in own_skills(lambda: CONDITION) if not isinstance(skill, Chance)]
            registry = Registry([*others, Chance(Dealt(*dealt))], list)
        self.service = SkillService(
            self.paths,
            settings or Skills(),
            self.host,
            Sampler(),
            alone=alone,
            clock=self.clock,
            registry=registry,
        )
        self.rung: queue.SimpleQueue[Ring] = queue.SimpleQueue()
        self.said: list[Message] = []

    def listen(self) -> None:
        """Somebody is there to hear what rings."""
        self.service.listen(self.rung.put)

    def steps(self, *commands: Command, conversation: str = "c1", cancel: Cancel | None = None) -> list[Any]:
        transcript = Transcript(conversation, tuple(self.said))
        request = Request(transcript, "reply", 100, Sampling())
        answerer = self.service.answerer(commands, language=self.language, surface=self.surface)
        steps = list(answerer.answer(request, cancel or Cancel()))
        text = "".join(step.text for step in steps if isinstance(step, Text))
        self.said.append(Message("assistant", text, f"m{len(self.said)}", by="skill"))
        return steps

    def do(self, name: str, /, *, conversation: str = "c1", **slots: Any) -> str:
        """What is replied to one command. A slot whose name is a word of Python has a line behind it: `from_`."""
        given = {slot.rstrip("_"): value for slot, value in slots.items()}
        steps = self.steps(Command(name, given), conversation=conversation)
        assert isinstance(steps[-1], Answered)
        return "".join(step.text for step in steps if isinstance(step, Text))

    def rings(self) -> list[str]:
        """What rings now."""
        self.service.ringer.look()
        texts = []
        while not self.rung.empty():
            texts.append(self.rung.get().text)
        return texts

    def close(self) -> None:
        self.service.close()


def at(clock: str, day: int = 23) -> str:
    """A time of November 2026 as it stands in a slot."""
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=HERE).isoformat()


def utc(moment: datetime) -> float:
    return moment.astimezone(UTC).timestamp()
