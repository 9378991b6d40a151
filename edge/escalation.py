"""A turn that goes up, with the device beside it: a promise with a clock.

    the cloud is asked ──────────────▶ its first word in time ─▶ it answers ─▶ it breaks off ─▶ the device goes on
    the device reads the prompt ─────▶ the deadline ─▶ it answers, provisionally ─▶ the cloud comes: in its place
                                                                                 ─▶ it never comes: it stands

The device evaluates the prompt while the cloud is asked, so that its own first word is ready when the deadline comes.
It begins a moment after the cloud was asked, so that an endpoint that is quick costs it nothing.
What was on the screen is never lost: a text in whose place another one comes stays as a face of the reply.
"""

from __future__ import annotations

import dataclasses
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from edge.answerer import Answered, Cancel, Request, Seam, Step, Text
from edge.cloud.failing import broke_off
from edge.cloud.words import came_late, device_goes_on, is_late, still_waiting
from edge.events import Fallback, Notice, Waiting
from edge.race import Race, Runner
from edge.reply import Outcome, Reply
from edge.running import RunningTurn
from edge.settings import Cloud

__all__ = ["Device", "Escalation"]

Answer = Callable[[Request, Cancel], Iterator[Step]]

PREPARES_AFTER = 0.1
"""Seconds after which the device begins to evaluate the prompt: an endpoint that is quicker costs it nothing."""


class Preparing(Protocol):
    """A prompt that is being evaluated."""

    def cancel(self) -> None:
        """End it, and keep what was evaluated."""
        ...


@dataclass(frozen=True, slots=True)
class Device:
    """What the device can do in a turn that goes up."""

    request: Callable[[], Request]
    """What it is asked: worked out where it is needed, which is seldom so."""
    answer: Answer
    prepare: Callable[[Request], Preparing]
    """Begin to evaluate the prompt."""
    builtin: bool
    """Whether it is the model that ships inside: it answers where the cloud cannot be had and says what it is, but
    never stands in for an answer that may still come, and never goes on with one."""


class Escalation:
    """One turn."""

    def __init__(
        self,
        turn: RunningTurn,
        reply: Reply,
        settings: Cloud,
        *,
        begun: float,
        name: str,
        language: str,
    ) -> None:
        """`begun` is when it was asked, by the monotonic clock; `name` is the endpoint's, as the user reads it."""
        self._turn = turn
        self._reply = reply
        self._settings = settings
        self._deadline = begun + settings.deadline
        self._name = name
        self._language = language
        self._race = Race()
        self._up: Runner
        self._down: Runner | None = None
        self._preparing: Preparing | None = None
        self._shown: Runner | None = None
        """Whose text is on the screen."""

    def run(self, up: Answer, request: Request, device: Device | None) -> Outcome:
        """Have it answered. Without a `device` only the cloud answers, for as long as that takes."""
        races = device if device is not None and not device.builtin and self._settings.when_late != "wait" else None
        self._up = self._race.start(lambda cancel: up(request, cancel), "cloud")
        self._turn.cancellation.on_set(self._stop)
        try:
            if races is not None and self._settings.when_late == "device":
                self._begin(races)
            self._until_somebody_answers(races)
        finally:
            self._stop()
        return self._settled(device)

    def _until_somebody_answers(self, device: Device | None) -> None:
        """Until the cloud has ended and, if it did not answer, so has the device where that was begun."""
        alarms = deque([(self._deadline, self._be_late)])
        if self._down is None and device is not None:
            alarms.appendleft((min(time.monotonic() + PREPARES_AFTER, self._deadline), self._prepare))
        while True:
            waits = alarms[0][0] - time.monotonic() if alarms and self._shown is None else None
            heard = self._race.hear(waits)
            if heard is None:
                alarms.popleft()[1](device)
                continue
            runner, step = heard
            if runner is self._up:
                self._hear_cloud(step)
            elif self._shown is not self._up:
                self._hear_device(step)
            if self._up.ended is not None and (self._shown is self._up or self._down is None or self._down.ended):
                return

    def _prepare(self, device: Device | None) -> None:
        if device is not None and not self._turn.cancellation.is_set():
            self._preparing = device.prepare(device.request())

    def _be_late(self, device: Device | None) -> None:
        if self._down is None and device is not None and not self._turn.cancellation.is_set():
            self._reply.goes_on("cloud", "local", is_late(self._name, self._settings.deadline, self._language))
            self._turn.emit(Waiting("asking", self._name))  # it still is, while the device answers
            self._begin(device)
        elif self._down is None:
            self._turn.emit(Notice(still_waiting(self._name, self._settings.deadline, self._language)))

    def _begin(self, device: Device) -> None:
        self._down = self._race.start(lambda cancel: device.answer(device.request(), cancel), "device")
        if self._turn.cancellation.is_set():
            self._down.cancel.set()

    def _hear_cloud(self, step: Step) -> None:
        if self._shown is not self._up and isinstance(step, Text | Seam):
            self._stop_device()
            if self._down is not None:
                complete = self._down.ended is not None and self._down.ended.cut_off is None
                self._reply.put_aside("cloud", came_late(self._name, self._language), complete=complete)
            self._shown = self._up
        writes = self._shown is not None and self._shown.ended is None
        if self._shown is self._up or not (writes or isinstance(step, Answered)):
            self._reply.hear(step)

    def _hear_device(self, step: Step) -> None:
        if isinstance(step, Text):
            self._shown = self._down
        self._reply.hear(step)
        if isinstance(step, Answered) and self._up.ended is None:
            self._turn.emit(Waiting("asking", self._name))  # what stands on the screen may still be improved on

    def _settled(self, device: Device | None) -> Outcome:
        up, cancelled = self._up.ended, self._turn.cancellation.is_set()
        assert up is not None
        if self._shown is self._up:
            return self._gone_on_with(up, device)
        if self._down is not None and self._down.ended is not None:
            why = up.why or ""
            return Outcome(self._down.ended, Fallback("cloud", why))
        if device is None or cancelled or up.error is None:
            return Outcome(up)
        why = up.why or ""
        self._reply.goes_on("cloud", "local", why)
        answered = self._reply.relay(device.answer(device.request(), self._turn.cancellation))
        return Outcome(answered, Fallback("cloud", why))

    def _gone_on_with(self, up: Answered, device: Device | None) -> Outcome:
        """The cloud's answer; where it broke off and the device can, it goes on from there."""
        if not broke_off(up) or device is None or device.builtin or self._turn.cancellation.is_set():
            return Outcome(up)
        asked = device.request()
        if asked.schema is not None or asked.grammar is not None:
            return Outcome(up)  # what the cloud wrote of it is nothing that a grammar can go on from
        why = up.why or ""
        self._reply.goes_on("cloud", "local", device_goes_on(why, self._language))
        request = dataclasses.replace(asked, begun=self._reply.text)
        answered = self._reply.relay(device.answer(request, self._turn.cancellation))
        return Outcome(answered, Fallback("cloud", why))

    def _stop(self) -> None:
        self._up.cancel.set()
        self._stop_device()

    def _stop_device(self) -> None:
        if self._preparing is not None:
            self._preparing.cancel()
        if self._down is not None:
            self._down.cancel.set()
