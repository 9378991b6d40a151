"""Ctrl+L and `/copy`: an answer or a block of its code goes to the clipboard, and the status line says how."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edge.events import Face
from edge.offers import Offer
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Shown, in_loop, showing
from tui.copying import CopyScreen, CopyTexts
from tui.language import translated
from tui.strings import EN, ZH, Strings

CODE = "用这个：\n\n```python\nprint('[red]你好[/red]')\n```\n\n或者：\n\n```sh\necho hi\n```\n"
TEXTS = CopyTexts()


async def answered(shown: Shown) -> None:
    await shown.send("Hi")
    await shown.answered(1)


@pytest.mark.parametrize("way", ["ctrl+l", "/copy"])
def test_an_answer_without_code_is_copied_at_once(way: str) -> None:
    @in_loop
    async def test() -> None:
        async with showing(FakeAssistant(["**Hello**, [red]world[/red]."])) as shown:
            await answered(shown)
            shown.chat.composer.insert("" if way == "ctrl+l" else way)
            await shown.press(way if way == "ctrl+l" else "enter")
            await shown.until(lambda: shown.app.clipboard == "**Hello**, [red]world[/red].")
            await shown.sees(TEXTS.by_terminal)

    test()


@pytest.mark.parametrize("strings", [EN, ZH], ids=["en", "zh"])
@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        (("enter",), CODE),
        (("down", "enter"), "print('[red]你好[/red]')\n"),
        (("2",), "echo hi\n"),
        (("escape",), ""),
    ],
)
def test_of_an_answer_with_code_the_user_chooses_what_is_copied(
    strings: Strings, keys: tuple[str, ...], copied: str
) -> None:
    @in_loop
    async def test() -> None:
        async with showing(FakeAssistant([CODE]), strings=strings, size=(60, 18)) as shown:
            texts = translated(CopyTexts, strings.language)
            await answered(shown)
            await shown.press("ctrl+l")
            await shown.sees(
                texts.title, texts.whole, "用这个：", "python", "print('[red]你好[/red]')", "sh", "echo hi"
            )
            await shown.press(*keys)
            await shown.until(lambda: not isinstance(shown.app.screen, CopyScreen))
            await shown.until(lambda: shown.app.clipboard == copied)

    test()


@in_loop
async def test_a_block_is_copied_by_its_number() -> None:
    async with showing(FakeAssistant([CODE])) as shown:
        await shown.send("/copy 1")
        await shown.sees(TEXTS.nothing)
        await answered(shown)
        await shown.send("/copy 2")
        await shown.until(lambda: shown.app.clipboard == "echo hi\n")
        await shown.send("/copy 3")
        await shown.sees(TEXTS.no_block.format(number=3))


@in_loop
async def test_the_face_that_is_turned_up_is_what_is_copied() -> None:
    async with showing(FakeAssistant(["Early."])) as shown:
        await answered(shown)
        record = shown.fake.finished.get(timeout=5)
        face = Face("provisional", "Early.", "local", "fake")
        better = replace(record, text="Late.", by="cloud", faces=(face,))
        shown.fake.offer(Offer(record.turn, record.conversation, shown.fake.asked[0].uid, better))
        await shown.sees("Late.")
        await shown.press("ctrl+l")
        await shown.until(lambda: shown.app.clipboard == "Late.")
        await shown.press("ctrl+o")
        await shown.sees("Early.")
        await shown.press("ctrl+l")
        await shown.until(lambda: shown.app.clipboard == "Early.")
