"""What rings reaches whoever listens, in the owner's process or over its socket, and is never lost on the way."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.answerer import Sampling
from edge.assistant import Assistant
from edge.errors import UsageError
from edge.events import Finished
from edge.home import OwnerLock, OwnerServer, open_home, ringing
from edge.home.wire import LineReader, encode_request, taken_number
from edge.paths import Paths
from edge.rings import Listener, NotTaken, Ring, from_json, to_json
from edge.settings import Engine, Settings
from edge.turn import AssistantLike, Question
from tests.edge.skills.skills_help import FakeClock
from tests.stubs.assistant import FakeAssistant
from tests.stubs.home import connected, served, until

LISTEN = encode_request("listen", {})
RING = Ring("timer", "The pasta timer is up.", "pasta", datetime(2026, 11, 23, 12, 8, tzinfo=UTC), 0.0, "en")

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
Rings = queue.SimpleQueue[Ring]


def never() -> AssistantLike:
    raise AssertionError("this process was not to own the home")


def heard(rings: Rings) -> Ring:
    return rings.get(timeout=20)


@given(
    st.builds(
        Ring,
        st.sampled_from(["timer", "alarm", "reminder"]),
        st.text(),
        st.text(),
        st.datetimes(timezones=ZONES),
        st.floats(0, 1e9),
        st.sampled_from(["en", "zh", "ja"]),
    )
)
def test_a_ring_comes_out_of_json_as_it_went_in(ring: Ring) -> None:
    assert from_json(json.loads(json.dumps(to_json(ring)))) == ring


@pytest.mark.parametrize("data", [{}, {"due": 3}, {"due": "soon"}, {"due": "2026-11-23T12:08:00+00:00"}])
def test_what_is_no_ring_is_refused(data: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        from_json(data)


@given(st.binary())
def test_no_bytes_are_mistaken_for_a_ring_that_was_taken(data: bytes) -> None:
    assert taken_number(data) is None or b"taken" in data


def test_a_client_hears_what_rings_and_that_the_user_wants_quiet(paths: Paths) -> None:
    fake = FakeAssistant()
    rings: Rings = queue.SimpleQueue()
    quiet = threading.Event()
    with served(fake, paths) as attached:
        stop = attached.listen(rings.put, quiet.set)
        fake.ring(RING)
        assert heard(rings) == RING
        fake.silence()
        assert quiet.wait(20)
        stop()
        until(lambda: not fake.listeners)


def test_a_ring_is_taken_only_when_the_client_says_so(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ringing, "TAKEN_WITHIN_S", 0.05)
    fake = FakeAssistant()
    with served(fake, paths), connected(paths) as sock:
        sock.sendall(LISTEN)
        reader = LineReader(sock)
        assert json.loads(reader.line(20) or b"") == {"listening": True}
        with pytest.raises(NotTaken):
            fake.ring(RING)
        assert json.loads(reader.line(20) or b"")["ring"]["name"] == "pasta"
        assert reader.line(20) is None  # it counts as gone
        until(lambda: not fake.listeners)


def test_a_client_that_goes_is_not_listened_for_any_more(paths: Paths) -> None:
    fake = FakeAssistant()
    with served(fake, paths):
        with connected(paths) as sock:
            sock.sendall(LISTEN)
            assert LineReader(sock).line(20)
            until(lambda: bool(fake.listeners))
        until(lambda: not fake.listeners)


def test_other_lines_of_a_client_mean_nothing(paths: Paths) -> None:
    fake = FakeAssistant()
    with served(fake, paths), connected(paths) as sock:
        sock.sendall(LISTEN + b'{"taken": "1"}\n[]\nno json\n{"taken": 7}\n')
        reader = LineReader(sock)
        assert reader.line(20)
        rung = threading.Thread(target=fake.ring, args=[RING])
        rung.start()
        number = json.loads(reader.line(20) or b"")["number"]
        sock.sendall(json.dumps({"taken": number}).encode() + b"\n")
        rung.join(20)
        assert fake.listeners


def test_who_listens_does_not_keep_the_owner_from_closing(paths: Paths) -> None:
    lock = OwnerLock(paths.lock)
    assert lock.try_acquire()
    server = OwnerServer(FakeAssistant(), paths)
    lock.publish(server.start())
    with connected(paths) as sock:
        sock.sendall(LISTEN)
        reader = LineReader(sock)
        assert reader.line(20)
        server.close()  # without a limit
        assert reader.line(20) is None
    lock.release()


def test_an_error_of_the_assistant_is_said(paths: Paths) -> None:
    class Faulty(FakeAssistant):
        def listen(self, ring: Listener, silence: Callable[[], None] | None = None) -> Callable[[], None]:
            raise UsageError("Nothing rings here.")

    with served(Faulty(), paths) as attached, pytest.raises(UsageError, match="Nothing rings here"):
        attached.listen(lambda _: None)


def test_the_owner_itself_hears_what_rings(paths: Paths) -> None:
    fake = FakeAssistant()
    rings: Rings = queue.SimpleQueue()
    home = open_home(paths, lambda: fake)
    stop = home.listen(rings.put)
    until(lambda: bool(fake.listeners))
    fake.ring(RING)
    assert heard(rings) == RING
    stop()
    until(lambda: not fake.listeners)
    home.close()


def test_when_the_owner_goes_the_listener_takes_over_by_itself_and_hears_on(paths: Paths) -> None:
    old, new = FakeAssistant(), FakeAssistant()
    rings: Rings = queue.SimpleQueue()
    owner = open_home(paths, lambda: old)
    home = open_home(paths, lambda: new)
    home.listen(rings.put)
    until(lambda: bool(old.listeners))
    owner.close()
    until(lambda: bool(new.listeners))
    assert home.owns
    new.ring(RING)
    assert heard(rings) == RING
    home.close()
    assert new.closed.is_set()


def test_closing_ends_the_listening(paths: Paths) -> None:
    fake = FakeAssistant()
    owner = open_home(paths, lambda: fake)
    home = open_home(paths, never)
    home.listen(lambda _: None)
    until(lambda: bool(fake.listeners))
    home.close()
    until(lambda: not fake.listeners)
    owner.close()


def test_a_callback_that_fails_is_not_called_again_and_ends_in_the_log(paths: Paths) -> None:
    fake = FakeAssistant()
    owner = open_home(paths, lambda: fake)
    home = open_home(paths, never)

    def broken(_: Ring) -> None:
        raise ZeroDivisionError("the user's words")

    home.listen(broken)
    until(lambda: bool(fake.listeners))
    with pytest.raises(NotTaken):
        fake.ring(RING)
    until(lambda: (paths.logs / "faults.log").exists() and not fake.listeners)
    assert "ZeroDivisionError" in (paths.logs / "faults.log").read_text()
    home.close()
    owner.close()


def test_a_timer_that_is_set_over_the_socket_rings_there(paths: Paths) -> None:
    clock = FakeClock()
    settings = Settings(engine=Engine(threads=1))
    owner = open_home(paths, lambda: Assistant(paths, settings, clock=clock))
    app = open_home(paths, never)
    rings: Rings = queue.SimpleQueue()
    app.listen(rings.put)
    assistant = owner.settle()
    assert isinstance(assistant, Assistant)
    until(lambda: assistant._skills.made is not None and assistant._skills.made.ringer.attended)
    *_, end = app.ask(Question("定一个三分钟的计时器", "q1", sampling=Sampling(seed=1), surface="terminal"))
    assert isinstance(end, Finished)
    assert "应用" not in end.record.text  # somebody is there to ring it
    assert end.record.intents[0].slots == {"seconds": 180}
    clock.advance(180)
    assistant._skills.service().ringer.wake()
    ring = heard(rings)
    assert (ring.text, ring.language) == ("计时结束。", "zh")
    until(lambda: assistant._skills.service().store.alerts() == [])  # it was taken
    app.close()
    owner.close()
