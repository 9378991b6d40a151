"""Every key that the help names does what the help says."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from edge.events import Face
from edge.offers import Offer
from edge.turn import Question
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Shown, in_loop, showing
from tui.keys import KeysScreen
from tui.message import UserMessage
from tui.strings import EN, ZH, Strings
from tui.why import WhyScreen

LONG = "\n\n".join(f"Paragraph {number}." for number in range(40))


async def sends(shown: Shown, enter: str) -> None:
    shown.chat.composer.insert("Hi")
    await shown.press(enter)
    await shown.answered(1)
    assert shown.typed == ""


async def breaks_the_line(shown: Shown, *keys: str) -> None:
    for key in keys:
        await shown.press("a", key)
    assert shown.typed == "a\n" * len(keys)


async def brings_back_what_was_sent(shown: Shown, up: str, down: str) -> None:
    for text in ("one", "two"):
        await shown.send(text)
    await shown.press(up)
    assert shown.typed == "two"
    await shown.press(up)
    assert shown.typed == "one"
    await shown.press(down, down)
    assert shown.typed == ""


async def stops_and_takes_back(shown: Shown, esc: str) -> None:
    shown.fake.gates = {0: threading.Event()}
    await shown.send("Hi")
    await shown.sees("● answering")
    await shown.press(esc)
    await shown.sees("You stopped it.")


async def scrolls(shown: Shown, up: str, down: str = "") -> None:
    shown.fake.pieces = [LONG]
    await shown.send("Hi")
    await shown.sees("Paragraph 39.")
    await shown.press(up)
    await shown.until(lambda: "Paragraph 39." not in shown.text)
    if down:
        await shown.press(down, down)
        await shown.sees("Paragraph 39.")


async def goes_to_the_newest_line(shown: Shown, end: str) -> None:
    await scrolls(shown, "pageup")
    await shown.press("pageup", end)
    await shown.sees("Paragraph 39.")


async def begins_a_conversation(shown: Shown, key: str) -> None:
    await shown.send("one")
    await shown.answered(1)
    await shown.press(key)
    await shown.until(lambda: not shown.chat.query(UserMessage))
    await shown.sees("A new conversation.")
    await shown.send("two")
    await shown.answered(1)
    assert shown.fake.asked[-1].conversation == "new"
    assert len(shown.fake.conversations()) == 2


async def copies(shown: Shown, key: str) -> None:
    await shown.send("Hi")
    await shown.answered(1)
    shown.chat.text_select_all()
    await shown.press(key)
    await shown.until(lambda: "Hello, world." in shown.app.clipboard)
    shown.chat.clear_selection()
    shown.chat.composer.insert("draft")
    await shown.press(key)
    await shown.sees("Nothing is selected. Ctrl+Q quits.")
    shown.chat.composer.select_all()
    await shown.press(key)
    assert shown.app.clipboard == "draft"
    assert shown.typed == "draft"


async def shows_the_keys(shown: Shown, *keys: str) -> None:
    for key in keys:
        await shown.press(key)
        await shown.until(lambda: isinstance(shown.app.screen, KeysScreen))
        await shown.sees(*(word for row in shown.app.strings.keys for word in row))
        await shown.press("escape")
        await shown.until(lambda: shown.app.screen is shown.chat)


async def shows_why(shown: Shown, *keys: str) -> None:
    await shown.send("Hi")
    await shown.answered(1)
    for key in keys:
        await shown.press(key)
        await shown.until(lambda: isinstance(shown.app.screen, WhyScreen))
        await shown.sees("The device answers.", "Nothing left the device.")
        await shown.press("escape")
        await shown.until(lambda: shown.app.screen is shown.chat)


async def turns_an_answer(shown: Shown, *keys: str) -> None:
    await shown.send("Hi")
    await shown.answered(1)
    record = shown.fake.finished.get(timeout=5)
    face = Face("provisional", record.text, record.by, record.model)
    better = replace(record, text="A better one.", faces=(face,))
    shown.fake.offer(Offer(record.turn, record.conversation, "q", better))
    await shown.sees("A better one.")
    for key, text in zip(keys, ("Hello, world.", "A better one."), strict=True):
        await shown.press(key)
        await shown.sees(text)


async def chooses_an_answer(shown: Shown, up: str, down: str) -> None:
    for count, text in enumerate(("one", "two"), 1):
        await shown.send(text)
        await shown.answered(count)
    first, last = shown.chat.transcript.answers
    await shown.press(up, up)
    assert shown.chat.transcript.chosen is first
    await shown.press(down)
    assert shown.chat.transcript.chosen is last


async def shows_the_commands(shown: Shown, slash: str) -> None:
    await shown.press(slash)
    await shown.sees(*(f"/{usage}" for usage, _ in EN.commands.values()))


async def quits_and_keeps_the_text(shown: Shown, key: str) -> None:
    shown.chat.composer.insert("not sent")
    await shown.press("f1")  # also while the help is open
    await shown.until(lambda: isinstance(shown.app.screen, KeysScreen))
    await shown.type(key)
    await shown.until(lambda: not shown.app.is_running)
    shown.app.draft.close()
    assert shown.app.draft.restore() == "not sent"


DOES: dict[str, Callable[..., Awaitable[None]]] = {
    "Enter": sends,
    "Ctrl+J, Alt+Enter": breaks_the_line,
    "Up, Down": brings_back_what_was_sent,
    "Esc": stops_and_takes_back,
    "PageUp, PageDown": scrolls,
    "Ctrl+End": goes_to_the_newest_line,
    "Ctrl+N": begins_a_conversation,
    "Ctrl+C": copies,
    "F1, Ctrl+G": shows_the_keys,
    "F2, Ctrl+R": shows_why,
    "F3, Ctrl+O": turns_an_answer,
    "Ctrl+Up, Ctrl+Down": chooses_an_answer,
    "/": shows_the_commands,
    "Ctrl+Q": quits_and_keeps_the_text,
}


@pytest.mark.parametrize("keys", list(EN.keys))
@in_loop
async def test_each_row_of_the_help(keys: str) -> None:
    async with showing(FakeAssistant()) as shown:
        await DOES[keys](shown, *(key.lower().replace("esc", "escape") for key in keys.split(", ")))


def test_the_help_names_the_same_keys_in_both_languages() -> None:
    assert list(EN.keys) == list(ZH.keys) == list(DOES)


@pytest.mark.parametrize("strings", [EN, ZH], ids=["en", "zh"])
@in_loop
async def test_the_help_fits_the_screen(strings: Strings) -> None:
    async with showing(FakeAssistant(), strings=strings) as shown:
        for size in ((60, 18), (80, 24), (140, 45)):
            await shown.resize(size)
            await shows_the_keys(shown, "f1")


@in_loop
async def test_ctrl_n_leaves_an_answer_that_is_under_way_alone() -> None:
    async with showing(FakeAssistant(gates={0: threading.Event()})) as shown:
        await shown.send("Hi")
        await shown.press("ctrl+n")
        await shown.sees("An answer is under way. Esc stops it.", "Hi")


@in_loop
async def test_esc_with_nothing_to_stop_keeps_the_text_and_says_how_to_quit() -> None:
    async with showing(FakeAssistant()) as shown:
        await shown.press("a", "escape")
        await shown.sees("Nothing to stop. Ctrl+Q quits.")
        assert shown.typed == "a"


@in_loop
async def test_up_brings_back_what_was_sent_in_an_earlier_session() -> None:
    fake = FakeAssistant()
    list(fake.ask(Question("from before", uid="q")))
    async with showing(fake) as shown:
        await shown.press("up")
        assert shown.typed == "from before"
