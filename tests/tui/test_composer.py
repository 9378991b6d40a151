"""The composer: several lines, wide characters, pastes; nothing typed is replaced."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events

from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import in_loop, showing
from tui.strings import ZH


@in_loop
async def test_it_grows_with_the_text_up_to_some_lines() -> None:
    async with showing(FakeAssistant()) as shown:
        composer = shown.chat.composer
        heights = []
        for _ in range(12):
            composer.insert("x\n")
            await shown.pilot.pause()
            heights.append(composer.size.height)
        assert heights[0] < heights[1] < heights[2]
        assert heights == sorted(heights)
        assert heights[-1] == heights[-2] <= 8


@in_loop
async def test_what_is_typed_right_after_enter_is_the_next_message() -> None:
    fake = FakeAssistant()
    async with showing(fake) as shown:
        await shown.type("a", "enter", "b", "enter", "c")
        await shown.answered(2)
        assert [question.text for question in fake.asked] == ["a", "b"]
        assert shown.typed == "c"


@in_loop
async def test_an_empty_message_is_not_sent() -> None:
    fake = FakeAssistant()
    async with showing(fake) as shown:
        await shown.press("enter", "space", "enter", "ctrl+j", "enter")
        await shown.send("x")
        await shown.answered(1)
        assert [question.text.strip() for question in fake.asked] == ["x"]


@in_loop
async def test_a_paste_of_several_lines_is_not_sent_and_loses_its_control_characters() -> None:
    async with showing(FakeAssistant()) as shown:
        shown.app.post_message(events.Paste("one\x1b[31m\r\ntwo\x07\u202e three"))
        await shown.holds("one\ntwo three")


@in_loop
async def test_a_paste_of_many_lines_is_sent_whole() -> None:
    fake = FakeAssistant()
    text = "\n".join(f"line {number} " + "x" * 80 for number in range(80))
    async with showing(fake) as shown:
        shown.app.post_message(events.Paste(text))
        await shown.holds(text)
        await shown.press("enter")
        await shown.answered(1)
        assert fake.asked[0].text == text


@in_loop
async def test_what_an_input_method_commits_arrives_as_it_is() -> None:
    fake = FakeAssistant()
    texts = ["你好，世界！", "こんにちは", "naïve café", "🙂👍🏽"]
    async with showing(fake, strings=ZH) as shown:
        for count, text in enumerate(texts, 1):
            await shown.type(*text)
            await shown.holds(text)
            assert cell_len(shown.text.splitlines()[-3]) == 80
            await shown.press("enter")
            await shown.answered(count)
        assert [question.text for question in fake.asked] == texts


@in_loop
async def test_up_never_replaces_a_text_that_was_not_sent() -> None:
    async with showing(FakeAssistant()) as shown:
        await shown.send("sent")
        await shown.answered(1)
        shown.chat.composer.insert("typed")
        await shown.press("up", "up")
        assert shown.typed == "typed"


@in_loop
async def test_a_recalled_message_that_was_changed_is_not_replaced_either() -> None:
    async with showing(FakeAssistant()) as shown:
        for text in ("one", "two"):
            await shown.send(text)
        await shown.answered(2)
        await shown.press("up", "x", "up")
        assert shown.typed == "twox"
