"""A visit over HTTP: answers come as they are written, follow-ups work, and nothing is left when it ends."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from edge.assistant import Assistant
from edge.errors import JournalError
from edge.events import Event, Route, TurnRecord
from edge.kiosk.file import Page
from edge.kiosk.visits import Visits
from edge.offers import Offer
from edge.paths import Paths
from edge.rings import NotTaken, Ring
from edge.server.kiosk import app as kiosk_app
from edge.server.kiosk import visit as kiosk_visit
from edge.turn import Question, Status
from tests.edge.server.kiosk.conftest import Scripted
from tests.edge.server.kiosk.lobby import Lobby
from tests.edge.server.kiosk.showing import Showing, showing, sse
from tests.stubs.assistant import FakeAssistant, FakeTurn

Real = tuple[Showing, Assistant]
CANARY = "zanzibarine"
PATIENCE_S = 30.0


def kept_in(home: Path, text: str) -> list[str]:
    """The files of a home in which a text stands."""
    wanted = text.encode()
    files = [path for path in home.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path.name for path in files if wanted in path.read_bytes()]


def until(done: Callable[[], bool]) -> None:
    """Wait for something that another thread does."""
    limit = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < limit
        time.sleep(0.01)


def texts(events: Iterable[dict[str, Any]]) -> str:
    return "".join(event["text"] for event in events if event["event"] == "piece")


class TestAnswers:
    def test_come_piece_by_piece_and_say_who_wrote_them(self, scripted: Scripted) -> None:
        with scripted(FakeAssistant(["One", " two"])).browser() as browser:
            told = browser.ask("hello")
        assert [event["event"] for event in told] == ["started", "read", "waiting", "piece", "piece", "finished"]
        assert texts(told) == "One two"
        assert {event["by"] for event in told if "by" in event} == {"local"}
        assert told[-1]["complete"] is True

    def test_show_where_another_went_on_and_not_what_the_operator_has_to_know(self, scripted: Scripted) -> None:
        with scripted(Lobby()).browser() as browser:
            told = browser.ask("How do I get to the station?")
            assert {"event": "switched", "by": "local", "anew": False} in told
            told += browser.ask("say it quickly")
            assert {"event": "notice"} in told
            assert "10.0.0.7" not in json.dumps(told)

    def test_tell_nothing_of_models_endpoints_or_names_of_conversations(self, scripted: Scripted) -> None:
        fake = FakeAssistant(["One"], model="secret-model")
        with scripted(fake).browser() as browser:
            told = json.dumps(browser.ask("hello"))
        assert "secret-model" not in told
        assert all(info.uid not in told for info in fake.conversations())

    def test_are_those_of_a_kiosk_whose_commands_are_few(self, scripted: Scripted) -> None:
        fake = FakeAssistant()
        with scripted(fake).browser() as browser:
            browser.ask("hello")
        assert {question.surface for question in fake.asked} == {"kiosk"}

    def test_to_a_second_question_are_of_the_same_conversation(self, scripted: Scripted) -> None:
        fake = FakeAssistant()
        with scripted(fake).browser() as browser:
            browser.ask("hello")
            browser.ask("and again")
            assert len(fake.conversations()) == 1

    def test_go_on_in_a_new_conversation_where_somebody_erased_all(self, scripted: Scripted) -> None:
        class Strict(FakeAssistant):
            def ask(self, question: Question) -> Any:
                known = question.conversation in (None, "new") or self.conversation(str(question.conversation))
                return super().ask(question) if known else _refuse()

        fake = Strict()
        with scripted(fake).browser() as browser:
            browser.ask("hello")
            fake.forget(None)
            assert texts(browser.ask("and again")) == "Hello, world."
            browser.end()
            assert fake.conversations() == []

    def test_are_stopped_by_the_visitor_and_what_there_is_of_them_stays(self, scripted: Scripted) -> None:
        fake = FakeAssistant(["One", " two"], gates={1: threading.Event()})
        with scripted(fake).browser() as browser:
            events = sse(browser.begin("hello"))
            assert texts(event for event in _up_to(events, "piece")) == "One"
            assert browser.post("/stop").status_code == 204
            last = list(events)[-1]
            assert (last["event"], last["cut_off"], last["written"]) == ("finished", "cancelled", True)

    def test_are_stopped_by_the_next_question_which_waits_for_their_end(self, scripted: Scripted) -> None:
        fake = FakeAssistant(lambda question: [question.text, "!"], gates={1: threading.Event()})
        with scripted(fake).browser() as browser:
            first = sse(browser.begin("first"))
            _up_to(first, "piece")
            second = sse(browser.begin("second"))
            assert list(first)[-1]["cut_off"] == "cancelled"
            assert texts(_up_to(second, "piece")) == "second"
            browser.post("/stop")
            assert list(second)[-1]["event"] == "finished"
            assert len(fake.conversations()) == 1

    def test_end_when_the_page_stops_listening(self, scripted: Scripted) -> None:
        fake = FakeAssistant(["One", " two"], gates={1: threading.Event()})
        with scripted(fake).browser() as browser:
            response = browser.begin("hello")
            _up_to(sse(response), "piece")
            response.close()
            assert fake.finished.get(timeout=PATIENCE_S).cut_off == "cancelled"

    def test_are_refused_for_what_is_no_message(self, scripted: Scripted) -> None:
        with scripted(FakeAssistant(), characters=40).browser() as browser:
            for body, status, code in (
                ({"text": ""}, 400, "empty"),
                ({"text": " \n"}, 400, "empty"),
                ({"text": "x" * 41}, 413, "too_long"),
                ({"text": 1}, 400, "not_as_described"),
                ({"text": "x", "conversation": "other"}, 400, "not_as_described"),
                ({}, 400, "not_as_described"),
                ([], 400, "not_as_described"),
            ):
                sent = {**body, "visit": browser.visit} if isinstance(body, dict) else body
                response = browser.post("/turn", sent)
                assert (response.status_code, response.json()["error"]["code"]) == (status, code), body

    def test_are_those_of_the_visit_that_goes_on_and_never_of_one_before(self, scripted: Scripted) -> None:
        fake = FakeAssistant()
        with scripted(fake).browser() as browser:
            browser.ask("hello")
            before = browser.visit
            browser.end()
            late = browser.post("/turn", {"text": "my secret", "visit": before})  # it was on its way for longer
            assert (late.status_code, late.json()["error"]["code"]) == (409, "over")
            assert fake.conversations() == []
            browser.ask("hello")
            browser.post("/end", {"visit": before})  # that of a window that was replaced, or of a page before
            browser.ask("and again")
            assert len(fake.conversations()) == 1

    def test_are_refused_when_too_many_wait(self, scripted: Scripted) -> None:
        gate = threading.Event()
        shown = scripted(FakeAssistant(["One"], gates={0: gate}), queue=1)
        with shown.browser() as one, shown.browser() as other:
            first = sse(one.begin("hello"))
            next(first)
            refused = other.begin("hello")
            assert (refused.status_code, refused.json()["error"]["code"]) == (429, "queue_full")
            gate.set()
            assert texts(first) == "One"

    def test_are_for_a_page_that_is_shown(self, scripted: Scripted) -> None:
        with scripted(FakeAssistant()).browser(shown=False) as browser:
            assert browser.begin("hello").status_code == 409

    def test_that_fail_in_the_middle_end_with_what_happened(self, scripted: Scripted) -> None:
        with scripted(FakeAssistant(["One"], cut_off="error")).browser() as browser:
            last = browser.ask("hello")[-1]
            assert (last["event"], last["complete"]) == ("finished", False)

    def test_that_break_off_by_a_fault_of_ours_end_with_a_problem(self, scripted: Scripted, home: Path) -> None:
        class Breaks(FakeTurn):
            def __iter__(self) -> Iterator[Event]:
                yield from itertools.islice(super().__iter__(), 5)
                raise KeyError(CANARY)

        class Broken(FakeAssistant):
            def ask(self, question: Question) -> FakeTurn:
                turn = super().ask(question)
                return Breaks(self, question, turn._conversation)

        with scripted(Broken()).browser() as browser:
            assert browser.ask("hello")[-1] == {"event": "problem", "code": "fault"}
        assert CANARY not in (home / "logs" / "faults.log").read_text()


def _refuse() -> None:
    from edge.errors import UsageError

    raise UsageError("There is no such conversation.")


def _up_to(events: Iterable[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    found = []
    for event in events:
        found.append(event)
        if event["event"] == kind:
            break
    return found


class TestANote:
    """What is written down before the first question, so that a crash leaves nothing."""

    def test_that_cannot_be_written_keeps_the_question_from_being_asked(self, scripted: Scripted, home: Path) -> None:
        (home / "visits").write_text("a file, where a folder should be")
        fake = FakeAssistant()
        with scripted(fake).browser() as browser:
            assert browser.begin("hello").json()["error"]["code"] == "journal"
            assert fake.asked == []

    def test_is_not_needed_where_nothing_comes_to_the_disk(self, scripted: Scripted, home: Path) -> None:
        (home / "visits").write_text("a file, where a folder should be")
        fake = FakeAssistant(status=Status("fake", None, "ready", memory_only=True))
        with scripted(fake).browser() as browser:
            assert texts(browser.ask("hello")) == "Hello, world."
            browser.end()
            assert fake.conversations() == []


class TestForgetting:
    """With the built-in model and files on the disk."""

    def test_leaves_no_byte_of_what_was_said_or_answered(self, real: Real, real_home: Path) -> None:
        shown, assistant = real
        with shown.browser() as browser:
            browser.ask(f"hello {CANARY}")
            answer = texts(browser.ask(f"say {CANARY} again"))
            assert answer
            assert kept_in(real_home, CANARY) != []
            assert kept_in(real_home, answer) != []
            browser.end()
            assert kept_in(real_home, CANARY) == []
            assert kept_in(real_home, answer) == []
            assert assistant.conversations() == []
            assert list((real_home / "visits").iterdir()) == []

    def test_comes_with_a_page_that_goes(self, real: Real, real_home: Path) -> None:
        shown, assistant = real
        with shown.browser() as browser:
            browser.ask(f"hello {CANARY}")
        until(lambda: not assistant.conversations())
        until(lambda: kept_in(real_home, CANARY) == [])

    def test_comes_with_a_page_that_is_loaded_again(self, real: Real, real_home: Path) -> None:
        shown, assistant = real
        with shown.browser() as browser:
            browser.ask(f"hello {CANARY}")
            first = browser.channel
            browser.show()
            until(lambda: kept_in(real_home, CANARY) == [])
            assert assistant.conversations() == []
            assert texts(browser.ask("hello"))
            assert first is not None
            first.close()  # the old page, at last: the new one's visit goes on
            assert texts(browser.ask("hello"))
            assert len(assistant.conversations()) == 1

    def test_comes_with_the_end_of_the_server(self, real: Real, real_home: Path, paths: Paths) -> None:
        _, assistant = real
        with showing(assistant, paths) as shown, shown.browser() as browser:
            browser.ask(f"hello {CANARY}")
            assert kept_in(real_home, CANARY) != []
            shown.stop()
        assert assistant.conversations() == []
        assert kept_in(real_home, CANARY) == []

    def test_waits_for_an_answer_that_is_being_written(self, scripted: Scripted) -> None:
        fake = FakeAssistant(["One", " two"], gates={1: threading.Event()})
        with scripted(fake).browser() as browser:
            events = sse(browser.begin("hello"))
            _up_to(events, "piece")
            browser.end()
            assert fake.conversations() == []
            assert list(events)[-1]["cut_off"] == "cancelled"
            assert texts(_up_to(sse(browser.begin("hello")), "piece")) == "One"

    def test_that_fails_is_tried_again_with_the_next_visit(self, scripted: Scripted, home: Path) -> None:
        class Full(FakeAssistant):
            full = True

            def forget(self, conversation: str | None) -> int:
                if self.full:
                    raise JournalError("The disk is full.")
                return super().forget(conversation)

        fake = Full()
        with scripted(fake).browser() as browser:
            browser.ask("hello")
            browser.end()
            assert len(fake.conversations()) == 1
            assert "JournalError" in (home / "logs" / "faults.log").read_text()
            fake.full = False
            browser.ask("hello")
            until(lambda: len(fake.conversations()) == 1)
            browser.end()
            assert fake.conversations() == []
            assert list((home / "visits").iterdir()) == []

    def test_of_many_behind_a_long_answer_keeps_nobody_else_waiting(
        self, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("os.cpu_count", lambda: 1)  # the threads that asyncio has of its own follow from it
        gate = threading.Event()

        class Busy(FakeAssistant):
            def forget(self, conversation: str | None) -> int:
                assert gate.wait(PATIENCE_S)
                return super().forget(conversation)

        shown = scripted(Busy())
        with ExitStack() as stack:
            gone = [stack.enter_context(shown.browser()) for _ in range(7)]
            stays = stack.enter_context(shown.browser())
            stack.callback(gate.set)
            for browser in gone:
                browser.ask("hello")
                browser.close()
            assert texts(stays.ask("hello")) == "Hello, world."
            assert stays.post("/stop").status_code == 204

    def test_that_goes_on_failing_is_tried_once_with_each_visit(self, scripted: Scripted) -> None:
        class Full(FakeAssistant):
            tried = 0

            def forget(self, conversation: str | None) -> int:
                self.tried += 1
                raise JournalError("The disk is full.")

        fake = Full()
        with scripted(fake).browser() as browser:
            for visit in range(1, 6):
                browser.ask("hello")
                browser.end()
                until(lambda: fake.tried == 2 * visit - 1)  # noqa: B023 - it is called here  # its own, and one before

    def test_comes_once_more_behind_a_turn_that_does_not_end_at_once(
        self, paths: Paths, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kiosk_visit, "_END_S", 0.01)
        gate = threading.Event()

        class Slow(FakeTurn):
            def __iter__(self) -> Iterator[Event]:
                for event in super().__iter__():
                    yield event
                    gate.wait(PATIENCE_S)

        class Late(FakeAssistant):
            forgotten: ClassVar[list[str | None]] = []

            def ask(self, question: Question) -> FakeTurn:
                turn = super().ask(question)
                return Slow(self, question, turn._conversation)

            def forget(self, conversation: str | None) -> int:
                self.forgotten.append(conversation)
                return super().forget(conversation)

        fake = Late()
        visit = kiosk_visit.Visit(fake, paths.visits, lambda error: pytest.fail(str(error)))
        turn = iter(visit.ask("hello"))
        next(turn)
        uid = fake.conversations()[0].uid
        visit.end()
        assert fake.forgotten == [uid]
        assert not visit.done
        assert uid in next(paths.visits.glob("*.visit")).read_text()  # a crash now would leave it to the next start
        gate.set()
        list(turn)
        assert fake.forgotten == [uid, uid]
        assert visit.done
        assert list(paths.visits.iterdir()) == []

    def test_leaves_what_others_said_in_the_home(self, real: Real) -> None:
        shown, assistant = real
        list(assistant.ask(Question("hello", "q1", "new")))
        with shown.browser() as browser:
            browser.ask("hello")
            browser.end()
        assert [assistant.messages(one.uid)[0].uid for one in assistant.conversations()] == ["q1"]

    def test_of_one_browser_leaves_the_visit_of_the_other(self, scripted: Scripted) -> None:
        fake = FakeAssistant()
        shown = scripted(fake)
        with shown.browser() as one, shown.browser() as other:
            one.ask("hello")
            other.ask("hello")
            assert len(fake.conversations()) == 2
            one.end()
            assert len(fake.conversations()) == 1
            assert texts(other.ask("and again")) == "Hello, world."

    def test_of_what_a_crash_left_comes_with_the_next_start(self, real: Real, real_home: Path, paths: Paths) -> None:
        _, assistant = real
        noted, question = Visits(paths.visits), Question(f"hello {CANARY}", "q1", "new", surface="kiosk")
        noted.asked(question)  # and then the process ends
        list(assistant.ask(question))
        noted._path = None
        noted.close()
        assert kept_in(real_home, CANARY) != []
        with showing(assistant, paths):
            assert assistant.conversations() == []
            assert kept_in(real_home, CANARY) == []


class TestIdle:
    @pytest.fixture(autouse=True)
    def _at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(kiosk_app, "COUNTDOWN_S", 0.1)
        monkeypatch.setattr(kiosk_app, "_LATE_S", 0.1)

    def test_a_visit_whose_page_hangs_is_ended_by_the_server(self, scripted: Scripted) -> None:
        fake = FakeAssistant()
        with scripted(fake, Page(idle_s=0.2)).browser() as browser:
            browser.ask("hello")
            assert {"event": "ended"} in _up_to(browser.heard, "ended")
            until(lambda: not fake.conversations())

    def test_a_long_answer_is_not_idle(self, scripted: Scripted) -> None:
        gate = threading.Event()
        with scripted(FakeAssistant(["One", " two"], gates={1: gate}), Page(idle_s=0.05)).browser() as browser:
            events = sse(browser.begin("hello"))
            _up_to(events, "piece")
            browser.post("/stay")  # which must not shorten it
            assert not gate.wait(0.5)
            gate.set()
            assert list(events)[-1]["complete"] is True


class TestWhatComesByItself:
    RING = Ring("timer", "The timer is over.", "", datetime.now(UTC), 0.0, "en")

    def test_rings_are_heard_by_the_page_and_only_while_one_is_shown(self, scripted: Scripted) -> None:
        fake = FakeAssistant()
        shown = scripted(fake)
        assert fake.listeners == []
        with shown.browser() as browser:
            until(lambda: bool(fake.listeners))
            fake.ring(self.RING)
            assert _up_to(browser.heard, "ring")[-1]["text"] == "The timer is over."
            fake.silence()
            assert _up_to(browser.heard, "silence")
            hears = fake.listeners[0][0]
        until(lambda: not fake.listeners)
        with pytest.raises(NotTaken):
            hears(self.RING)

    def test_a_better_answer_is_told_to_the_page_whose_visit_it_is(self, scripted: Scripted) -> None:
        fake = FakeAssistant()
        shown = scripted(fake)
        with shown.browser() as browser:
            turn = browser.ask("hello")[0]["turn"]
            uid = fake.conversations()[0].uid
            for conversation in ("another", uid):
                record = TurnRecord(turn, conversation, "Better.", "cloud", "m", True, Route("cloud", None, (), "en"))
                fake.offer(Offer(turn, conversation, "q", record))
            better = _up_to(browser.heard, "better")
            assert [event for event in better if event["event"] == "better"] == [
                {"event": "better", "turn": turn, "text": "Better.", "by": "cloud"}
            ]

    def test_the_page_is_told_when_no_larger_model_can_be_asked(self, scripted: Scripted) -> None:
        from edge.endpoints.info import EndpointInfo

        fake = FakeAssistant()
        fake.known_endpoints = [EndpointInfo("big", "Big", "https://models.example/v1", "m", breaker="open")]
        with scripted(fake).browser(shown=False) as browser:
            channel = browser.session.get(f"{browser.url}/channel", stream=True, timeout=60)
            assert _up_to(sse(channel), "network")[-1] == {"event": "network", "offline": True}
            channel.close()
