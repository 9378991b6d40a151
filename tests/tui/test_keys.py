"""Every key that the help names does what the help says: each row of it has a check here, and none is left over."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets import Input, OptionList

from edge.events import Face
from edge.journal import Journal
from edge.offers import Offer
from edge.paths import Paths
from edge.turn import Question
from tests.edge.journal_help import talk
from tests.stubs.assistant import FakeAssistant
from tests.stubs.hub import Hub
from tests.stubs.pulled import CONTENT, goal, hub, pulled
from tests.tui import test_dashboard, test_endpoints, test_models, test_settings_screen
from tests.tui.archived import Archived
from tests.tui.pilot import Shown, in_loop, showing
from tests.tui.snapshot import IN_BOTH, LooksLike
from tui.ask import Ask
from tui.choices import Choices
from tui.command_palette import CommandPalette
from tui.confirm import Confirm
from tui.conversations import ConversationsScreen
from tui.dashboard import DashboardScreen
from tui.draft import Draft
from tui.endpoint_form import EndpointForm
from tui.endpoints import EndpointsScreen
from tui.keys import KeysScreen, KeysTexts
from tui.language import translated
from tui.message import UserMessage
from tui.models import ModelsScreen
from tui.setting_form import SettingForm
from tui.settings_screen import SettingsScreen
from tui.strings import EN, ZH, Strings
from tui.theme import theme_name
from tui.why import WhyScreen

__all__ = ["hub", "pulled"]

Check = Callable[..., Awaitable[None]]
"""`await check(shown, *keys)`: pressing these keys of a row does what the row says."""

LONG = "\n\n".join(f"Paragraph {number}." for number in range(40))


async def is_on(shown: Shown, kind: type[Screen[Any]]) -> None:
    """Wait until this screen is shown."""
    await shown.until(lambda: isinstance(shown.app.screen, kind))


async def goes_back(shown: Shown, key: str) -> None:
    await shown.type(key)
    await shown.until(lambda: shown.app.screen is shown.chat)


# In the conversation


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


async def goes_to_both_ends(shown: Shown, home: str, end: str) -> None:
    shown.fake.pieces = [LONG]
    await shown.send("Hi")
    await shown.sees("Paragraph 39.")
    await shown.press(home)
    await shown.sees("Hi", "Paragraph 0.")
    await shown.press(end)
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


async def copies_the_answer(shown: Shown, key: str) -> None:
    await shown.send("Hi")
    await shown.answered(1)
    await shown.press(key)
    await shown.until(lambda: shown.app.clipboard == "Hello, world.")


async def asks_again(shown: Shown, key: str) -> None:
    await shown.send("Hi")
    await shown.answered(1)
    shown.fake.pieces = ["Another answer."]
    await shown.press(key)
    await shown.sees("Another answer.")
    assert [asked.text for asked in shown.fake.asked] == ["Hi", "Hi"]


async def changes_the_last_message(shown: Shown, key: str) -> None:
    await shown.send("Hi")
    await shown.answered(1)
    await shown.press(key)
    await shown.holds("Hi")
    await shown.press("!", "enter")
    await shown.until(lambda: [asked.text for asked in shown.fake.asked] == ["Hi", "Hi!"])
    await shown.until(lambda: [one.text for one in shown.chat.query(UserMessage)] == ["Hi!"])


async def goes_on_with_the_answer(shown: Shown, key: str) -> None:
    shown.fake.pieces, shown.fake.cut_off = ["Once upon"], "length"
    await shown.send("Hi")
    await shown.answered(1)
    shown.fake.pieces, shown.fake.cut_off = [" a time."], None
    await shown.press(key)
    await shown.sees("Once upon a time.")


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
    await shown.sees(*(f"/{name}" for name in EN.commands))


async def offers_files(shown: Shown, at: str) -> None:
    Path("notes.txt").write_text("Some notes.")
    await shown.press(at)
    await shown.sees("notes.txt")


# Everywhere


async def shows_the_keys(shown: Shown, *keys: str) -> None:
    for key in keys:
        await shown.type(key)
        await is_on(shown, KeysScreen)
        await shown.sees("Enter", "send the message")
        await goes_back(shown, "escape")


def opens(kind: type[Screen[Any]]) -> Check:
    """The key opens this screen from the chat, and from another screen, too."""

    async def check(shown: Shown, key: str) -> None:
        await shown.type(key)
        await is_on(shown, kind)
        await shown.type("escape")
        await shown.until(lambda: shown.app.screen is shown.chat)
        await shown.type("f8" if kind is not SettingsScreen else "f4")
        await shown.until(lambda: shown.app.screen is not shown.chat)
        await shown.type(key)
        await is_on(shown, kind)

    return check


async def quits_and_keeps_the_text(shown: Shown, key: str) -> None:
    shown.chat.composer.insert("not sent")
    await shown.pilot.pause()
    await shown.type("f1")  # also while the help is open
    await shown.until(lambda: isinstance(shown.app.screen, KeysScreen))
    await shown.type(key)
    await shown.until(lambda: not shown.app.is_running)
    shown.app.draft.close()
    assert Draft(shown.app.session.paths.drafts).restore() == "not sent"


# Conversations


def titles(shown: Shown) -> list[str]:
    screen = shown.app.screen
    assert isinstance(screen, ConversationsScreen)
    return [row.info.title for row in screen._list.rows]


async def chooses_a_conversation(shown: Shown, up: str, down: str) -> None:
    screen = shown.app.screen
    assert isinstance(screen, ConversationsScreen)
    for key, title in ((down, "First talk"), (up, "Second talk")):
        await shown.press(key)
        await shown.until(lambda title=title: (row := screen._list.chosen) is not None and row.info.title == title)  # type: ignore[misc]  # its default binds the loop's variable


async def goes_on_with_it(shown: Shown, enter: str) -> None:
    await shown.press("down", enter)
    await shown.until(lambda: shown.app.screen is shown.chat)
    await shown.sees("First talk")


async def searches(shown: Shown, *keys: str) -> None:
    for key in keys:
        await shown.press(key)
        await shown.until(lambda: isinstance(shown.app.focused, Input))
        await shown.press(*"first", "escape")
        await shown.until(lambda: not isinstance(shown.app.focused, Input))


async def begins_anew(shown: Shown, key: str) -> None:
    await shown.press(key)
    await shown.until(lambda: shown.app.screen is shown.chat)
    await shown.until(lambda: not shown.chat.query(UserMessage))
    assert shown.chat.dialogue.private == (key == "p")


async def renames(shown: Shown, *keys: str) -> None:
    for count, key in enumerate(keys, 1):
        await shown.press(key)
        await is_on(shown, Ask)
        await shown.press("end", "!", "enter")
        await shown.sees("Second talk" + "!" * count)
        await is_on(shown, ConversationsScreen)


async def deletes(shown: Shown, *keys: str) -> None:
    for left, key in zip((["First talk"], []), keys, strict=True):
        await shown.press(key)
        await is_on(shown, Confirm)
        await shown.press("y")
        await is_on(shown, ConversationsScreen)
        await shown.until(lambda left=left: titles(shown) == left)  # type: ignore[misc]  # its default binds the loop's variable


async def exports(shown: Shown, key: str) -> None:
    await shown.press(key)
    await is_on(shown, Ask)
    await shown.press("enter")
    await shown.sees("Written:")
    assert [file.name for file in Path.cwd().iterdir()] == [f"Second-talk.{'md' if key == 'm' else 'json'}"]


# Models and endpoints


async def chooses_a_line(shown: Shown, up: str, down: str) -> None:
    choices = shown.app.screen.query_one(Choices)
    await shown.until(lambda: choices.chosen is not None)
    first = choices.chosen
    await shown.press(down)
    await shown.until(lambda: choices.chosen != first)
    await shown.press(up)
    await shown.until(lambda: choices.chosen == first)


async def fetches(shown: Shown, enter: str) -> None:
    await test_models.at(shown, "small")
    await shown.press(enter)
    await shown.sees("here, verified")
    await shown.press(enter)
    await shown.sees("Models · small answers")


async def pauses(shown: Shown, key: str) -> None:
    await test_models.at(shown, "small")
    await shown.press("enter")
    await shown.sees("MB/s")
    await shown.press(key)
    await shown.sees("paused at")


async def cancels(shown: Shown, key: str) -> None:
    await test_models.at(shown, "small")
    await shown.press("enter")
    await shown.sees("MB/s")
    await shown.press(key)
    await test_models.sure(shown)
    await shown.sees("Enter download")


async def verifies(shown: Shown, key: str) -> None:
    await test_models.at(shown, "small")
    await shown.press(key)
    await shown.sees("small is not here yet")


async def removes_the_file(shown: Shown, key: str) -> None:
    file = goal(shown.app.session.paths)
    await shown.press("escape")
    file.parent.mkdir()
    file.write_bytes(CONTENT)
    await shown.press("f5")
    await shown.sees("small")
    await test_models.at(shown, "small")
    await shown.sees("Enter use")
    await shown.press(key)
    await test_models.sure(shown)
    await shown.sees("small is removed")
    assert not file.exists()


async def adds_one(shown: Shown, key: str) -> None:
    await shown.press(key)
    await is_on(shown, EndpointForm)
    await shown.until(lambda: isinstance(shown.app.focused, Input))


async def tries_it(shown: Shown, key: str) -> None:
    await shown.sees("qwen7b")
    await shown.press(key)
    await shown.sees("Tested: it answers")


async def takes_one_off(shown: Shown, key: str) -> None:
    await shown.sees("qwen7b")
    await shown.press(key)
    await is_on(shown, Confirm)
    await shown.sees("Take qwen7b off the list?")


# Dashboard


def shows(text: str) -> Check:
    async def check(shown: Shown, key: str) -> None:
        await shown.press("w" if key != "w" else "d")
        await shown.until(lambda: text not in shown.text)
        await shown.press(key)
        await shown.sees(text)

    return check


async def shows_one_plot_after_the_other(shown: Shown, *keys: str) -> None:
    for key, title in zip(keys, ("First word (TTFT)", "tok/s  last"), strict=True):
        await shown.press(key)
        await shown.until(lambda title=title: title in shown.text and "Engine MB" not in shown.text)  # type: ignore[misc]  # its default binds the loop's variable


async def shows_the_last_plot_first(shown: Shown, *keys: str) -> None:
    for key, title in zip(keys, ("Temp. °C", "Engine MB"), strict=True):
        await shown.press(key)
        await shown.until(lambda title=title: title in shown.text and "First word (TTFT)" not in shown.text)  # type: ignore[misc]  # its default binds the loop's variable


# Settings


async def chooses_a_setting(shown: Shown, up: str, down: str) -> None:
    screen = test_settings_screen.screen(shown)
    first = screen._chosen
    await shown.press(down)
    await shown.until(lambda: screen._chosen != first)
    await shown.press(up)
    await shown.until(lambda: screen._chosen == first)


async def changes_it(shown: Shown, enter: str) -> None:
    await shown.press(enter)
    await is_on(shown, SettingForm)
    await shown.until(lambda: bool(shown.app.screen.query("#value")))


async def sets_back(shown: Shown, *keys: str) -> None:
    for key in keys:
        await shown.press(key)
    await shown.sees("has its default already.")


async def finds_a_setting(shown: Shown, slash: str) -> None:
    await shown.press(slash, *"greedy")
    await shown.sees("sampling.temperature")
    await shown.until(lambda: "engine.threads" not in shown.text)


# Palette


async def chooses_a_command(shown: Shown, up: str, down: str) -> None:
    found = shown.app.screen.query_one(OptionList)
    await shown.until(lambda: found.highlighted == 0)
    for key, place in ((down, 1), (up, 0)):
        await shown.press(key)
        await shown.until(lambda place=place: found.highlighted == place)  # type: ignore[misc]  # its default binds the loop's variable


async def does_it(shown: Shown, enter: str) -> None:
    await shown.press(*"light")
    await shown.sees("Colours: light")
    await shown.type(enter)
    await shown.until(lambda: shown.app.theme == theme_name("light"))


@dataclass(frozen=True, slots=True)
class Given:
    """What the tests of the screens begin with."""

    journal: Journal
    hub: Hub | None
    """Where models are fetched from; only for those of their screen."""


@contextlib.asynccontextmanager
async def at_conversations(given: Given) -> AsyncIterator[Shown]:
    talk(given.journal, "First talk", conversation="new")
    talk(given.journal, "Second talk", conversation="new")
    async with showing(Archived(given.journal), size=(100, 24)) as shown:
        await shown.press("f4")
        await shown.sees("First talk", "Second talk")
        yield shown


@contextlib.asynccontextmanager
async def at_models(given: Given) -> AsyncIterator[Shown]:
    async with showing(test_models.fake()) as shown:
        await shown.press("f5")
        await shown.sees("small")
        yield shown


@contextlib.asynccontextmanager
async def at_endpoints(given: Given) -> AsyncIterator[Shown]:
    async with showing(test_endpoints.fake(test_endpoints.WELL, test_endpoints.NEW)) as shown:
        await shown.press("f6")
        await is_on(shown, EndpointsScreen)
        yield shown


@contextlib.asynccontextmanager
async def at_palette(given: Given) -> AsyncIterator[Shown]:
    async with showing(FakeAssistant()) as shown:
        await shown.press("ctrl+p")
        await is_on(shown, CommandPalette)
        yield shown


BEGINS: dict[str, Callable[[Given], AbstractAsyncContextManager[Shown]]] = {
    "chat": lambda _: showing(FakeAssistant()),
    "everywhere": lambda _: showing(FakeAssistant()),
    "conversations": at_conversations,
    "models": at_models,
    "endpoints": at_endpoints,
    "dashboard": lambda _: test_dashboard.opened(test_dashboard.Home()),
    "settings": lambda _: test_settings_screen.settings(),
    "palette": at_palette,
}

DOES: dict[str, dict[str, Check]] = {
    "chat": {
        "Enter": sends,
        "Ctrl+J, Alt+Enter": breaks_the_line,
        "Up, Down": brings_back_what_was_sent,
        "Esc": stops_and_takes_back,
        "PageUp, PageDown": scrolls,
        "Ctrl+Home, Ctrl+End": goes_to_both_ends,
        "Ctrl+N": begins_a_conversation,
        "Ctrl+C": copies,
        "Ctrl+L": copies_the_answer,
        "Ctrl+T": asks_again,
        "Ctrl+B": changes_the_last_message,
        "Ctrl+S": goes_on_with_the_answer,
        "F2, Ctrl+R": shows_why,
        "F3, Ctrl+O": turns_an_answer,
        "Ctrl+Up, Ctrl+Down": chooses_an_answer,
        "/": shows_the_commands,
        "@": offers_files,
    },
    "everywhere": {
        "F1, Ctrl+G": shows_the_keys,
        "Ctrl+P": opens(CommandPalette),
        "F4": opens(ConversationsScreen),
        "F5": opens(ModelsScreen),
        "F6": opens(EndpointsScreen),
        "F7": opens(DashboardScreen),
        "F8": opens(SettingsScreen),
        "Ctrl+Q": quits_and_keeps_the_text,
    },
    "conversations": {
        "Up, Down": chooses_a_conversation,
        "Enter": goes_on_with_it,
        "/, Ctrl+F": searches,
        "N": begins_anew,
        "P": begins_anew,
        "E, F2": renames,
        "D, Delete": deletes,
        "M": exports,
        "J": exports,
        "Esc": goes_back,
    },
    "models": {
        "Up, Down": chooses_a_line,
        "Enter": fetches,
        "P": pauses,
        "C": cancels,
        "V": verifies,
        "Delete": removes_the_file,
        "Esc": goes_back,
    },
    "endpoints": {
        "Up, Down": chooses_a_line,
        "A": adds_one,
        "T": tries_it,
        "Delete": takes_one_off,
        "Esc": goes_back,
    },
    "dashboard": {
        "H": shows("the last hour"),
        "D": shows("the last 24 hours"),
        "W": shows("the last 7 days"),
        "Tab, Right": shows_one_plot_after_the_other,
        "Shift+Tab, Left": shows_the_last_plot_first,
        "Esc": goes_back,
    },
    "settings": {
        "Up, Down": chooses_a_setting,
        "Enter": changes_it,
        "R, Delete": sets_back,
        "/": finds_a_setting,
        "Esc": goes_back,
    },
    "palette": {
        "Up, Down": chooses_a_command,
        "Enter": does_it,
        "Esc": goes_back,
    },
}

NAMES = {"esc": "escape", "/": "slash"}


def pressed(group: str, keys: str) -> list[str]:
    """The keys of a row as Textual names them; in the composer a slash is text."""
    named = [key.lower() for key in keys.split(", ")]
    return [key if group == "chat" and key == "/" else NAMES.get(key, key) for key in named]


@pytest.fixture
def given(group: str, paths: Paths, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Given]:
    with pytest.MonkeyPatch.context() as patch, contextlib.closing(Journal.open(paths.journal)) as journal:
        patch.chdir(tmp_path)
        if group == "models":
            request.getfixturevalue("pulled")
        yield Given(journal, request.getfixturevalue("hub") if group == "models" else None)


@pytest.mark.parametrize(("group", "keys"), [(group, keys) for group, rows in DOES.items() for keys in rows])
def test_each_row_of_the_help(group: str, keys: str, given: Given) -> None:
    @in_loop
    async def test() -> None:
        if given.hub is not None and DOES[group][keys] in (pauses, cancels):
            test_models.slow(given.hub)
        async with BEGINS[group](given) as shown:
            await DOES[group][keys](shown, *pressed(group, keys))

    test()


def test_every_row_of_the_help_has_a_check_in_both_languages() -> None:
    for strings in (EN, ZH):
        named = translated(KeysTexts, strings.language).keys
        assert {group: set(rows) for group, rows in named.items()} == {group: set(rows) for group, rows in DOES.items()}


@IN_BOTH
@in_loop
async def test_the_help_looks_right(looks_like: LooksLike, strings: Strings) -> None:
    async with showing(FakeAssistant(), strings=strings) as shown:
        await shown.press("f1")
        await is_on(shown, KeysScreen)
        await looks_like(shown)


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
