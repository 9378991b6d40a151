"""One home and several real processes."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

from edge.events import Event, Finished, Notice, Piece
from edge.home import open_home
from edge.paths import Paths
from edge.turn import AssistantLike, Question
from tests.stubs.assistant import FakeAssistant
from tests.stubs.home import HomeProcess, until


def never() -> AssistantLike:
    raise AssertionError("this process was not to own the home")


def texts(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Piece))


def test_of_two_that_start_at_once_one_owns_and_both_are_answered_by_it(home: Path) -> None:
    with HomeProcess(home, "one") as one, HomeProcess(home, "two") as two:
        owns = [process.hear("owns")["owns"] for process in (one, two)]
        assert sorted(owns) == [False, True]
        for process in (one, two):
            process.tell("ask", text="hi", uid=f"q{process.pid}")
        answers = [process.hear("event", "finished")["record"]["text"] for process in (one, two)]
    assert answers == (["one", "one"] if owns[0] else ["two", "two"])


def test_an_owner_killed_in_mid_turn_is_said_and_the_next_question_takes_over(home: Path, paths: Paths) -> None:
    with HomeProcess(home, "Hello", " there.", gate=1) as owner:
        assert owner.hear("owns")["owns"]
        attached = open_home(paths, lambda: FakeAssistant(["Whole."]))
        events = []
        for event in attached.ask(Question("hi", "q1")):
            events.append(event)
            if isinstance(event, Piece):
                owner.signal(signal.SIGKILL)
    notice, end = events[-2:]
    assert isinstance(notice, Notice)
    assert isinstance(end, Finished)
    assert (end.record.text, end.record.error) == ("Hello", "owner_gone")
    assert texts(list(attached.ask(Question("hi", "q2")))) == "Whole."
    assert attached.owns
    attached.close()


def test_an_owner_killed_before_its_first_word_is_replaced_in_the_same_turn(home: Path, paths: Paths) -> None:
    fake = FakeAssistant(["Whole."])
    with HomeProcess(home, "never seen", gate=0) as owner:
        owner.hear("owns")
        attached = open_home(paths, lambda: fake)
        turn = attached.ask(Question("hi", "q1"))
        owner.signal(signal.SIGKILL)
        assert texts(list(turn)) == "Whole."
    assert [question.uid for question in fake.asked] == ["q1"]
    attached.close()


def test_a_client_that_is_killed_cancels_its_turn(home: Path, paths: Paths) -> None:
    gate = threading.Event()
    fake = FakeAssistant(["Hello", " there."], gates={1: gate})
    owner = open_home(paths, lambda: fake)
    with HomeProcess(home) as client:
        assert not client.hear("owns")["owns"]
        client.tell("ask", text="hi", uid="q1")
        client.hear("event", "piece")
        client.signal(signal.SIGKILL)
        record = fake.finished.get(timeout=20)
    assert (record.cut_off, record.text) == ("cancelled", "Hello")
    gate.set()
    assert texts(list(owner.ask(Question("hi", "q2")))) == "Hello there."
    owner.close()


def test_an_owner_that_quits_finishes_the_turns_of_others_first(home: Path, paths: Paths) -> None:
    with HomeProcess(home, "Hello", " there.", gate=1) as owner:
        owner.hear("owns")
        attached = open_home(paths, lambda: FakeAssistant(["Whole."]))
        turn = iter(attached.ask(Question("hi", "q1")))
        assert any(isinstance(event, Piece) for event in turn)
        owner.tell("go")
        owner.tell("close")
        assert texts(list(turn)) == " there."
        assert texts(list(attached.ask(Question("hi", "q2")))) == "Whole."
        assert owner.hear("closed")["closed"]
        assert owner.wait() == 0
    attached.close()


def test_ctrl_c_breaks_out_of_that_and_the_client_keeps_the_text(home: Path, paths: Paths) -> None:
    with HomeProcess(home, "Hello", " there.", gate=1) as owner:
        owner.hear("owns")
        attached = open_home(paths, never)
        turn = iter(attached.ask(Question("hi", "q1")))
        assert any(isinstance(event, Piece) for event in turn)
        owner.tell("close")
        until(lambda: not paths.socket.exists())
        owner.signal(signal.SIGINT)
        (end,) = turn
        assert isinstance(end, Finished)
        assert (end.record.text, end.record.cut_off) == ("Hello", "cancelled")
        assert owner.hear("closed")["closed"]
        assert owner.wait() == 130
    attached.close()
