"""F8: every setting with what it is about, and changing it, as `edge config set` does."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.widgets import TextArea

from edge.settings import declared, load
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Shown, in_loop, showing
from tests.tui.snapshot import IN_BOTH, LooksLike
from tui.field import Field
from tui.setting_form import SettingForm
from tui.settings_screen import SettingsScreen
from tui.settings_texts import SettingsTexts, rule
from tui.strings import EN, Strings
from tui.theme import theme_name


def config() -> Path:
    return Path(os.environ["EDGE_HOME"]) / "config.toml"


@asynccontextmanager
async def settings(key: str = "", strings: Strings = EN, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Shown]:
    """The screen, with that setting chosen."""
    async with showing(FakeAssistant(), strings=strings, size=size) as shown:
        await shown.press("f8")
        await shown.until(lambda: isinstance(shown.app.screen, SettingsScreen))
        await shown.until(lambda: screen(shown)._chosen is not None)
        if key:
            await chooses(shown, key)
        yield shown


def screen(shown: Shown) -> SettingsScreen:
    return next(one for one in shown.app.screen_stack if isinstance(one, SettingsScreen))


async def chooses(shown: Shown, key: str) -> None:
    await shown.press("slash", *key, "enter")
    await shown.until(lambda: screen(shown)._list.has_focus)
    await shown.until(lambda: (chosen := screen(shown)._chosen) is not None and chosen.key == key)


async def opens_the_form(shown: Shown) -> None:
    await shown.press("enter")
    await shown.until(
        lambda: isinstance(shown.app.screen, SettingForm) and bool(shown.app.screen.query("#value:focus"))
    )


async def fills_in(shown: Shown, text: str) -> None:
    entry = shown.app.screen.query_one("#value")
    if isinstance(entry, TextArea):
        entry.load_text(text)
    else:
        assert isinstance(entry, Field)
        entry.value = text
    await shown.type("enter")


@IN_BOTH
@in_loop
async def test_the_settings_look_right(looks_like: LooksLike, strings: Strings) -> None:
    async with settings("ui.theme", strings, (60, 18)) as shown:
        await shown.type("escape")
        await looks_like(shown)
        await opens_the_form(shown)
        await looks_like(shown, "form")


@in_loop
async def test_every_setting_is_there_by_section_with_value_default_and_description() -> None:
    async with settings() as shown:
        listed = [one.key for one in screen(shown)._listed if one is not None]
        assert listed == list(declared())
        await shown.sees("Engine: how llama.cpp is run", "engine.context", "Which local model answers")
        await chooses(shown, "reply.max_tokens")
        await shown.sees("1024", "The most tokens of one reply.", "From 1 to 32768.", "This is its default.")


@in_loop
async def test_a_change_is_written_to_the_file_and_comments_in_it_stay() -> None:
    config().write_text("# mine\n[reply]\nsystem = 'Be kind.' # always\n")
    async with settings("reply.max_tokens") as shown:
        await opens_the_form(shown)
        await fills_in(shown, "300")
        await shown.sees("reply.max_tokens is set. Takes effect when the assistant is started next.")
        await shown.sees("Its default is 1024. Set in your file.")
    assert load(config()).settings.reply.max_tokens == 300
    assert "# mine" in config().read_text()
    assert "# always" in config().read_text()


@in_loop
async def test_what_cannot_be_set_is_said_in_the_form_and_nothing_is_written() -> None:
    async with settings("engine.batch") as shown:
        await opens_the_form(shown)
        for wrong in ("7", "many", ""):
            await fills_in(shown, wrong)
            await shown.sees("This cannot be set. A whole number. 0, or from 32 to 4096.")
        await shown.type("escape")
        await shown.until(lambda: shown.app.screen is screen(shown))
    assert not config().exists()


@in_loop
async def test_a_file_that_cannot_be_changed_is_said_in_the_form() -> None:
    async with settings("engine.batch") as shown:
        await opens_the_form(shown)
        config().write_text("this is = = no toml")
        await fills_in(shown, "64")
        await shown.sees("cannot be changed")
    assert config().read_text() == "this is = = no toml"


@in_loop
async def test_a_file_that_cannot_be_read_is_one_sentence() -> None:
    config().write_text("this is = = no toml")
    async with showing(FakeAssistant()) as shown:
        await shown.press("f8")
        await shown.sees("is not valid TOML")
        await shown.type("enter", "r", "escape")
        await shown.until(lambda: shown.app.screen is shown.chat)


@in_loop
async def test_choices_are_offered_and_patterns_may_have_lines() -> None:
    async with settings("cloud.masking") as shown:
        await opens_the_form(shown)
        await shown.sees("true", "false")
        await shown.type("down", "enter")
        await shown.sees("cloud.masking is set.")
        await chooses(shown, "cloud.mask")
        await opens_the_form(shown)
        await shown.press("a", "ctrl+j", "b")
        await shown.type("enter")
        await shown.sees("a … (2 lines)")
    assert load(config()).settings.cloud.mask == "a\nb"
    assert load(config()).settings.cloud.masking is False


@in_loop
async def test_r_brings_back_the_default() -> None:
    config().write_text("[reply]\nmax_tokens = 300\n")
    async with settings("reply.max_tokens") as shown:
        await shown.sees("Set in your file.")
        await shown.press("r")
        await shown.sees("reply.max_tokens has its default again.", "This is its default.")
        await shown.press("delete")
        await shown.sees("reply.max_tokens has its default already.")
    assert load(config()).settings.reply.max_tokens == 1024


@in_loop
async def test_a_variable_is_named_as_the_source_and_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDGE_REPLY_MAX_TOKENS", "77")
    async with settings("reply.max_tokens") as shown:
        await shown.sees("Set by the variable EDGE_REPLY_MAX_TOKENS.", "77")
        await opens_the_form(shown)
        await fills_in(shown, "300")
        await shown.sees("The file is changed, and the variable EDGE_REPLY_MAX_TOKENS wins over it.")


@in_loop
async def test_the_theme_changes_at_once_and_is_kept() -> None:
    async with settings("ui.theme") as shown:
        await opens_the_form(shown)
        await shown.type("down", "enter")
        await shown.until(lambda: shown.app.theme == theme_name("light"))
        await shown.sees("ui.theme is set. Takes effect at once.")
    assert load(config()).settings.ui.theme == "light"


@in_loop
async def test_a_setting_is_found_by_a_word_of_its_description_and_escape_shows_all_again() -> None:
    async with settings() as shown:
        await shown.press("slash", *"greedy")
        await shown.until(lambda: [one.key for one in screen(shown)._listed if one] == ["sampling.temperature"])
        await shown.press("x", "x")
        await shown.sees("There is no such setting.")
        await shown.press("escape")
        await shown.sees("engine.threads")
        assert shown.app.screen is screen(shown)


@in_loop
async def test_the_mouse_chooses_and_its_second_click_opens() -> None:
    async with settings() as shown:
        await shown.pilot.click("#settings", offset=(4, 4))
        await shown.until(lambda: isinstance(shown.app.screen, SettingForm))


@pytest.mark.parametrize("key", declared())
def test_every_setting_says_which_values_it_takes_or_takes_any_text(key: str) -> None:
    setting = declared()[key]
    assert (rule(setting, SettingsTexts()) != "") == (setting.check is not None or setting.type is not str)
