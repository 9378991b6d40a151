"""The owner's socket, from outside: what it answers, what it refuses, and what nobody can do to it."""

from __future__ import annotations

import json
import os
import socket
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.errors import EdgeError, NoSuchModelError, OwnerError, OwnerGoneError, OwnerRefusedError, UsageError
from edge.events import Egress, Event, Finished, Piece, Receipt, Started
from edge.home import AttachedAssistant, OwnerLock, OwnerServer, client, connection, sender, server, wire
from edge.home.wire import encode_request
from edge.paths import Paths
from edge.turn import AssistantLike, Question, Status
from tests.stubs.assistant import FakeAssistant, FakeTurn
from tests.stubs.home import connected, said_to, served, until

ASK = encode_request("ask", {"question": {"text": "hi", "uid": "q1"}})
STATUS = encode_request("status", {})


def texts(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Piece))


# -- what it answers -------------------------------------------------------------------------------------------------


def test_a_client_gets_the_events_that_the_owner_gets(paths: Paths) -> None:
    fake = FakeAssistant(["你好", "，", "世界。\n"], notices=["One sentence."])
    with served(fake, paths) as attached:
        events = list(attached.ask(Question("hi", "q1", conversation="new")))
    assert [type(event).__name__ for event in events[:5]] == ["Started", "Read", "Routed", "Waiting", "Notice"]
    assert texts(events) == "你好，世界。\n"
    assert isinstance(events[-1], Finished)
    assert events[-1].record == fake.finished.get_nowait()


def test_every_call_gives_what_the_assistant_gives(paths: Paths) -> None:
    receipt = Receipt("lab", "m", 120, "ab" * 32, "2026-03-01T12:00:05.250+00:00", {"email": 1})
    known = Status("fake", "Q8_0", "ready", owner_pid=7, notices=("One.", "Two."))
    fake = FakeAssistant(status=known, egress=Egress.of([receipt]))
    with served(fake, paths) as attached:
        owner: AssistantLike = fake
        (*_, end) = attached.ask(Question("hi", "q1"))
        assert isinstance(end, Finished)
        conversation = end.record.conversation
        assert attached.status() == owner.status()
        assert attached.conversations() == owner.conversations()
        assert attached.conversations(limit=0) == []
        assert attached.messages(conversation, limit=1) == owner.messages(conversation, limit=1)
        assert attached.turns(conversation) == owner.turns(conversation) == [end.record]
        assert attached.stats_rows(since=0.5) == owner.stats_rows()
        assert attached.receipts(since=0.5) == owner.receipts() == [receipt]
        attached.warm()
        assert fake.warmed.is_set()
        assert attached.forget("no such") == 0
        assert attached.forget(None) == 1
        assert attached.messages(conversation) == []


def test_an_error_before_the_message_is_kept_is_raised_by_ask(paths: Paths) -> None:
    fake = FakeAssistant(error=NoSuchModelError("There is no model 'x'."))
    with served(fake, paths) as attached, pytest.raises(NoSuchModelError, match=r"There is no model 'x'\."):
        attached.ask(Question("hi", "q1"))


def test_a_fault_of_the_assistant_is_one_sentence_and_the_owner_lives_on(paths: Paths) -> None:
    class Faulty(FakeAssistant):
        def stats_rows(self, since: float | None = None) -> list[dict[str, Any]]:
            if since is not None:
                raise ZeroDivisionError("division by zero")
            return [{"row": object()}]  # no JSON can be made of it

    def broken(question: Question) -> list[str]:
        raise ZeroDivisionError("division by zero")

    with served(Faulty(broken), paths) as attached:
        for since in (None, 1.0):
            with pytest.raises(EdgeError, match="failed at 'stats_rows'"):
                attached.stats_rows(since)
        *_, end = attached.ask(Question("hi", "q1"))
        assert isinstance(end, Finished)
        assert end.record.cut_off == "error"
        assert "ZeroDivisionError" in str(end.record.why)
        assert attached.status().model == "fake"


def test_20_clients_at_once_each_get_their_own_answer(paths: Paths) -> None:
    fake = FakeAssistant(lambda question: ["You said ", question.text])

    def ask(number: int) -> str:
        return texts(list(AttachedAssistant(paths).ask(Question(f"{number}", f"q{number}"))))

    with served(fake, paths), ThreadPoolExecutor(20) as pool:
        assert list(pool.map(ask, range(20))) == [f"You said {number}" for number in range(20)]


def test_more_clients_than_it_serves_at_once_wait_for_their_turn(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MAX_CONNECTIONS", 2)
    with served(FakeAssistant(), paths) as attached, ThreadPoolExecutor(10) as pool:
        assert [status.model for status in pool.map(lambda _: attached.status(), range(10))] == ["fake"] * 10


# -- cancelling ------------------------------------------------------------------------------------------------------


def test_cancel_ends_the_turn_and_keeps_its_text(paths: Paths) -> None:
    fake = FakeAssistant(["Hello", " there."], gates={1: threading.Event()})
    with served(fake, paths) as attached:
        turn = attached.ask(Question("hi", "q1"))
        events = []
        for event in turn:
            events.append(event)
            if isinstance(event, Piece):
                turn.cancel()
        turn.cancel()  # over already: does nothing
    assert isinstance(events[-1], Finished)
    assert events[-1].record.cut_off == "cancelled"
    assert events[-1].record.text == "Hello"


def test_a_client_that_goes_away_cancels_its_turn_and_nobody_elses(paths: Paths) -> None:
    gate = threading.Event()
    fake = FakeAssistant(["Hello", " there."], gates={1: gate})
    with served(fake, paths) as attached:
        leaving = iter(attached.ask(Question("hi", "q1")))
        assert any(isinstance(event, Piece) for event in leaving)
        staying = attached.ask(Question("hi", "q2"))
        del leaving
        assert fake.finished.get(timeout=20).cut_off == "cancelled"
        gate.set()
        assert texts(list(staying)) == "Hello there."


def test_a_turn_that_nobody_iterates_over_is_cancelled_when_it_is_dropped(paths: Paths) -> None:
    fake = FakeAssistant(["Hello"], gates={0: threading.Event()})
    with served(fake, paths) as attached:
        attached.ask(Question("hi", "q1"))
        assert fake.finished.get(timeout=20).cut_off == "cancelled"


def test_letting_go_of_the_owner_cancels_what_was_asked(paths: Paths) -> None:
    fake = FakeAssistant(["Hello"], gates={0: threading.Event()})
    with served(fake, paths) as attached:
        turn = attached.ask(Question("hi", "q1"))
        attached.close()
        *_, end = turn
        assert isinstance(end, Finished)
        assert end.record.cut_off == "cancelled"
        assert not fake.closed.is_set()


def test_a_closed_turn_cancels_nothing_that_comes_after_it(paths: Paths) -> None:
    cancelled: list[str] = []

    class Watched(FakeAssistant):
        def ask(self, question: Question) -> FakeTurn:
            turn = super().ask(question)
            turn._cancel.on_set(lambda: cancelled.append(question.uid))
            return turn

    with served(Watched(), paths) as attached:
        for number in range(10):
            list(attached.ask(Question("hi", f"q{number}")))
    assert cancelled == []


# -- what it refuses -------------------------------------------------------------------------------------------------


def test_only_this_user_can_open_it(paths: Paths) -> None:
    with served(FakeAssistant(), paths):
        assert stat.S_IMODE(paths.socket.stat().st_mode) == 0o600
        assert stat.S_IMODE(paths.socket.parent.stat().st_mode) == 0o700


def test_a_process_of_another_user_is_not_served(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "peer_uid", lambda sock: os.geteuid() + 1)
    with served(FakeAssistant(), paths) as attached, pytest.raises(OwnerGoneError):
        attached.status()


def test_a_socket_of_another_user_is_not_talked_to(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeAssistant()
    monkeypatch.setattr(client, "peer_uid", lambda sock: os.geteuid() + 1)
    with served(fake, paths) as attached, pytest.raises(OwnerRefusedError, match="another user"):
        attached.ask(Question("a secret", "q1"))
    assert fake.asked == []


def test_another_version_is_refused_with_what_to_do(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    encode = wire.encode
    monkeypatch.setattr(wire, "encode", lambda data: encode({**data, "v": 2} if "call" in data else data))
    with served(FakeAssistant(), paths) as attached, pytest.raises(OwnerRefusedError, match="quit the other one"):
        attached.status()


def test_a_request_that_is_too_long_is_told_so(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MAX_REQUEST", 1000)
    with served(FakeAssistant(), paths):
        (said,) = said_to(paths, b"x" * 200_000)
    assert said["error"] == "usage"
    assert "longer than" in said["text"]


def test_a_connection_that_says_nothing_is_closed(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "REQUEST_WITHIN_S", 0.05)
    with served(FakeAssistant(), paths), connected(paths) as silent, connected(paths) as slow:
        slow.sendall(STATUS[:5])
        assert silent.recv(10) == b""
        assert slow.recv(10) == b""


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paths]:
    """One served home for all examples of a property."""
    paths = Paths.under(tmp_path_factory.mktemp("lasting"))
    with served(FakeAssistant(), paths):
        yield paths


requests = (
    st.binary()
    | st.binary().map(lambda data: data + b"\n")
    | st.tuples(st.sampled_from([ASK, STATUS]), st.binary()).map(b"".join)
    | st.tuples(st.just(STATUS), st.integers(0, len(STATUS)), st.binary(max_size=3)).map(
        lambda cut: cut[0][: cut[1]] + cut[2] + cut[0][cut[1] :]
    )
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests)
def test_no_bytes_kill_it(lasting: Paths, data: bytes) -> None:
    for said in said_to(lasting, data):
        assert said.keys() & {"error", "result", "asked", "event"}
        assert "failed at" not in said.get("text", "")
    assert AttachedAssistant(lasting).status().model == "fake"


# -- slow and stopped ------------------------------------------------------------------------------------------------


def test_a_client_that_does_not_read_holds_up_nobody(paths: Paths) -> None:
    fake = FakeAssistant(lambda question: ["x" * 10_000] * (100 if question.uid == "q1" else 1))
    with served(fake, paths) as attached, connected(paths) as idle:
        idle.sendall(ASK)
        assert len(fake.finished.get(timeout=20).text) == 1_000_000
        assert len(texts(list(attached.ask(Question("hi", "q2"))))) == 10_000
        with idle.makefile("rb") as file:
            assert json.loads(list(file)[-1])["record"]["complete"]


def test_a_client_that_lets_too_much_pile_up_counts_as_gone(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "UNSENT_LIMIT", 50_000)
    gate = threading.Event()
    fake = FakeAssistant(["x" * 10_000] * 100, gates={100: gate})
    with served(fake, paths), connected(paths) as idle:
        idle.sendall(ASK)
        assert fake.finished.get(timeout=20).cut_off == "cancelled"


def test_an_owner_that_is_stopped_is_said_to_be(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PATIENCE_S", 0.05)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as silent:
        silent.bind(str(paths.socket))
        silent.listen(0)
        lock = OwnerLock(paths.lock)
        lock.try_acquire()
        attached = AttachedAssistant(paths)
        for _ in range(3):  # the later ones find its queue full
            with pytest.raises(OwnerError, match=rf"\(pid {os.getpid()}\) does not answer"):
                attached._call("status", patience_s=0.05)
        lock.release()


@pytest.mark.parametrize(
    "answer", [b"nonsense\n", b"[]\n", b'{"event": "unheard of"}\n', b'{"asked": true}\n{"event": 1}\n']
)
def test_an_owner_that_talks_nonsense_is_refused(paths: Paths, answer: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as odd:
        odd.bind(str(paths.socket))
        odd.listen()

        def respond() -> None:
            peer, _ = odd.accept()
            with peer:
                peer.recv(1000)
                peer.sendall(answer + b"\n")

        thread = threading.Thread(target=respond)
        thread.start()
        attached = AttachedAssistant(paths)
        with pytest.raises(OwnerRefusedError, match="quit it and try again"):
            list(attached.ask(Question("hi", "q1")).events())
        thread.join()


def test_without_an_owner_there_is_one_sentence(paths: Paths) -> None:
    attached = AttachedAssistant(paths)
    assert not attached.reachable()
    with pytest.raises(OwnerGoneError, match="try again"):
        attached.status()
    with pytest.raises(UsageError, match="longer than 16 MB"):
        attached.ask(Question("x" * wire.MAX_REQUEST, "q1"))


# -- closing ---------------------------------------------------------------------------------------------------------


class Closing:
    """A server that closes in a thread of its own while a test looks on."""

    def __init__(self, fake: FakeAssistant, paths: Paths) -> None:
        self.server = OwnerServer(fake, paths)
        self.server.start()
        self.paths = paths
        self.thread = threading.Thread(target=self.server.close)

    def begin(self) -> None:
        self.thread.start()
        until(lambda: not self.paths.socket.exists())


def test_closing_waits_for_the_turns_of_clients_and_lets_nobody_in(paths: Paths) -> None:
    gate = threading.Event()
    closing = Closing(FakeAssistant(["Hello", " there."], gates={1: gate}), paths)
    attached = AttachedAssistant(paths)
    idle = connected(paths)
    turn = attached.ask(Question("hi", "q1"))
    assert closing.server.serving == 1
    closing.begin()
    assert not attached.reachable()
    assert idle.recv(10) == b""
    idle.close()
    assert closing.thread.is_alive()
    gate.set()
    assert texts(list(turn)) == "Hello there."
    closing.thread.join()
    assert closing.server.serving == 0


def test_closing_twice_returns_at_once(paths: Paths) -> None:
    gate = threading.Event()
    closing = Closing(FakeAssistant(["Hello"], gates={0: gate}), paths)
    turn = AttachedAssistant(paths).ask(Question("hi", "q1"))
    closing.begin()
    closing.server.close()
    gate.set()
    assert texts(list(turn)) == "Hello"
    closing.thread.join()
    closing.server.close()


def test_closing_after_a_while_cancels_what_is_left_and_delivers_its_text(paths: Paths) -> None:
    fake = FakeAssistant(["Hello", " there."], gates={1: threading.Event()})
    home = OwnerServer(fake, paths)
    home.start()
    events = iter(AttachedAssistant(paths).ask(Question("hi", "q1")))
    assert any(isinstance(event, Piece) for event in events)
    home.close(wait_s=0)
    (end,) = events
    assert isinstance(end, Finished)
    assert (end.record.cut_off, end.record.text) == ("cancelled", "Hello")


def test_a_client_that_never_reads_does_not_hold_up_closing(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "DELIVER_S", 0.05)
    fake = FakeAssistant(["x" * 10_000] * 100)
    home = OwnerServer(fake, paths)
    home.start()
    with connected(paths) as idle:
        idle.sendall(ASK)
        fake.finished.get(timeout=20)
        home.close()


def test_an_owner_that_vanishes_in_mid_turn_leaves_a_whole_record(paths: Paths) -> None:
    fake = FakeAssistant(["Hello", " there."], gates={1: threading.Event()})
    with served(fake, paths) as attached:
        seen: list[Event] = []
        turn = attached.ask(Question("hi", "q1", conversation="new"))
        for event in turn:
            seen.append(event)
            if isinstance(event, Piece):
                turn._sock.shutdown(socket.SHUT_RD)  # as if the other end were gone
    started, end = seen[0], seen[-1]
    assert isinstance(started, Started)
    assert isinstance(end, Finished)
    assert (end.record.turn, end.record.conversation) == (started.turn, started.conversation)
    assert (end.record.cut_off, end.record.error) == ("died", "owner_gone")
    assert (end.record.text, end.record.by, end.record.model) == ("Hello", "local", "fake")
    assert "message is stored" in str(end.record.why)
