"""A visit from the greeting to the end, and what is left of it: nothing."""

from __future__ import annotations

import dataclasses
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge.endpoints.info import EndpointInfo
from edge.errors import JournalError, OwnerRefusedError, SettingsError
from edge.events import Intent, Piece, Read
from edge.offers import Offer
from edge.paths import Paths
from edge.rings import NotTaken, Ring
from edge.turn import Question, Status
from tests.stubs.assistant import FakeAssistant
from tests.tui.kiosk.pilot import PAGE, visiting
from tests.tui.pilot import Scripted, in_loop
from tui.choices import ChoiceRow
from tui.kiosk.attract import AttractScreen
from tui.kiosk.composer import LONGEST
from tui.kiosk.texts import kiosk_texts
from tui.message import UserMessage

EN = kiosk_texts("en")


class TestBeginning:
    @in_loop
    async def test_the_greeting_needs_no_model_and_shows_nothing_of_before(self) -> None:
        release = threading.Event()
        fake = FakeAssistant()
        list(fake.ask(Question("the conversation of somebody else", uid="before")))

        def slow() -> FakeAssistant:
            release.wait(20)
            return fake

        async with visiting(slow, opened=False) as shown:
            await shown.sees("Riverside Library", "Welcome.", "When is the library open?", "Where is the restroom?")
            release.set()
            await shown.until(lambda: shown.chat.dialogue.opened)
            await shown.press("escape", "x", "backspace")
            assert "somebody else" not in shown.text
            await shown.press("up")
            assert shown.typed == ""

    @in_loop
    async def test_a_suggestion_is_asked_with_arrows_and_enter_or_a_touch_and_own_words_by_typing(self) -> None:
        async with visiting(FakeAssistant(["On the left."], model="qwen2.5-0.5b")) as shown:
            await shown.press("down", "enter")
            await shown.sees("Where is the restroom?", "On the left.")
            (question,) = shown.fake.asked
            assert (question.text, question.surface) == ("Where is the restroom?", "kiosk")
            assert (question.conversation, question.choice, question.attachments) == ("new", None, ())
            await shown.answered(1)
            assert "this device" in shown.text
            assert "tok/s" not in shown.text
            assert "qwen" not in shown.text

            await shown.press("ctrl+n")
            await shown.ended()
            await shown.pilot.click(list(shown.app.screen.query(ChoiceRow))[-1])
            await shown.sees("How do I get a card?", "On the left.")
            assert len(shown.fake.asked) == 2

            await shown.press("ctrl+n")
            await shown.ended()
            await shown.type(*"jkq hello", "enter")
            await shown.until(lambda: [question.text for question in shown.fake.asked[2:]] == ["jkq hello"])

    @in_loop
    async def test_what_is_typed_before_the_home_is_open_is_asked_then(self) -> None:
        release = threading.Event()

        def slow() -> FakeAssistant:
            release.wait(20)
            return FakeAssistant(["Hello."])

        async with visiting(slow, opened=False) as shown:
            await shown.press(*"hi", "enter")
            release.set()
            await shown.sees("hi", "Hello.")

    @in_loop
    async def test_questions_can_be_chosen_again_within_the_visit(self) -> None:
        async with visiting(FakeAssistant()) as shown:
            await shown.press(*"hi", "enter")
            await shown.answered(1)
            await shown.press("f3")
            await shown.sees(EN.invites_again)
            await shown.press("escape")
            await shown.until(lambda: shown.app.screen is shown.chat)
            await shown.press("f3")
            await shown.until(lambda: isinstance(shown.app.screen, AttractScreen))
            await shown.press("enter")
            await shown.answered(2)
            first, second = shown.fake.asked
            assert first.conversation == "new"
            assert second.conversation == shown.fake.conversations()[0].uid


class TestLanguages:
    @in_loop
    async def test_arrows_switch_the_language_and_the_next_visit_begins_in_the_first(self) -> None:
        async with visiting(FakeAssistant()) as shown:
            await shown.press("right")
            await shown.sees("滨江图书馆", "图书馆几点开门？", kiosk_texts("zh").invites)
            await shown.press("right")
            await shown.sees("リバーサイド図書館", kiosk_texts("ja").invites)
            await shown.press("enter")
            await shown.sees("開館時間を教えてください", "準備完了")
            await shown.press("ctrl+n")
            await shown.ended()
            await shown.sees("Riverside Library")

    @in_loop
    async def test_a_touch_commands_and_f2_switch_it(self) -> None:
        async with visiting(FakeAssistant()) as shown:
            await shown.pilot.click(list(shown.app.screen.query(".language"))[1])
            await shown.sees("图书馆几点开门？")
            await shown.press("left")
            await shown.sees("When is the library open?")
            await shown.press(*"/language zh", "enter")
            await shown.sees(kiosk_texts("zh").placeholder)
            await shown.press("f2")
            await shown.sees(kiosk_texts("ja").placeholder)
            await shown.press(*"/language", "enter")
            await shown.sees(EN.placeholder)
            await shown.press(*"/language xx", "enter")
            assert shown.app.strings.language == "en"

    @in_loop
    async def test_the_linux_console_offers_what_it_can_draw(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TERM", "linux")
        async with visiting(FakeAssistant()) as shown:
            assert shown.app.languages == ("en",)
            assert "language" not in shown.text


class TestTheEnd:
    @in_loop
    async def test_a_visit_that_is_ended_is_forgotten_everywhere(self, paths: Paths) -> None:
        fake = FakeAssistant()
        list(fake.ask(Question("of the owner", uid="before")))
        async with visiting(fake) as shown:
            await shown.send("my secret")
            await shown.answered(1)
            await shown.press(*"half a secret", "ctrl+a", "shift+end", "ctrl+c", "ctrl+n")
            await shown.until(lambda: shown.waits_for_a_visitor)
            await shown.until(lambda: len(fake.conversations()) == 1)
            assert fake.conversations()[0].title == "of the owner"
            await shown.press("x", "backspace", "up", "ctrl+v")
            assert shown.typed == ""
            assert not shown.chat.query(UserMessage)
            assert "secret" not in shown.text
        assert not paths.drafts.exists()
        assert "secret" not in "".join(file.read_text() for file in paths.visits.iterdir())

    @in_loop
    async def test_where_nobody_is_it_is_announced_any_key_keeps_it_and_then_it_ends(self) -> None:
        async with visiting(FakeAssistant(), page=dataclasses.replace(PAGE, idle_s=3.0)) as shown:
            await shown.send("my secret")
            await shown.press("f1")
            await shown.sees("This conversation is erased in 1 s")
            await shown.press("x")
            await shown.until(lambda: "is erased in" not in shown.text)
            assert "my secret" in shown.text
            assert shown.typed == "x"
            await shown.ended()
            assert "secret" not in shown.text

    @in_loop
    async def test_while_an_answer_comes_somebody_may_read_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        gate = threading.Event()
        async with visiting(FakeAssistant(["one ", "two"], gates={1: gate})) as shown:
            await shown.send("tell me")
            await shown.sees("one")
            touched = threading.Event()
            monkeypatch.setattr(shown.app._idle, "touch", touched.set)
            gate.set()
            await shown.sees("two")
            assert touched.is_set()

    @in_loop
    async def test_ending_it_in_mid_answer_stops_the_answer_and_forgets_it(self) -> None:
        gate = threading.Event()
        async with visiting(FakeAssistant(["one ", "two"], gates={1: gate})) as shown:
            await shown.send("tell me")
            await shown.send("and then")
            await shown.sees("one")
            await shown.press("ctrl+n")
            await shown.ended()
            record = shown.fake.finished.get(timeout=5)
            assert record.cut_off == "cancelled"
            assert [question.text for question in shown.fake.asked] == ["tell me"]
            await shown.send("somebody else")
            gate.set()
            await shown.answered(1)
            assert "tell me" not in shown.text

    @in_loop
    async def test_commands_end_it_and_so_does_the_end_of_the_app(self) -> None:
        fake = FakeAssistant()
        async with visiting(fake) as shown:
            for command in ("/new", "/clear"):
                await shown.send("my secret")
                await shown.answered(1)
                await shown.send(command)
                await shown.ended()
            await shown.send("my secret")
            await shown.answered(1)
        assert fake.conversations() == []
        assert fake.closed.is_set()

    @in_loop
    async def test_what_cannot_be_erased_is_told_to_the_staff(self) -> None:
        class Stuck(FakeAssistant):
            def forget(self, conversation: str | None) -> int:
                raise JournalError("It may still be in /the/file.")

        async with visiting(Stuck()) as shown:
            await shown.send("my secret")
            await shown.answered(1)
            await shown.press("ctrl+n")
            await shown.sees(EN.unforgotten)
            assert "/the/file" not in shown.text
            await shown.press("f12")
            await shown.sees("It may still be in /the/file.")


class TestWhatIsNotOfTheVisit:
    @in_loop
    async def test_notices_for_the_owner_are_not_shown(self) -> None:
        status = Status("fake", None, "ready", memory_only=True, notices=("The journal in /home/me is damaged.",))
        async with visiting(FakeAssistant(status=status, notices=["of the turn"])) as shown:
            await shown.send("hi")
            await shown.sees("of the turn")
            assert "/home/me" not in shown.text
            assert "memory" not in shown.text

    @in_loop
    async def test_rings_of_others_wait_for_their_own_screen(self) -> None:
        def ring(kind: str) -> Ring:
            when = datetime(2026, 1, 1, tzinfo=UTC)
            return Ring(kind, f"The {kind} of somebody rings.", "", when, 0.0, "en")  # type: ignore[arg-type]  # a kind

        timer = Read("en", (Intent("timer.start", {}, 1.0),))
        async with visiting(Scripted(timer, Piece("Set.", "skill", "timer.start"))) as shown:
            await shown.until(lambda: bool(shown.fake.listeners))
            for kind in ("alarm", "reminder"):
                with pytest.raises(NotTaken):
                    shown.fake.ring(ring(kind))
            shown.fake.ring(ring("timer"))
            await shown.send("a timer for 5 minutes")
            await shown.answered(1)
            assert "somebody" not in shown.text
            shown.fake.ring(ring("timer"))
            await shown.sees("The timer of somebody rings.")

    @in_loop
    async def test_a_better_answer_to_somebody_else_is_not_shown(self) -> None:
        async with visiting(FakeAssistant(["First."])) as shown:
            await shown.until(lambda: bool(shown.fake.offer_listeners))
            await shown.send("hi")
            await shown.answered(1)
            record = shown.fake.turns(shown.fake.conversations()[0].uid)[0]
            shown.fake.offer(Offer("other", "c", "q", dataclasses.replace(record, turn="other", text="A secret.")))
            better = dataclasses.replace(record, text="Better.")
            shown.fake.offer(Offer(record.turn, record.conversation, shown.fake.asked[0].uid, better))
            await shown.sees("Better.")
            assert "secret" not in shown.text
            assert "earlier question" not in shown.text


class TestWhatGoesWrong:
    @in_loop
    async def test_offline_is_said(self) -> None:
        status = Status("fake", None, "ready", offline=True)
        async with visiting(FakeAssistant(status=status)) as shown:
            await shown.sees(EN.offline)
            await shown.press("x")
            await shown.sees(EN.offline)

    @in_loop
    async def test_endpoints_that_cannot_be_reached_are_offline_to_a_visitor(self) -> None:
        fake = FakeAssistant()
        fake.known_endpoints = [EndpointInfo("big", "Big", "https://big.example/v1", "m", breaker="open")]
        async with visiting(fake) as shown:
            await shown.sees(EN.offline)

    @in_loop
    async def test_a_list_of_endpoints_that_is_wrong_closes_nothing_and_a_long_question_stays_typed(self) -> None:
        class Wrong(FakeAssistant):
            def endpoints(self) -> list[EndpointInfo]:
                raise SettingsError("/home/me/endpoints.toml is wrong.")

        async with visiting(Wrong(["Hello."])) as shown:
            await shown.press("x")
            shown.chat.composer.put("x" * (LONGEST + 1))
            await shown.press("enter")
            await shown.sees(EN.too_long.format(most=LONGEST))
            assert shown.fake.asked == []
            assert len(shown.typed) == LONGEST + 1
            shown.chat.composer.put("")
            await shown.send("hi")
            await shown.sees("Hello.")
            assert shown.app.trouble == ""

    @in_loop
    async def test_a_home_that_cannot_be_opened_is_closed_to_visitors_told_to_the_staff_and_tried_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tui.kiosk.app.TRY_AGAIN_S", 0.1)
        tries: list[int] = []
        free = threading.Event()

        def opens() -> FakeAssistant:
            tries.append(1)
            if not free.is_set():
                raise OwnerRefusedError("The home in /home/me is in use.")
            return FakeAssistant(["Hello."])

        async with visiting(opens, opened=False) as shown:
            await shown.sees(EN.closed)
            assert "/home/me" not in shown.text
            await shown.press("f12")
            await shown.sees("The home in /home/me is in use.")
            await shown.press("escape")
            await shown.until(lambda: len(tries) > 2)
            free.set()
            await shown.until(lambda: shown.chat.dialogue.opened)
            await shown.until(lambda: EN.closed not in shown.text)
            await shown.send("hi")
            await shown.sees("Hello.")


def test_nothing_of_a_visit_is_in_any_file_of_the_home(home: Path) -> None:
    """With the real assistant and its built-in model: what `forget` leaves of a conversation."""
    from edge.assistant import Assistant

    @in_loop
    async def visit() -> None:
        async with visiting(lambda: Assistant(Paths.under(home))) as shown:
            await shown.send("My name is Quintessa Canary.")
            await shown.until(lambda: len(shown.chat.query(".reply > .badge")) == 1)
            await shown.press("ctrl+n")
            await shown.until(lambda: shown.waits_for_a_visitor)

    visit()
    assert os.environ["EDGE_HOME"] == str(home)
    files = [file for file in home.rglob("*") if file.is_file()]
    assert files
    assert [file.name for file in files if b"Quintessa" in file.read_bytes()] == []
