"""Being the owner of a home, attaching to it, and stepping in when it goes.

All in one process; `test_home_processes` has more than one.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edge.errors import EngineError, JournalError, OwnerError, OwnerGoneError, OwnerRefusedError, UsageError
from edge.events import Event, Finished, Notice, Piece, Read, Routed, Started
from edge.home import AttachedAssistant, HomeAssistant, OwnerLock, OwnerServer, open_home
from edge.home.told import Told
from edge.paths import Paths
from edge.turn import AssistantLike, Question
from tests.stubs.assistant import FakeAssistant
from tests.stubs.home import until


class Owner:
    """An owner that can vanish as a killed process does: its connections break, its lock is free."""

    def __init__(self, fake: FakeAssistant, paths: Paths) -> None:
        self._lock = OwnerLock(paths.lock)
        assert self._lock.try_acquire()
        self._server = OwnerServer(fake, paths)
        self._lock.publish(self._server.start())

    def vanish(self) -> None:
        self._lock.release()
        for connection in list(self._server._connections):
            connection.cut()
        self._server.close(0)


def texts(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Piece))


def never() -> AssistantLike:
    raise AssertionError("this process was not to own the home")


def test_the_first_owns_the_home_and_the_second_attaches_to_it(paths: Paths) -> None:
    fake = FakeAssistant(["from the owner"])
    first = open_home(paths, lambda: fake)
    second = open_home(paths, never)
    assert first.owns
    assert not second.owns
    assert texts(list(first.ask(Question("hi", "q1")))) == "from the owner"
    assert texts(list(second.ask(Question("hi", "q2")))) == "from the owner"
    assert second.status() == first.status()
    assert second.conversations() == first.conversations()
    second.close()
    assert not fake.closed.is_set()
    first.close()
    assert fake.closed.is_set()
    assert not first.owns
    assert not paths.socket.exists()
    assert OwnerLock(paths.lock).try_acquire()


def test_every_call_goes_to_the_assistant(paths: Paths) -> None:
    fake = FakeAssistant()
    home: AssistantLike = open_home(paths, lambda: fake)
    *_, end = home.ask(Question("hi", "q1"))
    assert isinstance(end, Finished)
    conversation = end.record.conversation
    assert home.messages(conversation) == fake.messages(conversation)
    assert home.turns(conversation) == [end.record]
    assert home.stats_rows() == fake.stats_rows()
    assert home.receipts() == fake.receipts()
    home.warm()
    assert fake.warmed.is_set()
    assert home.forget(conversation) == 1
    home.close()


def test_when_the_owner_goes_the_next_call_takes_over(paths: Paths) -> None:
    first = open_home(paths, FakeAssistant)
    second = open_home(paths, lambda: FakeAssistant(model="the next"))
    third = open_home(paths, never)
    first.close()
    assert second.status().model == "the next"
    assert second.owns
    assert third.status().model == "the next"
    assert not third.owns
    second.close()


def test_of_many_that_lose_their_owner_one_takes_over_and_all_are_answered(paths: Paths) -> None:
    owner = Owner(FakeAssistant(), paths)
    homes = [open_home(paths, lambda: FakeAssistant(["the next"])) for _ in range(10)]
    owner.vanish()
    with ThreadPoolExecutor(len(homes)) as pool:
        answers = pool.map(lambda home: texts(list(home.ask(Question("hi", f"{id(home)}")))), homes)
        assert list(answers) == ["the next"] * len(homes)
    assert sum(home.owns for home in homes) == 1
    for home in homes:
        home.close()


def test_a_closed_home_says_so(paths: Paths) -> None:
    home = open_home(paths, FakeAssistant)
    home.close()
    home.close()
    with pytest.raises(UsageError, match="closed"):
        home.status()


# -- a turn whose owner vanishes -------------------------------------------------------------------------------------


def test_a_turn_that_was_shown_in_part_ends_with_what_came(paths: Paths) -> None:
    owner = Owner(FakeAssistant(["Hello", " there."], gates={1: threading.Event()}), paths)
    home = open_home(paths, lambda: FakeAssistant(["Whole."]))
    events = []
    for event in home.ask(Question("hi", "q1")):
        events.append(event)
        if isinstance(event, Piece):
            owner.vanish()
    notice, end = events[-2:]
    assert isinstance(notice, Notice)
    assert isinstance(end, Finished)
    assert notice.text == end.record.why
    assert (end.record.text, end.record.complete) == ("Hello", False)
    assert (end.record.cut_off, end.record.error) == ("died", "owner_gone")
    assert texts(list(home.ask(Question("hi", "q2")))) == "Whole."
    assert home.owns
    home.close()


def test_a_command_is_not_asked_again_because_it_may_have_been_carried_out(paths: Paths) -> None:
    owner = Owner(FakeAssistant(["never seen"], gates={0: threading.Event()}, by="skill"), paths)
    new = FakeAssistant(["Twice."])
    home = open_home(paths, lambda: new)
    events = []
    for event in home.ask(Question("set a timer for 5 minutes", "q1")):
        events.append(event)
        if isinstance(event, Routed):
            owner.vanish()
    end = events[-1]
    assert isinstance(end, Finished)
    assert (end.record.by, end.record.cut_off, end.record.error) == ("skill", "died", "owner_gone")
    assert "It may be done or not" in str(end.record.why)
    assert new.asked == []
    home.close()


def test_a_turn_that_was_not_shown_yet_is_asked_again_and_told_once(paths: Paths) -> None:
    old = FakeAssistant(["never seen"], gates={0: threading.Event()})
    owner = Owner(old, paths)
    new = FakeAssistant(["Whole."])
    home = open_home(paths, lambda: new)
    events = []
    for event in home.ask(Question("hi", "q1", conversation="new", max_tokens=7)):
        events.append(event)
        if isinstance(event, Routed) and len(events) == 3:
            owner.vanish()
    assert texts(events) == "Whole."
    started, end = events[0], events[-1]
    assert isinstance(started, Started)
    assert isinstance(end, Finished)
    assert end.record.complete
    assert len([event for event in events if isinstance(event, Started | Read | Routed)]) == 3
    assert len([event for event in events if isinstance(event, Notice)]) == 1
    (again,) = new.asked
    assert again == Question("hi", "q1", conversation=started.conversation, max_tokens=7)
    assert end.record.conversation == started.conversation
    home.close()


def test_a_turn_can_be_asked_again_of_another_owner_and_cancelled_there(paths: Paths) -> None:
    owner = Owner(FakeAssistant(gates={0: threading.Event()}), paths)
    home = open_home(paths, never)
    turn = home.ask(Question("hi", "q1"))
    events = iter(turn)
    assert isinstance(next(events), Started)
    owner.vanish()
    next_owner = open_home(paths, lambda: FakeAssistant(["Hello", " there."], gates={1: threading.Event()}))
    rest = []
    for event in events:
        rest.append(event)
        if isinstance(event, Piece):
            turn.cancel()
    end = rest[-1]
    assert isinstance(end, Finished)
    assert (end.record.text, end.record.cut_off) == ("Hello", "cancelled")
    assert not home.owns
    home.close()
    next_owner.close()


def test_a_turn_that_was_cancelled_is_not_asked_again(paths: Paths) -> None:
    owner = Owner(FakeAssistant(gates={0: threading.Event()}), paths)
    home = open_home(paths, never)
    turn = home.ask(Question("hi", "q1"))
    owner.vanish()
    turn.cancel()
    *_, end = turn
    assert isinstance(end, Finished)
    assert (end.record.cut_off, end.record.error) == ("cancelled", None)
    home.close()


def test_a_turn_that_nobody_can_take_over_ends_with_the_reason(paths: Paths) -> None:
    def broken() -> AssistantLike:
        raise EngineError("There is no engine.")

    owner = Owner(FakeAssistant(gates={0: threading.Event()}), paths)
    home = open_home(paths, broken)
    turn = home.ask(Question("hi", "q1"))
    owner.vanish()
    *_, end = turn
    assert isinstance(end, Finished)
    assert (end.record.cut_off, end.record.error, end.record.why) == ("error", "engine", "There is no engine.")
    assert OwnerLock(paths.lock).try_acquire()


def test_a_message_that_was_in_memory_only_is_not_said_to_be_stored() -> None:
    told = Told(Question("hi", "q1", conversation="new"))
    told.hear(Started("t1", "c1", "q1", kept=False))
    notice, _ = told.end(OwnerGoneError("gone"))
    assert isinstance(notice, Notice)
    assert "in its memory only" in notice.text
    assert told.question.conversation == "new"  # where it was is gone with the owner


# -- starting, leaving, and in between -------------------------------------------------------------------------------


def test_an_owner_that_is_still_starting_is_waited_for(paths: Paths) -> None:
    lock = OwnerLock(paths.lock)
    lock.try_acquire()
    server = OwnerServer(FakeAssistant(), paths)

    def start() -> None:
        lock.publish(server.start())

    timer = threading.Timer(0.1, start)
    timer.start()
    assert open_home(paths, never).status().model == "fake"
    server.close()
    lock.release()


def test_an_owner_that_neither_answers_nor_goes_is_one_sentence(paths: Paths) -> None:
    lock = OwnerLock(paths.lock)
    lock.try_acquire()
    with pytest.raises(OwnerError, match=r"Another edge process \(pid \d+, since .*\) owns this home"):
        open_home(paths, never, wait_s=0.05)
    lock.release()


@pytest.mark.parametrize(
    "error", [EngineError("There is no engine."), JournalError("It is full."), KeyboardInterrupt()]
)
def test_an_owner_that_cannot_be_made_leaves_the_home_free(paths: Paths, error: BaseException) -> None:
    def broken() -> AssistantLike:
        raise error

    with pytest.raises(type(error)):
        open_home(paths, broken)
    home = open_home(paths, FakeAssistant)
    assert home.owns
    home.close()


def test_closing_ends_the_waiting_of_another_thread(paths: Paths) -> None:
    lock = OwnerLock(paths.lock)
    lock.try_acquire()
    home = HomeAssistant(paths, never, None, wait_s=60)
    raised: list[BaseException] = []

    def call() -> None:
        try:
            home.status()
        except UsageError as error:
            raised.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    home.close()
    thread.join()
    assert len(raised) == 1
    lock.release()


def test_closing_from_a_signal_that_interrupts_the_opening_lets_go_of_everything(paths: Paths) -> None:
    fake = FakeAssistant()

    def interrupted() -> AssistantLike:
        home.close()  # as a handler does, in the same thread
        return fake

    home = HomeAssistant(paths, interrupted, None, wait_s=5)
    with pytest.raises(UsageError, match="closed"):
        home.status()
    assert fake.closed.is_set()
    assert not paths.socket.exists()
    assert OwnerLock(paths.lock).try_acquire()


def test_an_owner_that_closes_waits_for_the_turns_of_others_and_then_goes(paths: Paths) -> None:
    gate = threading.Event()
    fake = FakeAssistant(["Hello", " there."], gates={1: gate})
    first = open_home(paths, lambda: fake)
    second = open_home(paths, lambda: FakeAssistant(model="the next"))
    turn = second.ask(Question("hi", "q1"))
    assert first.serving == 1
    closing = threading.Thread(target=first.close)
    closing.start()
    until(lambda: not paths.socket.exists())
    assert not fake.closed.is_set()
    assert not OwnerLock(paths.lock).try_acquire()
    gate.set()
    assert texts(list(turn)) == "Hello there."
    assert second.status().model == "the next"
    closing.join()
    second.close()


# -- homes that are not as they should be ----------------------------------------------------------------------------


def test_a_home_that_cannot_be_locked_is_used_alone_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    paths = Paths.under(tmp_path / "file" / "home")
    whys = []

    def alone(why: str) -> AssistantLike:
        whys.append(why)
        return FakeAssistant(model="alone")

    home = open_home(paths, never, make_alone=alone)
    assert not home.owns
    assert home.status().model == "alone"
    assert home.status().notices == (home.notice,) == tuple(whys)
    assert "kept in memory only" in whys[0]
    home.close()


def test_without_another_way_the_owner_is_made_for_a_home_that_cannot_be_locked(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    home = open_home(Paths.under(tmp_path / "file" / "home"), FakeAssistant)
    assert home.status().notices == (home.notice,)
    home.close()


def test_a_home_that_cannot_be_locked_is_still_attached_to(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = open_home(paths, FakeAssistant)

    def read_only(lock: OwnerLock) -> bool:
        raise JournalError("The folder cannot be used.")

    monkeypatch.setattr(OwnerLock, "try_acquire", read_only)
    second = open_home(paths, never)
    assert second.status().model == "fake"
    owner.close()


def test_an_owner_without_a_socket_goes_on_and_says_so(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    def impossible(server: OwnerServer) -> Path:
        raise OSError("no sockets here")

    monkeypatch.setattr(OwnerServer, "start", impossible)
    home = open_home(paths, FakeAssistant)
    assert home.owns
    assert texts(list(home.ask(Question("hi", "q1")))) == "Hello, world."
    assert any("no sockets here" in notice for notice in home.status().notices)
    home.close()


def test_the_owner_of_another_user_is_refused(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = open_home(paths, FakeAssistant)

    def refused(attached: object) -> bool:
        raise OwnerRefusedError("It belongs to another user.")

    monkeypatch.setattr(AttachedAssistant, "reachable", refused)
    with pytest.raises(OwnerRefusedError):
        open_home(paths, never)
    owner.close()
