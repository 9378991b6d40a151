"""`/cloud`, `/local`, `/private` and `/offline`: who is asked is what the user said, and no message is lost."""

from __future__ import annotations

import threading

import pytest

from edge.home import open_home
from edge.paths import Paths
from edge.turn import AssistantLike, Question
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Shown, in_loop, showing
from tests.tui.test_chat import SlowToTake
from tui.palette import MOST, Palette
from tui.strings import EN, ZH, Strings


def decided(fake: FakeAssistant) -> list[tuple[str, str | None, bool]]:
    return [(question.text, question.choice, question.private) for question in fake.asked]


def palette(shown: Shown) -> Palette:
    return shown.chat.query_one(Palette)


@pytest.mark.parametrize(
    ("typed", "asked", "mark"),
    [
        ("/cloud Prove it.", ("Prove it.", "cloud", False), "to the cloud"),
        ("/local Prove it.", ("Prove it.", "local", False), "to the device"),
        ("/private Prove it.", ("Prove it.", None, True), "stays on this device"),
        ("//cloud is a word", ("/cloud is a word", None, False), ""),
    ],
)
def test_a_message_goes_where_its_command_says(typed: str, asked: tuple[str, str | None, bool], mark: str) -> None:
    @in_loop
    async def test() -> None:
        async with showing(FakeAssistant()) as shown:
            await shown.send(typed)
            await shown.answered(1)
            assert decided(shown.fake) == [asked]
            await shown.sees(asked[0], mark)
            assert typed == asked[0] or typed not in shown.text

    test()


@in_loop
async def test_a_command_alone_asks_the_last_question_again_in_the_same_conversation() -> None:
    async with showing(FakeAssistant()) as shown:
        await shown.send("Prove it.")
        await shown.answered(1)
        for count, command in enumerate(("/cloud", "/local"), 2):
            await shown.send(command)
            await shown.until(lambda count=count: len(shown.fake.asked) == count and shown.chat.dialogue.asking.idle)  # type: ignore[misc]
        assert decided(shown.fake) == [("Prove it.", who, False) for who in (None, "cloud", "local")]
        assert len({question.uid for question in shown.fake.asked}) == 3
        assert len(shown.fake.conversations()) == 1


@in_loop
async def test_the_last_question_is_also_that_of_an_earlier_session_and_what_was_private_stays_so() -> None:
    fake = FakeAssistant()
    list(fake.ask(Question("my secret", uid="q", private=True)))
    async with showing(fake) as shown:
        await shown.sees("my secret", "stays on this device")
        await shown.send("/cloud")
        await shown.answered(1)
        assert decided(fake)[1:] == [("my secret", "cloud", True)]


@in_loop
async def test_with_no_question_before_there_is_nothing_to_ask_again() -> None:
    async with showing(FakeAssistant()) as shown:
        await shown.send("/cloud")
        await shown.sees(EN.nothing_asked)
        assert (shown.typed, shown.fake.asked) == ("/cloud", [])
        shown.chat.composer.clear()
        await shown.send("Hi")
        await shown.answered(1)
        await shown.press("ctrl+n")
        await shown.sees("A new conversation.")
        await shown.send("/local")
        await shown.sees(EN.nothing_asked)
        assert len(shown.fake.asked) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/clud Prove it.", "There is no /clud. There are /cloud /local /private"),
        ("/private", "private TEXT"),
        ("/why is the sky blue", "It is written /why."),
        ("/offline soon", "It is written /offline on|off."),
    ],
)
def test_what_is_mistyped_stays_in_the_composer_with_one_line_about_it(typed: str, said: str) -> None:
    @in_loop
    async def test() -> None:
        async with showing(FakeAssistant(), size=(60, 18)) as shown:
            await shown.send(typed)
            await shown.holds(typed)
            await shown.sees(said)
            assert shown.fake.asked == []

    test()


@in_loop
async def test_a_message_of_the_past_that_begins_with_a_slash_can_be_brought_back_and_sent() -> None:
    fake = FakeAssistant()
    list(fake.ask(Question("/cloud is a word", uid="q")))
    async with showing(fake) as shown:
        await shown.press("up")
        assert shown.typed == "//cloud is a word"
        await shown.press("enter")
        await shown.answered(1)
        assert decided(fake)[1:] == [("/cloud is a word", None, False)]


@in_loop
async def test_a_message_that_is_taken_back_is_as_it_was_typed() -> None:
    fake = SlowToTake()
    async with showing(fake) as shown:
        await shown.send("one")
        await shown.send("/private two")
        await shown.sees("stays on this device", "waits for its turn")
        await shown.press("escape", "escape")
        await shown.holds("/private two")
        fake.taking.set()


@in_loop
async def test_of_several_messages_that_come_back_as_one_what_was_private_stays_private() -> None:
    gate = threading.Event()

    def fail_later() -> AssistantLike:
        gate.wait()
        raise RuntimeError

    async with showing(fail_later, opened=False) as shown:
        await shown.send("one")
        await shown.send("/private two")
        gate.set()
        await shown.holds("/private two\n\none")


@in_loop
async def test_offline_is_switched_in_the_middle_of_an_answer_and_the_status_line_says_so() -> None:
    fake = FakeAssistant(["So far.", "Rest."], gates={1: threading.Event()})
    async with showing(fake) as shown:
        await shown.send("Hi")
        await shown.sees("So far.")
        await shown.send("/offline on")
        await shown.sees("Offline: nothing leaves this device.")
        assert fake.status().offline
        await shown.send("/offline off")
        await shown.sees("Online again.")
        assert not fake.status().offline
        assert len(fake.asked) == 1


def test_offline_is_switched_for_the_home_also_from_a_second_app(paths: Paths) -> None:
    fake = FakeAssistant()
    owner = open_home(paths, lambda: fake)
    second = open_home(paths, FakeAssistant)
    try:
        assert not second.owns
        second.set_offline(True)
        assert fake.status().offline
        owner.set_offline(False)
        assert not second.status().offline
    finally:
        second.close()
        owner.close()


@pytest.mark.parametrize("strings", [EN, ZH], ids=["en", "zh"])
@in_loop
async def test_a_slash_shows_the_commands_and_tab_writes_one_out(strings: Strings) -> None:
    async with showing(FakeAssistant(), strings=strings, size=(60, 18)) as shown:
        await shown.press("/")
        explained = [f"/{usage}{does}" for usage, does in list(strings.commands.values())[:MOST]]
        await shown.sees(*explained, *(f"/{name}" for name in strings.commands))
        await shown.press("p")
        await shown.until(lambda: strings.commands["cloud"][1] not in shown.text)
        await shown.press("tab")
        assert shown.typed == "/private "
        await shown.sees(strings.commands["private"][1])
        await shown.press("x")
        await shown.until(lambda: not palette(shown).display)
        shown.chat.composer.clear()
        await shown.until(lambda: not palette(shown).display)
