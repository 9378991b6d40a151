"""The language of the interface changes while the app runs: all of it, and nothing that was said."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from edge.events import Piece, Switched, Waiting
from edge.settings import load
from edge.turn import Question
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Scripted, Shown, in_loop, showing
from tests.tui.snapshot import LooksLike
from tui.language import become, translated
from tui.preferences import language_of
from tui.screens import SCREENS, made
from tui.strings import EN, ZH, Strings


async def speaks(shown: Shown, language: str) -> None:
    await shown.app.run_action(f"prefer('ui.language', {language!r})")
    await shown.until(lambda: shown.app.strings.language == language)


@in_loop
async def test_the_labels_of_a_conversation_change_and_what_was_said_does_not(looks_like: LooksLike) -> None:
    fake = FakeAssistant(["I said it in English."])
    list(fake.ask(Question("Said before.", uid="q", private=True)))
    async with showing(fake) as shown:
        await shown.send("/private Said now.")
        await shown.answered(2)
        await speaks(shown, "zh")
        await shown.sees(
            "Said before.", "Said now.", "I said it in English.", "只留在本机", "本机 · fake · 首字", "就绪"
        )
        await shown.sees(ZH.placeholder, ZH.keys_hint)
        assert "first word" not in shown.text
        await looks_like(shown)
        await speaks(shown, "en")
        await shown.sees("stays on this device", "device · fake · first word", "ready", EN.placeholder)
        assert "首字" not in shown.text


@in_loop
async def test_a_reply_under_way_goes_on_in_the_other_language() -> None:
    gate, end = threading.Event(), threading.Event()
    steps = (
        Waiting("asking", "example"),
        gate,
        Piece("From the cloud, ", "cloud", "large"),
        Switched("cloud", "local", "It broke off.", False),
        Piece("from the device.", "local", "small"),
        end,
    )
    async with showing(Scripted(*steps)) as shown:
        await shown.send("Hi")
        await shown.send("Next")
        await shown.sees("Asking example…", "waits for its turn")
        await speaks(shown, "zh")
        await shown.sees("正在询问 example……", "排队等待")
        gate.set()
        await shown.sees("From the cloud,", "以上：云端。以下：本机。It broke off.", "from the device.")
        await speaks(shown, "en")
        await shown.sees("Above: cloud. Below: device. It broke off.")
        end.set()


@pytest.mark.parametrize("name", SCREENS)
@in_loop
async def test_the_screen_that_is_open_changes_too(name: str) -> None:
    async with showing(FakeAssistant()) as shown:
        kind = type(made(name, shown.app.session, EN))
        await shown.press(SCREENS[name].key)
        await shown.until(lambda: isinstance(shown.app.screen, kind))
        await speaks(shown, "zh")
        await shown.until(lambda: isinstance(shown.app.screen, kind) and shown.app.screen.strings.language == "zh")
        await shown.until(lambda: any("\u4e00" <= character <= "\u9fff" for character in shown.text.splitlines()[0]))


@in_loop
async def test_the_commands_that_are_suggested_change_too() -> None:
    async with showing(FakeAssistant()) as shown:
        await shown.press("/", "w")
        await shown.sees(EN.commands["why"][1])
        await speaks(shown, "zh")
        await shown.sees(ZH.commands["why"][1])


@in_loop
async def test_it_is_kept_for_the_next_start() -> None:
    config = Path(os.environ["EDGE_HOME"]) / "config.toml"
    async with showing(FakeAssistant()) as shown:
        await speaks(shown, "zh")
        await shown.until(config.exists)
    assert load(config).settings.ui.language == "zh"


@in_loop
async def test_a_file_that_cannot_be_written_is_said_and_the_language_changes_all_the_same() -> None:
    config = Path(os.environ["EDGE_HOME"]) / "config.toml"
    async with showing(FakeAssistant()) as shown:
        config.write_text("this is = = no toml")
        await speaks(shown, "zh")
        await shown.sees("cannot be changed")


@in_loop
async def test_two_apps_in_one_process_speak_each_its_own() -> None:
    async with showing(FakeAssistant()) as shown:
        await speaks(shown, "zh")
        assert EN.placeholder == Strings().placeholder
        assert translated(Strings, "en").placeholder == EN.placeholder


def test_texts_of_ones_own_become_those_of_another_language() -> None:
    texts = Strings()
    become(texts, "zh")
    assert texts == ZH
    become(texts, "en")
    assert texts == EN


@pytest.mark.parametrize(
    ("wanted", "locale", "language"), [("auto", "zh_CN.UTF-8", "zh"), ("auto", "C", "en"), ("en", "zh_CN", "en")]
)
def test_the_setting_wins_over_the_locale(wanted: str, locale: str, language: str) -> None:
    assert language_of(wanted, {"LANG": locale}) == language
