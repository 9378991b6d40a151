"""Talking: what is sent is answered, in order, and nothing that was typed is lost."""

from __future__ import annotations

import threading

import pytest

from edge.errors import EngineDiedError, OwnerGoneError, OwnerRefusedError
from edge.events import Piece, Switched
from edge.turn import AssistantLike, Question, Status
from tests.stubs.assistant import FakeAssistant, FakeTurn
from tests.tui.pilot import STATES, Scripted, Waits, in_loop, showing
from tui import session
from tui.message import Note, UserMessage
from tui.reply import Reply
from tui.strings import EN

READY = Status(model="qwen2.5-0.5b", quantization="Q4_0", state="ready", rss_mb=61.7, engine_rss_mb=512.3)


@in_loop
async def test_an_answer_says_who_gave_it_with_which_model_and_how_fast() -> None:
    async with showing(FakeAssistant(["Hello", " there."], model="tiny", status=READY)) as shown:
        await shown.send("Hi")
        await shown.sees("Hi", "Hello there.", "device · tiny · first word 2 ms · 20.0 tok/s")
        assert shown.typed == ""


@in_loop
async def test_the_status_line_names_the_model_its_state_the_last_answer_and_the_memory() -> None:
    async with showing(FakeAssistant(["Hello."], status=READY), size=(100, 24)) as shown:
        assert " ".join(shown.text.splitlines()[-1].split()) == "● ready qwen2.5-0.5b Q4_0 memory 62 + 512 MB F1 keys"
        await shown.send("Hi")
        await shown.answered(1)
        await shown.until(lambda: "device · 2 ms · 20.0 tok/s" in shown.text.splitlines()[-1])


@in_loop
async def test_text_is_shown_as_it_comes() -> None:
    gate = threading.Event()
    async with showing(FakeAssistant(["First.", " Second."], gates={1: gate})) as shown:
        await shown.send("Hi")
        await shown.sees("First.", "● answering")
        assert "Second." not in shown.text
        gate.set()
        await shown.sees("First. Second.", "● ready")


@in_loop
async def test_a_message_sent_while_the_home_is_being_opened_waits_and_is_then_answered() -> None:
    gate = threading.Event()

    def open_slowly() -> AssistantLike:
        gate.wait()
        return FakeAssistant(["Hello."])

    async with showing(open_slowly, opened=False) as shown:
        await shown.send("Hi")
        await shown.sees("● opening", "Hi", "waits for its turn")
        gate.set()
        await shown.sees("Hello.")
        assert "waits for its turn" not in shown.text


@in_loop
async def test_messages_sent_while_an_answer_streams_wait_and_are_asked_in_order() -> None:
    gate = threading.Event()
    fake = FakeAssistant(lambda question: [f"Answer to {question.text}."], gates={1: gate})
    async with showing(fake, size=(80, 40)) as shown:
        for text in ("one", "two", "three"):
            await shown.send(text)
        await shown.sees("Answer to one.")
        assert shown.text.count("waits for its turn") == 2
        assert [question.text for question in fake.asked] == ["one"]
        gate.set()
        await shown.answered(3)
        assert [question.text for question in fake.asked] == ["one", "two", "three"]
        assert len({question.uid for question in fake.asked}) == 3
        blocks = [type(child) for child in shown.chat.transcript.children if isinstance(child, (UserMessage, Reply))]
        assert blocks == [UserMessage, Reply] * 3


@in_loop
async def test_all_messages_after_the_first_name_the_conversation_that_it_began() -> None:
    fake = FakeAssistant()
    async with showing(fake) as shown:
        await shown.send("one")
        await shown.answered(1)
        await shown.send("two")
        await shown.answered(2)
        assert fake.asked[0].conversation == "new"
        assert fake.asked[1].conversation == fake.conversations()[0].uid


@in_loop
async def test_esc_cancels_before_the_first_word() -> None:
    fake = Waits(threading.Event())
    async with showing(fake, size=(80, 40)) as shown:
        for count, fake.state in enumerate(STATES, 1):
            await shown.send("Hi")
            await shown.sees(EN.progress[fake.state])
            await shown.press("escape")
            await shown.answered(count)
            assert fake.finished.get(timeout=5).cut_off == "cancelled"
            assert shown.text.count("No answer. You stopped it.") == count
            assert EN.progress["stopping"] not in shown.text


@in_loop
async def test_esc_cancels_in_mid_answer_and_keeps_the_text() -> None:
    async with showing(FakeAssistant(["So far.", "Never."], gates={1: threading.Event()})) as shown:
        await shown.send("Hi")
        await shown.sees("So far.")
        await shown.press("escape")
        await shown.sees("So far.", "Incomplete. You stopped it.")
        assert "Never." not in shown.text


class SlowToTake(FakeAssistant):
    """One that takes no question until `taking` is set."""

    def __init__(self) -> None:
        super().__init__(["Hello."], gates={0: threading.Event()})
        self.taking = threading.Event()

    def ask(self, question: Question) -> FakeTurn:
        self.taking.wait()
        return super().ask(question)


@in_loop
async def test_esc_cancels_a_question_that_the_assistant_has_not_taken_yet() -> None:
    fake = SlowToTake()
    async with showing(fake) as shown:
        await shown.send("Hi")
        await shown.press("escape")
        await shown.sees("Stopping…")
        fake.taking.set()
        await shown.sees("No answer. You stopped it.")


@in_loop
async def test_a_second_esc_takes_back_the_message_that_waits() -> None:
    fake = SlowToTake()
    async with showing(fake) as shown:
        await shown.send("one")
        await shown.send("two")
        await shown.press("escape", "escape")
        await shown.holds("two")
        fake.taking.set()
        await shown.sees("No answer. You stopped it.")
        assert [question.text for question in fake.asked] == ["one"]


@in_loop
async def test_esc_takes_back_a_message_that_waits_for_the_home() -> None:
    gate = threading.Event()

    def open_slowly() -> AssistantLike:
        gate.wait()
        return FakeAssistant()

    async with showing(open_slowly, opened=False) as shown:
        await shown.send("Hi")
        await shown.press("escape")
        await shown.until(lambda: shown.typed == "Hi" and not shown.chat.query(UserMessage))
        gate.set()


@in_loop
async def test_an_engine_that_dies_leaves_its_text_and_says_so() -> None:
    async with showing(FakeAssistant(["So far."], cut_off="died")) as shown:
        await shown.send("Hi")
        await shown.sees("So far.", "Incomplete. The engine ended in the middle.")
        await shown.send("again")
        await shown.answered(2)


@in_loop
async def test_notices_stand_above_the_text_and_are_no_part_of_it() -> None:
    async with showing(FakeAssistant(["Hello."], notices=["The disk is nearly full."])) as shown:
        await shown.send("Hi")
        await shown.answered(1)
        lines = shown.text.splitlines()
        notice = next(row for row, line in enumerate(lines) if "The disk is nearly full." in line)
        assert notice < next(row for row, line in enumerate(lines) if "Hello." in line)


@in_loop
async def test_a_switch_of_answerer_leaves_a_seam() -> None:
    events = (Piece("From above", "cloud", "big"), Switched("cloud", "local", "It broke off."))
    async with showing(Scripted(*events, Piece("and from here.", "local", "tiny"))) as shown:
        await shown.send("Hi")
        await shown.sees("From above", "Above: cloud. Below: device. It broke off.", "and from here.")


@in_loop
async def test_an_owner_that_goes_in_mid_answer_leaves_the_text_and_says_so() -> None:
    gone = OwnerGoneError("The edge process that was answering has ended: ask again.")
    async with showing(Scripted(Piece("So far.", "local", "tiny"), gone)) as shown:
        await shown.send("Hi")
        await shown.sees("So far.", f"Incomplete. {gone}", "● ready")


@in_loop
async def test_a_fault_in_the_assistant_becomes_a_sentence() -> None:
    async with showing(Scripted(RuntimeError("secret")), size=(140, 24)) as shown:
        await shown.send("Hi")
        await shown.sees("No answer. Something went wrong inside (RuntimeError)")
        assert "secret" not in shown.text


@in_loop
async def test_a_refused_question_is_back_in_the_composer_with_the_reason() -> None:
    fake = FakeAssistant(error=EngineDiedError("The engine ended too often: restart edge."))
    async with showing(fake) as shown:
        await shown.send("one")
        await shown.sees("The engine ended too often: restart edge. Not sent; the text is back below.")
        await shown.until(lambda: shown.typed == "one" and not shown.chat.query(UserMessage))
        fake.error = None
        await shown.press("enter")
        await shown.answered(1)


@in_loop
async def test_a_home_that_cannot_be_opened_says_why_keeps_the_text_and_enter_tries_again() -> None:
    allowed = threading.Event()

    def open_when_allowed() -> AssistantLike:
        if not allowed.is_set():
            raise OwnerRefusedError("The home belongs to another user: choose one with EDGE_HOME.")
        return FakeAssistant(["Hello."])

    async with showing(open_when_allowed, opened=False) as shown:
        await shown.send("Hi")
        await shown.sees("The home belongs to another user: choose one with EDGE_HOME. Enter tries again.", "● down")
        await shown.holds("Hi")
        allowed.set()
        await shown.press("enter")
        await shown.sees("Hello.", "● ready")


@in_loop
async def test_enter_tries_again_with_nothing_typed_too() -> None:
    tries: list[AssistantLike] = []

    def fail_once() -> AssistantLike:
        tries.append(FakeAssistant())
        if len(tries) == 1:
            raise OwnerRefusedError("The home belongs to another user.")
        return tries[-1]

    async with showing(fail_once, opened=False) as shown:
        await shown.sees("Enter tries again.")
        await shown.press("enter")
        await shown.sees("● ready")


@in_loop
async def test_a_fault_while_opening_becomes_a_sentence_too() -> None:
    def fail() -> AssistantLike:
        raise RuntimeError("secret")

    async with showing(fail, opened=False, size=(160, 24)) as shown:
        await shown.sees("Something went wrong inside (RuntimeError)")
        assert "secret" not in shown.text


@in_loop
async def test_what_the_status_has_to_say_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "IDLE_S", 0.01)
    status = Status(model="m", quantization=None, state="ready", memory_only=True, notices=("The disk is full.",))
    fake = FakeAssistant(status=status)
    async with showing(fake) as shown:
        await shown.sees("The disk is full.", "not saved: in memory only")
        fake._status = Status(
            model="m", quantization=None, state="down", detail="It ended three times.", notices=status.notices
        )
        await shown.sees("It ended three times.", "● down")
        assert len(shown.chat.query(Note)) == 2


@in_loop
async def test_the_model_is_loaded_from_the_start() -> None:
    fake = FakeAssistant()
    async with showing(fake):
        assert fake.warmed.is_set()
    assert fake.closed.is_set()


@in_loop
async def test_leaving_in_mid_answer_cancels_it_and_lets_go_of_the_home() -> None:
    fake = FakeAssistant(["So far.", "Never."], gates={1: threading.Event()})
    async with showing(fake) as shown:
        await shown.send("Hi")
        await shown.sees("So far.")
        await shown.type("ctrl+q")
    assert fake.finished.get(timeout=5).cut_off == "cancelled"
    assert fake.closed.is_set()
