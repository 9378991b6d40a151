"""Ctrl+P: everything that the app can do, found by a part of its name, in both languages."""

from __future__ import annotations

import threading

import pytest

from edge.turn import Question
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import Shown, in_loop, showing
from tests.tui.snapshot import IN_BOTH, LooksLike
from tui.actions import ACTIONS, ActionTexts
from tui.chat import ChatScreen
from tui.command_palette import CommandPalette
from tui.commands import Said, Wrong, parse
from tui.language import translated
from tui.screens import SCREENS
from tui.strings import EN, ZH, Strings
from tui.theme import theme_name


async def opens(shown: Shown) -> CommandPalette:
    await shown.press("ctrl+p")
    await shown.until(lambda: isinstance(shown.app.screen, CommandPalette))
    palette = shown.app.screen
    assert isinstance(palette, CommandPalette)
    return palette


async def finds(shown: Shown, query: str, name: str) -> None:
    """Typing this has an entry of that name come first."""
    palette = await opens(shown)
    await shown.press(*query)
    await shown.until(lambda: bool(palette._found) and palette._found[0].name == name)


@IN_BOTH
@in_loop
async def test_the_palette_looks_right(looks_like: LooksLike, strings: Strings) -> None:
    async with showing(FakeAssistant(), size=(60, 18), strings=strings) as shown:
        await opens(shown)
        await looks_like(shown)
        await shown.press("c", "o", "n")
        await looks_like(shown, "while-typing")


@pytest.mark.parametrize(
    ("strings", "query", "name"),
    [
        (EN, "dark", "dark"),
        (EN, "temperature", "dashboard"),
        (EN, "nc", "new"),
        (EN, "ctrl+n", "new"),
        (ZH, "设置", "settings"),
        (ZH, "sz", "settings"),
        (ZH, "shezhi", "settings"),
        (ZH, "settings", "settings"),
        (ZH, "深色", "dark"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.language,
)
@in_loop
async def test_an_action_is_found_by_its_name_in_both_languages_and_by_pinyin(
    strings: Strings, query: str, name: str
) -> None:
    async with showing(FakeAssistant(), strings=strings) as shown:
        await finds(shown, query, translated(ActionTexts, strings.language).does[name])


@in_loop
async def test_enter_does_what_is_chosen_and_escape_nothing() -> None:
    async with showing(FakeAssistant()) as shown:
        await finds(shown, "light", "Colours: light")
        await shown.type("escape")
        await shown.until(lambda: shown.app.screen is shown.chat)
        assert shown.app.theme == theme_name("dark")
        await finds(shown, "light", "Colours: light")
        await shown.type("enter")
        await shown.until(lambda: shown.app.theme == theme_name("light"))
        assert shown.app.screen is shown.chat


@in_loop
async def test_down_and_up_choose_while_the_field_keeps_the_focus() -> None:
    async with showing(FakeAssistant()) as shown:
        await finds(shown, "colours", "Colours: dark")
        await shown.press("down", "down", "up")
        chosen = shown.app.screen
        assert isinstance(chosen, CommandPalette)
        wanted = chosen._found[1].name.partition(": ")[2].split()[-1]
        await shown.type("enter")
        await shown.until(lambda: shown.app.theme == theme_name(wanted))


@in_loop
async def test_a_click_does_it() -> None:
    async with showing(FakeAssistant()) as shown:
        await finds(shown, "all keys", "All keys")
        await shown.pilot.click("#commands OptionList", offset=(2, 0))
        await shown.sees("In the conversation", "send the message")


@in_loop
async def test_what_the_chat_does_is_done_there_from_any_screen() -> None:
    async with showing(FakeAssistant()) as shown:
        await shown.send("Hi")
        await shown.answered(1)
        await shown.press("f8")
        await finds(shown, "new conv", "New conversation")
        await shown.type("enter")
        await shown.sees("A new conversation. The one before it is kept.")
        assert shown.app.screen is shown.chat


@in_loop
async def test_a_message_for_the_device_alone_is_begun_before_what_was_typed() -> None:
    async with showing(FakeAssistant()) as shown:
        await shown.press("a", "b")
        await finds(shown, "stays on", "Write a message that stays on this device")
        await shown.type("enter")
        await shown.holds("/private ab")


@in_loop
async def test_a_conversation_is_found_by_its_title_and_brackets_in_it_are_text() -> None:
    fake = FakeAssistant()
    for title in ("[red]The garden[/red]", "Another one"):
        list(fake.ask(Question(title, uid=title, conversation="new")))
    async with showing(fake) as shown:
        await shown.sees("Another one")
        await finds(shown, "garden", "Open: [red]The garden[/red]")
        await shown.sees("Open: [red]The garden[/red]")
        await shown.type("enter")
        await shown.until(lambda: shown.app.screen is shown.chat)
        await shown.sees("[red]The garden[/red]", "Hello, world.")
        await shown.until(lambda: "Another one" not in shown.text)


@in_loop
async def test_what_nothing_is_called_says_so_and_enter_stays() -> None:
    async with showing(FakeAssistant()) as shown:
        palette = await opens(shown)
        await shown.press(*"qqqq")
        await shown.sees("Nothing is called like this.")
        await shown.press("enter")
        assert shown.app.screen is palette


@in_loop
async def test_it_opens_and_goes_while_an_answer_streams() -> None:
    gate = threading.Event()
    async with showing(FakeAssistant(["One, ", "two."], gates={1: gate})) as shown:
        await shown.send("Hi")
        await shown.sees("One,")
        await opens(shown)
        gate.set()
        await shown.answered(1)
        await shown.type("ctrl+p")
        await shown.until(lambda: shown.app.screen is shown.chat)
        await shown.sees("One, two.")


def test_every_action_is_one_of_the_app_the_chat_or_a_command() -> None:
    from tui.app import ChatApp

    for action in ACTIONS:
        name = action.does.partition("(")[0]
        assert hasattr(ChatApp if action.where == "app" else ChatScreen, f"action_{name}"), action.does
        if name == "obey":
            assert not isinstance(parse(action.does.split("'")[1]), Said | Wrong)


def test_every_screen_is_an_action_and_every_action_has_its_texts() -> None:
    texts = ActionTexts()
    assert {action.name for action in ACTIONS} == texts.does.keys() == texts.also.keys()
    assert SCREENS.keys() <= texts.does.keys()
