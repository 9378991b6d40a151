"""Cloud and device in one turn: who answers when, and what becomes of texts that were on the screen."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from edge.answerer import Answered, Cancel, Progress, Remark, Request, Sampling, Seam, Step, Text
from edge.escalation import Device, Escalation
from edge.events import Event, Face, Notice, Piece, Started, Switched, Waiting
from edge.reply import Outcome, Reply
from edge.running import RunningTurn
from edge.settings import Cloud
from edge.transcript import Message, Transcript

REQUEST = Request(Transcript("c", (Message("user", "Why?", "q"),)), "r", 64, Sampling())
DONE = Answered("cloud", "big")
DIED = Answered("cloud", "big", cut_off="died", why="The line broke.", error="cut_in_the_middle")
REFUSED = Answered("cloud", "big", cut_off="error", why="Nobody there.", error="refused")
AT_ONCE, NEVER = 0.1, 60.0
"""Deadlines."""


def big(text: str) -> Text:
    return Text(text, "cloud", "big")


def small(text: str) -> Text:
    return Text(text, "local", "small")


class Script:
    """An answerer that says its steps; where a step is an event it waits for it, or for its cancellation."""

    def __init__(self, *steps: Step | threading.Event, name: str = "small") -> None:
        self.steps = steps
        self.name = name
        self.requests: list[Request] = []
        self.cancelled = threading.Event()

    def __call__(self, request: Request, cancel: Cancel) -> Iterator[Step]:
        self.requests.append(request)
        cancel.on_set(self.cancelled.set)
        for step in self.steps:
            while isinstance(step, threading.Event) and not step.is_set() and not cancel.wait(0.005):
                pass
            if cancel.is_set():
                yield Answered("cloud" if self.name == "big" else "local", self.name, cut_off="cancelled", why="Stop.")
                return
            if not isinstance(step, threading.Event):
                yield step


@dataclass
class Prepared:
    requests: list[Request] = field(default_factory=list)
    cancelled: bool = False
    begun: threading.Event = field(default_factory=threading.Event)

    def __call__(self, request: Request) -> Prepared:
        self.requests.append(request)
        self.begun.set()
        return self

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class Asked:
    started: Started = field(default_factory=lambda: Started("t", "c", "q"))
    begun: float = field(default_factory=time.monotonic)


class Scene:
    """A turn with a cloud and a device."""

    def __init__(
        self, cloud: Script, device: Script | None, deadline: float, *, builtin: bool = False, **more: str
    ) -> None:
        self.cloud, self.down = cloud, device
        self.preparing = Prepared()
        self.told: list[Event] = []
        self.kept: list[Face] = []
        self.turn = RunningTurn(lambda _turn: None)
        self._heard = threading.Condition()
        settings = Cloud(deadline=deadline, **more)  # type: ignore[arg-type]
        self.turn.emit = self._note  # type: ignore[method-assign]
        self.reply = Reply(self._note, Asked(), lambda *_: None, lambda _turn, face: self.kept.append(face))
        self._device = None if device is None else Device(lambda: REQUEST, device, self.preparing, builtin)
        self._escalation = Escalation(
            self.turn, self.reply, settings, begun=time.monotonic(), name="lab", language="en"
        )

    def _note(self, event: Event) -> None:
        with self._heard:
            self.told.append(event)
            self._heard.notify_all()

    def until(self, met: Callable[[Event], bool]) -> None:
        """Wait until an event was told."""
        with self._heard:
            assert self._heard.wait_for(lambda: any(map(met, self.told)), timeout=20)

    def run(self) -> Outcome:
        return self._escalation.run(self.cloud, REQUEST, self._device)

    def begin(self) -> tuple[threading.Thread, list[Outcome]]:
        """Run beside the test."""
        outcomes: list[Outcome] = []
        thread = threading.Thread(target=lambda: outcomes.append(self.run()))
        thread.start()
        return thread, outcomes

    @property
    def switches(self) -> list[tuple[str, str, bool]]:
        return [(event.from_, event.to, event.anew) for event in self.told if isinstance(event, Switched)]


def piece(text: str) -> Callable[[Event], bool]:
    return lambda event: isinstance(event, Piece) and event.text == text


def test_a_cloud_that_is_quick_answers_alone() -> None:
    scene = Scene(Script(big("Because"), big(" of it."), DONE, name="big"), Script(small("no")), NEVER)
    outcome = scene.run()
    assert (scene.reply.text, outcome.answered, outcome.fallback) == ("Because of it.", DONE, None)
    assert outcome.by_cloud
    assert scene.preparing.requests == []  # it was not needed
    assert scene.switches == []
    assert scene.down is not None
    assert scene.down.requests == []


def test_the_device_reads_along_until_the_cloud_answers() -> None:
    comes = threading.Event()
    scene = Scene(Script(comes, big("Because."), DONE, name="big"), Script(small("no")), NEVER)
    scene.preparing.begun = comes
    assert scene.run().by_cloud
    assert (scene.preparing.requests, scene.preparing.cancelled) == ([REQUEST], True)


def test_at_the_deadline_the_device_answers_and_a_cloud_that_comes_takes_its_place() -> None:
    comes, goes_on = threading.Event(), threading.Event()
    cloud = Script(comes, big("Better"), goes_on, big("."), DONE, name="big")
    device = Script(small("Perhaps"), small(" so"), threading.Event())
    scene = Scene(cloud, device, AT_ONCE)
    thread, outcomes = scene.begin()
    scene.until(piece(" so"))
    comes.set()
    scene.until(piece("Better"))
    assert device.cancelled.wait(20)
    goes_on.set()
    thread.join(20)
    assert scene.reply.text == "Better."
    assert scene.reply.faces == scene.kept == [Face("provisional", "Perhaps so", "local", "small", complete=False)]
    assert scene.switches == [("cloud", "local", False), ("local", "cloud", True)]
    assert (outcomes[0].by_cloud, outcomes[0].fallback) == (True, None)


def test_a_provisional_answer_that_was_whole_is_kept_as_such() -> None:
    comes = threading.Event()
    scene = Scene(
        Script(comes, big("Better."), DONE, name="big"), Script(small("So."), Answered("local", "small")), AT_ONCE
    )
    thread, _ = scene.begin()
    scene.until(lambda event: event == Waiting("asking", "lab"))
    comes.set()
    thread.join(20)
    assert scene.reply.faces == [Face("provisional", "So.", "local", "small", complete=True)]


def test_a_cloud_that_never_comes_leaves_the_answer_of_the_device() -> None:
    fails = threading.Event()
    whole = Answered("local", "small")
    scene = Scene(Script(fails, REFUSED, name="big"), Script(small("So."), whole), AT_ONCE)
    thread, outcomes = scene.begin()
    scene.until(lambda event: event == Waiting("asking", "lab"))
    fails.set()
    thread.join(20)
    assert (scene.reply.text, outcomes[0].answered) == ("So.", whole)
    assert outcomes[0].fallback is not None
    assert outcomes[0].fallback.why == "Nobody there."
    assert scene.reply.faces == []


def test_a_cloud_that_fails_before_the_deadline_costs_no_waiting() -> None:
    scene = Scene(Script(REFUSED, name="big"), Script(small("So."), Answered("local", "small")), NEVER)
    outcome = scene.run()
    assert (scene.reply.text, outcome.answered.by) == ("So.", "local")
    assert scene.switches == [("cloud", "local", False)]


def test_a_cloud_that_breaks_off_is_gone_on_with_by_the_device() -> None:
    device = Script(small(" of it."), Answered("local", "small"))
    scene = Scene(Script(big("Because"), DIED, name="big"), device, NEVER)
    outcome = scene.run()
    assert scene.reply.text == "Because of it."
    assert device.requests == [dataclasses.replace(REQUEST, begun="Because")]
    (seam,) = [event for event in scene.told if isinstance(event, Switched)]
    assert (seam.from_, seam.to, seam.anew) == ("cloud", "local", False)
    assert seam.why == "The line broke. The device goes on from here."
    assert (outcome.answered.by, outcome.by_cloud) == ("local", False)


def test_the_model_that_ships_inside_goes_on_with_nothing_and_stands_in_for_nothing() -> None:
    device = Script(small("I am small."), Answered("local", "small"))
    scene = Scene(Script(big("Because"), DIED, name="big"), device, NEVER, builtin=True)
    assert scene.run().answered == DIED
    assert (scene.reply.text, device.requests, scene.preparing.requests) == ("Because", [], [])
    comes = threading.Event()
    late = Scene(Script(comes, big("Late."), DONE, name="big"), device, AT_ONCE, builtin=True)
    thread, outcomes = late.begin()
    late.until(lambda event: isinstance(event, Notice) and "still waited for" in event.text)
    comes.set()
    thread.join(20)
    assert (late.reply.text, outcomes[0].by_cloud, device.requests) == ("Late.", True, [])
    failed = Scene(Script(REFUSED, name="big"), device, NEVER, builtin=True)
    assert failed.run().answered.by == "local"  # it says what it is


def test_who_insists_on_the_cloud_waits_for_it_and_nobody_goes_on() -> None:
    scene = Scene(Script(big("Because"), DIED, name="big"), None, AT_ONCE)
    assert (scene.run().answered, scene.reply.text) == (DIED, "Because")


def test_another_endpoint_that_goes_on_is_a_seam_and_one_that_begins_anew_a_face() -> None:
    seam = Scene(Script(big("A"), Seam("It broke."), big("B"), DONE, name="big"), None, NEVER)
    seam.run()
    assert (seam.reply.text, seam.switches) == ("AB", [("cloud", "cloud", False)])
    anew = Scene(Script(big("A"), Seam("Again.", anew=True), big("B"), DONE, name="big"), None, NEVER)
    anew.run()
    assert (anew.reply.text, anew.switches) == ("B", [("cloud", "cloud", True)])
    assert anew.reply.faces == [Face("provisional", "A", "cloud", "big", complete=False)]


def test_what_the_device_still_remarks_is_not_told_once_the_cloud_answers() -> None:
    comes, goes_on, ends = threading.Event(), threading.Event(), threading.Event()

    def deaf(_request: Request, _cancel: Cancel) -> Iterator[Step]:
        """Says what it has to say although it was cancelled."""
        yield small("So.")
        assert goes_on.wait(20)
        yield Remark("The file was not read.")
        yield Answered("local", "small")
        ends.set()

    device = Script()
    scene = Scene(Script(comes, big("Better."), ends, DONE, name="big"), device, NEVER, when_late="device")
    assert scene._device is not None
    scene._device = dataclasses.replace(scene._device, answer=deaf)
    thread, outcomes = scene.begin()
    scene.until(piece("So."))
    comes.set()
    scene.until(piece("Better."))
    goes_on.set()
    thread.join(20)
    assert outcomes[0].by_cloud
    assert [event for event in scene.told if isinstance(event, Notice)] == []


def test_with_wait_the_device_waits_until_the_cloud_has_failed() -> None:
    fails = threading.Event()
    device = Script(small("So."), Answered("local", "small"))
    scene = Scene(Script(fails, REFUSED, name="big"), device, AT_ONCE, when_late="wait")
    thread, outcomes = scene.begin()
    scene.until(lambda event: isinstance(event, Notice))
    assert device.requests == []
    fails.set()
    thread.join(20)
    assert outcomes[0].answered.by == "local"


def test_with_device_it_answers_at_once() -> None:
    comes = threading.Event()
    device = Script(small("So."), Answered("local", "small"))
    scene = Scene(Script(comes, big("Better."), DONE, name="big"), device, NEVER, when_late="device")
    thread, outcomes = scene.begin()
    scene.until(piece("So."))
    comes.set()
    thread.join(20)
    assert (scene.reply.text, outcomes[0].by_cloud) == ("Better.", True)


@pytest.mark.parametrize("late", [False, True])
def test_cancelling_ends_both_and_keeps_what_stands(late: bool) -> None:
    device = Script(small("Perhaps"), threading.Event())
    scene = Scene(Script(threading.Event(), DONE, name="big"), device, AT_ONCE if late else NEVER)
    thread, outcomes = scene.begin()
    scene.until(piece("Perhaps") if late else lambda event: True) if late else None
    scene.turn.cancel()
    thread.join(20)
    assert not thread.is_alive()
    assert outcomes[0].answered.cut_off == "cancelled"
    assert scene.reply.text == ("Perhaps" if late else "")


def test_cancelling_when_the_device_has_answered_keeps_its_answer_whole() -> None:
    whole = Answered("local", "small")
    scene = Scene(Script(threading.Event(), DONE, name="big"), Script(small("So."), whole), AT_ONCE)
    thread, outcomes = scene.begin()
    scene.until(lambda event: event == Waiting("asking", "lab"))
    scene.turn.cancel()
    thread.join(20)
    assert (outcomes[0].answered, scene.reply.text) == (whole, "So.")


def test_progress_of_the_cloud_does_not_disturb_an_answer_that_is_being_written() -> None:
    second = threading.Event()
    device = Script(small("Perhaps"), threading.Event())
    cloud = Script(Progress("asking", "lab"), second, Progress("asking", "other"), big("Yes."), DONE, name="big")
    scene = Scene(cloud, device, AT_ONCE)
    thread, _ = scene.begin()
    scene.until(piece("Perhaps"))
    second.set()
    thread.join(20)
    assert {event.detail for event in scene.told if isinstance(event, Waiting)} == {"lab"}


def test_a_fault_of_an_answerer_is_raised_where_it_is_heard_and_stops_the_other() -> None:
    def faulty(_request: Request, _cancel: Cancel) -> Iterator[Step]:
        yield big("A")
        raise ZeroDivisionError

    device = Script(small("So."), threading.Event())
    scene = Scene(Script(name="big"), device, AT_ONCE, when_late="device")
    scene.cloud = faulty  # type: ignore[assignment]
    with pytest.raises(ZeroDivisionError):
        scene.run()
    assert device.cancelled.wait(20)
