"""The last answer again, its message in other words, and a cut-off answer that goes on."""

from __future__ import annotations

import threading

import pytest

from edge.errors import UsageError
from edge.turn import Question
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Shown, in_loop, showing
from tui.message import UserMessage
from tui.revising import RevisingTexts
from tui.strings import EN

TEXTS = RevisingTexts()


def scripted(*replies: str, **known: object) -> FakeAssistant:
    """Answers each question with the next of these."""
    fake = FakeAssistant(**known)  # type: ignore[arg-type]
    fake.pieces = lambda _: [replies[min(len(fake.asked), len(replies)) - 1]]
    return fake


async def idle(shown: Shown, asked: int) -> None:
    """Wait until so many questions were asked and none is under way."""
    await shown.until(lambda: len(shown.fake.asked) == asked and shown.chat.dialogue.asking.idle)
    await shown.pilot.pause()


async def talk(shown: Shown, text: str = "Who?") -> Question:
    await shown.send(text)
    await idle(shown, 1)
    return shown.fake.asked[0]


def messages(shown: Shown) -> list[str]:
    return [one.text for one in shown.chat.query(UserMessage)]


@pytest.mark.parametrize("way", ["ctrl+t", "/again"])
def test_the_last_answer_comes_again_in_its_place_and_the_one_before_is_behind_it(way: str) -> None:
    @in_loop
    async def test() -> None:
        async with showing(scripted("The first.", "The second.")) as shown:
            first = await talk(shown)
            shown.chat.composer.insert("" if way == "ctrl+t" else way)
            await shown.press(way if way == "ctrl+t" else "enter")
            await shown.sees("The second.", "earlier answer")
            await idle(shown, 2)
            again = shown.fake.asked[1]
            assert (again.text, again.replaces, again.goes_on) == (first.text, first.uid, False)
            assert messages(shown) == ["Who?"]
            assert "The first." not in shown.text
            await shown.press("ctrl+o")
            await shown.sees("The first.")

    test()


@in_loop
async def test_an_unsent_draft_stays_where_it_is_when_an_answer_is_asked_for_again() -> None:
    async with showing(scripted("The first.", "The second.")) as shown:
        await talk(shown)
        shown.chat.composer.insert("half a thou")
        await shown.press("ctrl+t")
        await shown.sees("The second.")
        assert shown.typed == "half a thou"


@in_loop
async def test_stopped_before_its_first_word_it_leaves_the_answer_that_there_was() -> None:
    async with showing(scripted("The first.", "Never.", "The third.")) as shown:
        first = await talk(shown)
        shown.fake.gates = {0: threading.Event()}
        await shown.press("ctrl+t")
        await shown.sees("Reading…")
        await shown.press("escape")
        await shown.sees("The first.", "You stopped it.", TEXTS.restored)
        assert messages(shown) == ["Who?"]
        shown.fake.gates = {}
        await shown.press("ctrl+t")
        await shown.sees("The third.")
        assert shown.fake.asked[2].replaces == first.uid


@in_loop
async def test_the_cloud_is_asked_the_last_question_again_in_its_place() -> None:
    async with showing(scripted("The first.", "The second.")) as shown:
        first = await talk(shown)
        await shown.send("/cloud")
        await shown.sees("The second.")
        assert (shown.fake.asked[1].choice, shown.fake.asked[1].replaces) == ("cloud", first.uid)
        assert messages(shown) == ["Who?"]


@in_loop
async def test_what_is_refused_leaves_the_answer_that_there_was() -> None:
    async with showing(scripted("The first.")) as shown:
        await talk(shown)
        shown.fake.error = UsageError("Not now.")
        await shown.press("ctrl+t")
        await shown.sees("Not now.", "The first.")
        assert messages(shown) == ["Who?"]


@pytest.mark.parametrize("way", ["ctrl+b", "/edit"])
def test_the_last_message_is_written_anew_and_the_draft_comes_back(way: str) -> None:
    @in_loop
    async def test() -> None:
        async with showing(scripted("Paris.", "Tokyo.")) as shown:
            first = await talk(shown, "Capital of France?")
            shown.chat.composer.insert("a draft" if way == "ctrl+b" else way)
            await shown.press(way if way == "ctrl+b" else "enter")
            await shown.holds("Capital of France?")
            await shown.sees(TEXTS.editing)
            shown.chat.composer.load_text("Capital of Japan?")
            await shown.press("enter")
            await shown.sees("Tokyo.")
            await idle(shown, 2)
            again = shown.fake.asked[1]
            assert (again.text, again.replaces) == ("Capital of Japan?", first.uid)
            assert messages(shown) == ["Capital of Japan?"]
            assert shown.typed == ("a draft" if way == "ctrl+b" else "")
            assert TEXTS.editing not in shown.text

    test()


@in_loop
async def test_esc_leaves_the_last_message_as_it_is_and_brings_the_draft_back() -> None:
    async with showing(scripted("Paris.")) as shown:
        await talk(shown, "Capital of France?")
        shown.chat.composer.insert("a draft")
        await shown.press("ctrl+b")
        await shown.holds("Capital of France?")
        await shown.press("escape")
        await shown.holds("a draft")
        assert len(shown.fake.asked) == 1
        await shown.sees("Paris.")


@in_loop
async def test_what_was_private_or_for_the_cloud_says_so_when_it_is_edited_and_stays_so() -> None:
    async with showing(scripted("One.", "Two.", "Three.")) as shown:
        await talk(shown, "/private My secret")
        await shown.press("ctrl+b")
        await shown.holds("/private My secret")
        await shown.press("enter")
        await idle(shown, 2)
        assert shown.fake.asked[1].private
        await shown.send("/cloud Prove it")
        await idle(shown, 3)
        await shown.press("ctrl+b")
        await shown.holds("/cloud Prove it")


@in_loop
async def test_a_message_of_an_earlier_session_can_be_replaced() -> None:
    fake = scripted("One.", "Two.")
    list(fake.ask(Question("my secret", uid="q", private=True)))
    async with showing(fake) as shown:
        await shown.press("ctrl+t")
        await shown.sees("Two.")
        assert (fake.asked[1].replaces, fake.asked[1].private) == ("q", True)
        assert messages(shown) == ["my secret"]


@pytest.mark.parametrize("way", ["ctrl+s", "/continue"])
def test_a_cut_off_answer_goes_on_as_one_message(way: str) -> None:
    @in_loop
    async def test() -> None:
        async with showing(scripted("Once upon", " a time.", cut_off="length")) as shown:
            first = await talk(shown)
            await shown.sees(EN.incomplete)
            shown.fake.cut_off = None
            shown.chat.composer.insert("" if way == "ctrl+s" else way)
            await shown.press(way if way == "ctrl+s" else "enter")
            await shown.sees("Once upon a time.")
            await idle(shown, 2)
            again = shown.fake.asked[1]
            assert (again.replaces, again.goes_on, again.choice) == (first.uid, True, None)
            assert messages(shown) == ["Who?"]
            assert len(shown.chat.transcript.answers) == 1
            assert EN.incomplete not in shown.text

    test()


@in_loop
async def test_the_text_so_far_stays_on_screen_until_it_goes_on() -> None:
    async with showing(scripted("Once upon", " a time.", cut_off="length")) as shown:
        await talk(shown)
        gate = threading.Event()
        shown.fake.gates = {0: gate}
        shown.fake.notices = ("Waiting.",)
        await shown.press("ctrl+s")
        await shown.sees("Waiting.", "Once upon")
        gate.set()
        await shown.sees("Once upon a time.")


@in_loop
async def test_what_cannot_be_done_is_said() -> None:
    fake = scripted("It is noon.", by="skill")
    async with showing(fake) as shown:
        for key in ("ctrl+t", "ctrl+b", "ctrl+s"):
            await shown.press(key)
            await shown.sees(EN.nothing_asked)
            shown.chat.status_line.hint = ""
        await talk(shown, "What time is it?")
        await shown.press("ctrl+t")
        await shown.sees(TEXTS.command)
        await shown.press("ctrl+s")
        await shown.sees(TEXTS.nothing_written)
        await shown.press("ctrl+b")
        await shown.sees(TEXTS.editing_command)
        await shown.press("escape")
        fake.by = "local"
        fake.gates = {0: threading.Event()}
        await shown.send("Who?")
        await shown.sees("Reading…")
        await shown.press("ctrl+t")
        await shown.sees(EN.busy)
        assert len(fake.asked) == 2


@in_loop
async def test_a_whole_answer_does_not_go_on() -> None:
    async with showing(scripted("Done.")) as shown:
        await talk(shown)
        await shown.press("ctrl+s")
        await shown.sees(TEXTS.whole)
        assert len(shown.fake.asked) == 1
