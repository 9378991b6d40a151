"""The full screens: by key, by command, in each other's place, while an answer streams, in either language."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from textual.screen import Screen

from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Shown, in_loop, showing
from tui.commands import NAMES, Show, parse
from tui.confirm import Confirm
from tui.endpoints import EndpointsScreen
from tui.keys import KeysScreen, KeysTexts
from tui.language import translated
from tui.screens import SCREENS, made
from tui.settings_screen import SettingsScreen
from tui.strings import EN, ZH


async def goes(shown: Shown, key: str, kind: type[Screen[Any]]) -> None:
    """Press a key that opens such a screen."""
    await shown.type(key)
    await shown.until(lambda: isinstance(shown.app.screen, kind))


@pytest.mark.parametrize("name", SCREENS)
@in_loop
async def test_a_screen_opens_by_its_key_and_by_its_command_and_goes_by_either_key(name: str) -> None:
    async with showing(FakeAssistant()) as shown:
        kind = type(made(name, shown.app.session, EN))
        key = SCREENS[name].key
        await shown.press(key)
        await shown.until(lambda: isinstance(shown.app.screen, kind))
        await shown.type("escape")
        await shown.until(lambda: shown.app.screen is shown.chat)
        await shown.send(f"/{name}")
        await shown.until(lambda: isinstance(shown.app.screen, kind))
        await shown.type(key)
        await shown.until(lambda: shown.app.screen is shown.chat)
        assert shown.typed == ""


@in_loop
async def test_one_screen_takes_the_place_of_another_and_of_the_key_help() -> None:
    async with showing(FakeAssistant()) as shown:
        for key, kind in (("f8", SettingsScreen), ("f1", KeysScreen), ("f6", EndpointsScreen), ("f8", SettingsScreen)):
            await goes(shown, key, kind)
        assert len(shown.app.screen_stack) == 2
        await shown.type("escape")
        await shown.until(lambda: shown.app.screen is shown.chat)


@in_loop
async def test_a_question_that_waits_for_its_answer_is_not_left_by_a_key_for_another_screen() -> None:
    async with showing(FakeAssistant()) as shown:
        question = Confirm("Really?", do="Do it", leave="Leave it")
        await shown.app.push_screen(question)
        for key in ("f8", "ctrl+p"):
            await shown.press(key)
            assert shown.app.screen is question


@in_loop
async def test_a_screen_opens_while_an_answer_streams_and_the_answer_goes_on_behind() -> None:
    gate = threading.Event()
    async with showing(FakeAssistant(["One, ", "two."], gates={1: gate})) as shown:
        await shown.send("Hi")
        await shown.sees("One,")
        await shown.press("f8")
        await shown.sees("Find a setting")
        gate.set()
        await shown.answered(1)
        await shown.type("f8")
        await shown.sees("One, two.")


@in_loop
async def test_a_screen_opens_before_the_home_is_open() -> None:
    release = threading.Event()

    def slow() -> FakeAssistant:
        release.wait(20)
        return FakeAssistant()

    async with showing(slow, opened=False) as shown:
        try:
            for name, place in SCREENS.items():
                await goes(shown, place.key, type(made(name, shown.app.session, EN)))
        finally:
            release.set()


def test_every_screen_has_a_command() -> None:
    assert [parse(f"/{name}") for name in SCREENS] == [Show(name) for name in SCREENS]
    assert set(SCREENS) <= set(NAMES)


@pytest.mark.parametrize("language", ["en", "zh"])
@in_loop
async def test_the_key_help_shows_the_group_of_the_screen_first_and_scrolls_to_the_last(language: str) -> None:
    strings = EN if language == "en" else ZH
    texts = translated(KeysTexts, language)
    async with showing(FakeAssistant(), strings=strings, size=(60, 18)) as shown:
        await goes(shown, "f1", KeysScreen)
        await shown.sees(texts.groups["chat"], texts.keys["chat"]["Enter"])
        await shown.type("escape")
        await shown.until(lambda: shown.app.screen is shown.chat)
        await goes(shown, "f8", SettingsScreen)
        await goes(shown, "f1", KeysScreen)
        await shown.sees(texts.groups["settings"], *texts.keys["settings"].values())
        await shown.press("end")
        await shown.sees(*texts.keys["palette"].values())
        await shown.type("f1")
        await shown.until(lambda: not isinstance(shown.app.screen, KeysScreen))


SPELLED = {"esc": "escape", "/": "slash"}


def spelled(keys: str) -> set[str]:
    """The keys of a row of the help, in Textual's form."""
    return {SPELLED.get(key.lower(), key.lower()) for key in keys.split(", ")}


@pytest.mark.parametrize("name", SCREENS)
@in_loop
async def test_the_help_names_every_key_of_a_screen_and_no_other(name: str) -> None:
    async with showing(FakeAssistant()) as shown:
        screen = made(name, shown.app.session, EN)
        bound = {key for cls in type(screen).__mro__ for key in keys_of(cls)}
        named = set[str]().union(*map(spelled, KeysTexts().keys[name]))
        several = [set(keys) for cls in type(screen).__mro__ for keys in rows_of(cls)]
        assert named - {"up", "down", "enter"} <= bound
        assert [keys for keys in several if not keys & named] == []


def rows_of(cls: type) -> list[list[str]]:
    found = []
    for binding in vars(cls).get("BINDINGS", ()) if cls.__module__.startswith("tui.") else ():
        keys = binding[0] if isinstance(binding, tuple) else binding.key
        found.append(keys.split(","))
    return found


def keys_of(cls: type) -> list[str]:
    return [key for keys in rows_of(cls) for key in keys]
