"""Nobody leaves the kiosk without the PIN, and nothing is open that is not meant to be."""

from __future__ import annotations

import asyncio
import string

import pytest
from textual.dom import DOMNode
from textual.events import Paste

import tui.screens
from edge.kiosk.pin import FREE, set_pin
from tests.stubs.assistant import FakeAssistant
from tests.tui.kiosk.pilot import PIN, Visited, visiting
from tests.tui.pilot import in_loop
from tui.kiosk.attract import AttractScreen
from tui.kiosk.chat import KioskChat
from tui.kiosk.help import KioskKeys
from tui.kiosk.pin import PinScreen
from tui.kiosk.texts import kiosk_texts
from tui.small import SmallScreen

EN = kiosk_texts("en")

LETTERS = string.ascii_lowercase
KEYS = [
    *(f"f{n}" for n in range(1, 25) if n != 12),
    *(f"ctrl+{letter}" for letter in LETTERS),
    *(f"ctrl+shift+{letter}" for letter in LETTERS),
    *(f"alt+{letter}" for letter in LETTERS),
    *("ctrl+@", "ctrl+backslash", "ctrl+circumflex_accent", "ctrl+underscore", "ctrl+space", "escape", "tab"),
    *("shift+tab", "insert", "delete", "home", "end", "pageup", "pagedown", "ctrl+home", "ctrl+end", "ctrl+up"),
    *("ctrl+down", "ctrl+left", "ctrl+right", "up", "down", "left", "right", "super+q", "super+c", "menu", "pause"),
]
"""Every key that a terminal may send, but the one that asks for the PIN."""

SCREENS = (KioskChat, AttractScreen, KioskKeys)
"""All there are, but the box for the PIN and the sentence for a window that is too small."""

APP = {"f1", "ctrl+g", "f2", "f3", "ctrl+n", "f12", "ctrl+right_square_bracket"}
CHAT = {"escape", "ctrl+o", "pageup", "pagedown", "ctrl+home", "ctrl+end"}
ATTRACT = {"left", "right", "escape"}


OPENING = ("f1", "ctrl+g", "f3", "ctrl+n")
"""Keys behind which the next one would meet another screen."""


async def presses_everything(shown: Visited, but: tuple[str, ...] = ()) -> None:
    alone = [(key,) for key in OPENING if key not in but]
    others = [key for key in KEYS if key not in OPENING]
    for keys in (*alone, *(others[at : at + 8] for at in range(0, len(others), 8))):
        await shown.type(*keys)
        await shown.pilot.pause()
        assert shown.app.is_running, keys
        assert shown.app.return_code is None
        top = shown.app.screen
        assert isinstance(top, SCREENS), f"one of {keys} opened {top}"
        if isinstance(top, KioskKeys):
            await shown.type("escape")
            await shown.until(lambda: not isinstance(shown.app.screen, KioskKeys))


@in_loop
async def test_no_key_of_the_greeting_and_of_the_conversation_leads_out() -> None:
    async with visiting(FakeAssistant()) as shown:
        await presses_everything(shown)
        await shown.press("ctrl+n")
        await shown.ended()
        await shown.send("hi")
        await shown.answered(1)
        await presses_everything(shown, but=("ctrl+n", "f3"))


@in_loop
async def test_a_key_in_the_moment_between_two_visits_waits_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """It met nothing but the ground, and the kiosk broke down."""
    async with visiting(FakeAssistant()) as shown:
        pop = shown.app.pop_screen

        async def slowly() -> None:
            await pop()
            if len(shown.app.screen_stack) == 1:
                await shown.type("f3", "f1", "f12")
                await asyncio.sleep(0.05)  # there is nothing to wait for: it is what must not be taken now

        monkeypatch.setattr(shown.app, "pop_screen", slowly)
        await shown.send("hi")
        await shown.answered(1)
        await shown.type("ctrl+n")
        await shown.until(lambda: isinstance(shown.app.screen, PinScreen))
        assert [type(one) for one in shown.app.screen_stack[1:]] == [KioskChat, AttractScreen, KioskKeys, PinScreen]


ACTIONS = (
    "quit",
    "suspend_process",
    "screenshot",
    "commands",
    "prefer('ui.theme', 'light')",
    "begin_private",
    "open_url('https://example.org')",
    "app.copy_to_clipboard('x')",
    *(f"show({name!r})" for name in tui.screens.SCREENS),
)


@in_loop
async def test_keys_and_actions_are_those_of_a_list_and_no_others() -> None:
    """Whoever adds one to the chat or its app has not added it here."""

    def keys(node: DOMNode) -> set[str]:
        return set(node._bindings.key_to_bindings)

    async with visiting(FakeAssistant()) as shown:
        assert keys(shown.app) == APP
        assert keys(shown.chat) == CHAT
        assert keys(shown.app.screen) == ATTRACT
        for screen in (PinScreen(shown.app._pin, shown.app.strings, ""), KioskKeys(shown.app.strings)):
            assert keys(screen) <= {"escape", "enter", "q"}
        for action in ACTIONS:
            assert not await shown.app.run_action(action), action
            assert shown.waits_for_a_visitor
            assert shown.app.is_running


COMMANDS = (
    "/cloud hello",
    "/private x",
    *(f"/{name}" for name in tui.screens.SCREENS),
    "/quit",
    "/exit",
    "/copy",
    "/q",
)


QUESTIONS = ["//cloud hello", "/etc/passwd", "/* a comment */", "/", "read @/etc/hostname and @pyproject.toml"]


@in_loop
async def test_what_is_typed_is_one_of_a_few_commands_or_a_question_and_never_a_file() -> None:
    async with visiting(FakeAssistant()) as shown:
        for typed in (*COMMANDS, "/help now"):
            await shown.send(typed)
            await shown.sees(EN.no_command.format(name=typed.split()[0], names="/help /language /new /clear /stop"))
            assert shown.typed == typed
            shown.chat.composer.put("")
        assert shown.fake.asked == []
        await shown.send("/help")
        await shown.until(lambda: isinstance(shown.app.screen, KioskKeys))
        await shown.press("escape")
        await shown.send("/stop")
        await shown.sees(EN.nothing_to_stop)
        for typed in QUESTIONS:
            await shown.send(typed)
        await shown.until(lambda: [question.text for question in shown.fake.asked] == QUESTIONS)
        assert {question.attachments for question in shown.fake.asked} == {()}
        shown.chat.composer.put("@/et")
        await shown.press("tab")
        assert shown.typed == "@/et"


@in_loop
async def test_a_paste_is_cut_and_cleaned_and_no_file() -> None:
    async with visiting(FakeAssistant()) as shown:
        shown.app.post_message(Paste("\x1b]52;c;eA==\x07\x1b[2Jword\x00\x9b1m"))
        await shown.until(lambda: shown.typed.startswith("word"))
        assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in shown.typed)
        shown.app.post_message(Paste("word " * 50_000))
        await shown.until(lambda: len(shown.typed) == 2000)
        assert "@" not in shown.typed


class TestThePin:
    @in_loop
    async def test_the_right_one_leaves_and_forgets(self) -> None:
        fake = FakeAssistant()
        async with visiting(fake) as shown:
            await shown.send("my secret")
            await shown.answered(1)
            await shown.press("f12", *PIN, "enter")
            await shown.until(lambda: not shown.app.is_running)
            assert shown.app.left
        assert fake.conversations() == []

    @in_loop
    async def test_after_three_wrong_ones_the_right_one_has_to_wait_unless_it_is_set_anew(self) -> None:
        async with visiting(FakeAssistant()) as shown:
            await shown.press("ctrl+right_square_bracket", *"1111", "enter")
            await shown.sees(EN.pin_wrong)
            assert "1111" not in shown.text
            await shown.press("escape")
            assert shown.waits_for_a_visitor
            await shown.press("f12")
            for _ in range(FREE - 1):
                await shown.press(*"1111", "enter")
                await shown.until(lambda: bool(shown.app.screen.query("Input:enabled")))
            await shown.sees("looked at in 30 s")
            await shown.press(*PIN, "enter")
            await shown.until(lambda: bool(shown.app.screen.query("Input:enabled")))
            assert shown.app.is_running
            assert isinstance(shown.app.screen, PinScreen)
            set_pin(shown.app._paths.pin, "13579")
            await shown.press(*"13579", "enter")
            await shown.until(lambda: shown.app.left)

    @in_loop
    async def test_it_takes_digits_only_cannot_be_copied_and_goes_with_the_visit_or_where_nobody_is(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with visiting(FakeAssistant()) as shown:
            await shown.press("f12", "1", "x", "ctrl+a", "shift+end", "ctrl+c", "ctrl+x", "2", "tab", "f1", "f2", "f3")
            assert isinstance(shown.app.screen, PinScreen)
            assert shown.app.screen._field.value == "12"
            await shown.press("escape", "y", "ctrl+v")
            assert shown.typed == "y"
            await shown.press("backspace")
            await shown.send("my secret")
            await shown.answered(1)
            await shown.press("f12", "1")
            shown.app.action_end_visit()
            await shown.ended()
            monkeypatch.setattr("tui.kiosk.pin.OPEN_S", 0.2)
            await shown.press("f12")
            await shown.until(lambda: shown.waits_for_a_visitor)


@in_loop
async def test_a_window_that_is_too_small_opens_nothing() -> None:
    async with visiting(FakeAssistant()) as shown:
        await shown.resize((30, 8))
        await shown.until(lambda: isinstance(shown.app.screen, SmallScreen))
        for key in KEYS:
            if key != "ctrl+n":  # which ends the visit, and is tried below
                await shown.type(key)
        await shown.pilot.pause()
        assert isinstance(shown.app.screen, (SmallScreen, *SCREENS))
        assert shown.app.is_running
        shown.app.action_end_visit()
        await shown.resize((80, 24))
        await shown.until(lambda: shown.waits_for_a_visitor)
