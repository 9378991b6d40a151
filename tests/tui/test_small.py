"""Small windows: what is shown at 60 × 18 and below, and what happens when the size changes."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Shown, in_loop, showing
from tui import screens
from tui.small import SmallScreen
from tui.strings import EN, ZH, Strings

LANGUAGES = pytest.mark.parametrize("strings", [EN, ZH], ids=["en", "zh"])
LONG = "这是一个很长的句子，用来看看宽字符在窄窗口里怎样换行，不会从中间断开。" * 3


def lines(shown: Shown) -> list[str]:
    return shown.text.splitlines()


@LANGUAGES
@in_loop
async def test_at_60_by_18_the_chat_has_room_for_an_answer_the_composer_and_the_status(strings: Strings) -> None:
    async with showing(FakeAssistant([LONG]), size=(60, 18), strings=strings) as shown:
        await shown.send("你好")
        await shown.answered(1)
        await shown.sees(LONG[-30:], strings.states["ready"], "F1")
        assert {strip.cell_length for strip in shown.strips} == {60}


@LANGUAGES
@pytest.mark.parametrize("name", screens.SCREENS)
@in_loop
async def test_every_screen_opens_at_60_by_18_and_no_line_is_longer_than_the_window(
    name: str, strings: Strings
) -> None:
    async with showing(FakeAssistant(), size=(60, 18), strings=strings) as shown:
        await shown.type(screens.SCREENS[name].key)
        await shown.until(lambda: shown.app.screen is not shown.chat)
        await shown.pilot.pause()
        assert all(cell_len(line) <= 60 for line in lines(shown))
        await shown.type("escape")
        await shown.until(lambda: shown.app.screen is shown.chat)


@LANGUAGES
@in_loop
async def test_below_the_least_size_a_sentence_says_what_is_needed_and_nothing_is_lost(strings: Strings) -> None:
    async with showing(FakeAssistant(["Fine."]), strings=strings) as shown:
        await shown.press(*"half")
        await shown.resize((30, 8))
        await shown.until(lambda: isinstance(shown.app.screen, SmallScreen))
        await shown.sees("30 × 8", "40 × 10")
        await shown.type("f1", "f7", "x")
        await shown.resize((25, 9))
        await shown.sees("25 × 9")
        await shown.resize((60, 18))
        await shown.until(lambda: shown.app.screen is shown.chat)
        assert shown.typed == "half"


@in_loop
async def test_a_window_that_is_too_small_from_the_beginning_is_told_so() -> None:
    async with showing(FakeAssistant(), size=(20, 5)) as shown:
        await shown.until(lambda: isinstance(shown.app.screen, SmallScreen))
        await shown.resize((80, 24))
        await shown.sees("Enter sends it.")


@in_loop
async def test_the_size_may_change_at_any_time_also_while_an_answer_comes() -> None:
    async with showing(FakeAssistant([f"word{n} " for n in range(300)]), size=(140, 40)) as shown:
        await shown.send("Hi")
        for size in ((60, 18), (41, 11), (100, 30), (12, 3), (80, 24)):
            await shown.resize(size)
        await shown.answered(1)
        await shown.sees("word299")


@LANGUAGES
@in_loop
async def test_the_status_line_is_never_cut_in_the_middle_of_a_wide_sign(strings: Strings) -> None:
    async with showing(FakeAssistant(model="通义千问模型"), strings=strings) as shown:
        for width in range(40, 64):
            await shown.resize((width, 18))
            assert shown.strips[-1].cell_length == width
            shown.chat.status_line.tell("上一次的对话还在打开，请再等一会儿，马上就好了，真的马上就好了。")
            await shown.pilot.pause()
            assert shown.strips[-1].cell_length == width
            shown.chat.status_line.hint = ""
