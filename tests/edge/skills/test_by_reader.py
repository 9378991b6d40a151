"""Commands in words that no template has: when the reader's intent is enough, and what fills the slots."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.reader import INTENTS, TASKS, Guess, Reading
from edge.skills.by_reader import candidates, command_of
from edge.skills.filling import FILLED, filled
from edge.skills.names import COMMANDS, missing_slots
from edge.skills.recognition.slots import LISTS
from tests.edge.skills.recognized import NOW, at


def read(intent: str, confidence: float = 0.97, p_cloud: float = 0.01, task: str = "command") -> Reading:
    tasks = dict.fromkeys(TASKS, 0.01) | {task: 0.89}
    rest = [name for name in ("none", "note.list", "timer.start") if name != intent][:2]
    guesses = (Guess(intent, confidence), *(Guess(name, (1 - confidence) / 2) for name in rest))
    return Reading("en", task, MappingProxyType(tasks), guesses, p_cloud, np.zeros(64, np.float32))


def said(intent: str, text: str, sure: float = 0.9, **more: Any) -> dict[str, Any] | None:
    command = command_of(text, read(intent, **more), NOW, sure)
    return None if command is None else command.slots


@pytest.mark.parametrize(
    ("intent", "text", "slots"),
    [
        ("timer.start", "egg timer, six and a half minutes", {"seconds": 390}),
        ("timer.start", "泡面，三分半", {"seconds": 210}),
        ("timer.start", "八分経ったら火を止めるから呼んで", {"seconds": 480}),
        ("timer.extend", "the brownies want five more minutes", {"seconds": 300}),
        ("alarm.set", "I have to be out of bed tomorrow at 6:40", {"at": at(23, 6, 40)}),
        ("brightness.set", "screen at half brightness", {"percent": 50}),
        ("brightness.set", "屏幕调到一半亮", {"percent": 50}),
        ("volume.set", "20 percent is loud enough", {"percent": 20}),
        ("unit.convert", "5 km, tell me that in miles", {"value": 5, "from": "km", "to": "mi"}),
        ("random.number", "any number you like, 10 to 1", {"low": 1, "high": 10}),
        ("time.now", "I'd like to know how late it is over in Tokyo", {"zone": "Tokyo"}),
        ("time.now", "I'd like to know how late it is", {}),
        ("date.today", "今儿个几号来着", {}),
        ("timer.status", "蛋糕还得烤几分钟", {}),
        ("random.coin", "抛个硬币定输赢", {}),
        (
            "note.add",
            "keys are under the blue pot, keep that somewhere",
            {"text": "keys are under the blue pot, keep that somewhere"},
        ),
        ("note.add", "存一下 车停在B2的37号", {"text": "存一下 车停在B2的37号"}),
        (
            "reminder.add",
            "don't let me forget mum's call tomorrow at 6:40 pm",
            {"text": "don't let me forget mum's call tomorrow at 6:40 pm", "at": at(23, 18, 40)},
        ),
        ("reminder.add", "明天早上八点要交水费，别忘了", {"text": "明天早上八点要交水费，别忘了", "at": at(23, 8)}),
        (
            "reminder.add",
            "明日の朝8時にゴミ出すの忘れそう",
            {"text": "明日の朝8時にゴミ出すの忘れそう", "at": at(23, 8)},
        ),
        ("system.status", "SDカードの空きは", {}),
        ("assistant.help", "どんなこと頼めるの", {}),
    ],
)
def test_what_needs_no_slot_or_has_each_value_once_is_carried_out(
    intent: str, text: str, slots: dict[str, Any]
) -> None:
    assert said(intent, text) == slots


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("timer.start", "could you time the potatoes"),
        ("timer.start", "five minutes for the eggs, and ten minutes for the rice"),
        ("alarm.set", "tomorrow I have to be out of bed by 6:40"),  # the day stands apart from its time
        ("alarm.set", "明後日は始発だから四時五十分に鳴らして"),
        ("alarm.cancel", "scrap tomorrow's alarm, I'm off"),  # it would be whichever alarm there is
        ("note.remove", "never mind what I wrote down about the roof"),
        ("reminder.add", "nudge me about the theorem sheet"),
        ("list.add", "we are out of milk"),
        ("time.now", "how late is it over in Nowhereville"),
        ("time.now", "ヌクアロファの時刻は"),
        ("none", "how late is it"),
    ],
)
def test_what_says_too_little_too_much_or_something_else_is_not(intent: str, text: str) -> None:
    assert said(intent, text) is None


def test_how_sure_it_has_to_be_is_a_setting_and_values_help() -> None:
    assert said("random.coin", "heads for me", confidence=0.85) is None
    assert said("random.coin", "heads for me", sure=0.8, confidence=0.85) == {}
    assert said("timer.start", "eggs, 5 minutes", confidence=0.8) == {"seconds": 300}
    assert said("timer.start", "eggs, 5 minutes", confidence=0.7) is None


@pytest.mark.parametrize("intent", ["conversation.clear", "mode.offline", "mode.online", "assistant.stop"])
def test_what_erases_or_ends_something_needs_more_whatever_the_setting(intent: str) -> None:
    assert said(intent, "away with it", sure=0.5, confidence=0.94) is None
    assert said(intent, "away with it", sure=0.5, confidence=0.995) == {}


def test_a_command_with_a_hard_request_in_it_is_none() -> None:
    text = "start 10 minutes and write me a poem about it"
    assert said("timer.start", text) == {"seconds": 600}
    assert said("timer.start", text, p_cloud=0.93) is None
    assert candidates(text, read("timer.start", p_cloud=0.93)) == ()


def test_a_long_message_is_none() -> None:
    assert said("random.coin", "flip " + "and flip " * 40) is None
    assert said("timer.start", "x" * 1000) is None


def test_the_second_reader_is_asked_about_what_is_likely_a_command() -> None:
    assert candidates("nudge me", read("reminder.add", 0.7)) == ("reminder.add", "note.list")
    assert candidates("nudge me", read("none", 0.6)) == ()
    assert candidates("nudge me", read("none", 0.9)) == ()
    assert candidates("nudge me", read("reminder.add", 0.9, task="chitchat")) == ()


def test_nothing_is_erased_and_no_network_switched_by_guessing() -> None:
    assert "conversation.clear" not in candidates("away with it", read("conversation.clear", 0.9))
    assert "mode.online" not in candidates("away with it", read("mode.online", 0.9))


def test_every_list_and_slot_that_is_filled_is_there() -> None:
    for name, pairs in FILLED.items():
        for list_name, slot in pairs:
            assert list_name in LISTS
            assert COMMANDS[name].slot(slot)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from(INTENTS))
def test_any_text_gives_a_whole_command_or_none(text: str, intent: str) -> None:
    command = command_of(text, read(intent), NOW, 0.9)
    assert command is None or missing_slots(command.name, command.slots) == ()
    for name in FILLED:
        found = filled(name, text, NOW)
        assert found is None or found.missing == missing_slots(name, found.slots)
