"""What each command does and says in English: scenes of commands in a row, each in a home of its own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.edge.skills.conftest import MakeDesk
from tests.edge.skills.skills_help import at

Scene = list[tuple[str, dict[str, Any], str]]

SCENES: dict[str, Scene] = {
    "the time and the date, here and elsewhere": [
        ("time.now", {}, "It is 12:00 pm."),
        ("time.now", {"zone": "Tokyo"}, "In Tokyo it is 1:00 pm."),
        ("time.now", {"zone": "Honolulu"}, "In Honolulu it is 6:00 pm yesterday."),
        ("time.now", {"zone": "Nowhere"}, "I do not know the time zone of “Nowhere”: name a larger city near it."),
        ("date.today", {}, "Today is Monday, November 23, 2026."),
        ("date.today", {"zone": "Honolulu"}, "In Honolulu it is Sunday, November 22, 2026."),
    ],
    "timers with and without names": [
        ("timer.status", {}, "No timer is running."),
        ("timer.start", {}, "For how long?"),
        ("timer.start", {"seconds": 300}, "The timer is set for 5 minutes."),
        ("timer.status", {}, "5 minutes left."),
        ("timer.extend", {"seconds": 60}, "One minute more: 6 minutes left."),
        (
            "timer.start",
            {"seconds": 3661, "name": "pasta"},
            "The pasta timer is set for 1 hour, 1 minute and 1 second.",
        ),
        (
            "timer.status",
            {},
            "The timer of 6 minutes has 6 minutes left.\nThe pasta timer has 1 hour, 1 minute and 1 second left.",
        ),
        ("timer.status", {"name": "Pasta"}, "The pasta timer has 1 hour, 1 minute and 1 second left."),
        ("timer.cancel", {"name": "tea"}, "There is no tea timer. Running: 6 minutes and pasta."),
        ("timer.cancel", {"name": "6 minutes"}, "The timer is cancelled."),
        ("timer.cancel", {}, "The pasta timer is cancelled."),
        ("timer.cancel", {}, "No timer is running."),
    ],
    "a timer is asked for when it is not clear": [
        ("timer.start", {"seconds": 60}, "The timer is set for one minute."),
        ("timer.start", {"seconds": 0}, "A timer runs from one second to 366 days."),
        ("timer.start", {"seconds": 120}, "The timer is set for 2 minutes."),
        ("time.now", {}, "It is 12:00 pm."),
        ("timer.cancel", {}, "Which timer: one minute or 2 minutes?"),
        ("timer.cancel", {"name": "all"}, "All 2 timers are cancelled."),
    ],
    "alarms": [
        ("alarm.list", {}, "No alarm is set."),
        ("alarm.set", {}, "For what time?"),
        ("alarm.set", {"at": at("11:00")}, "That time is over: it was today at 11:00 am."),
        ("alarm.set", {"at": at("7:00", 24)}, "The alarm is set for tomorrow at 7:00 am."),
        ("alarm.set", {"at": at("7:00", 24)}, "There is an alarm for tomorrow at 7:00 am already."),
        ("alarm.list", {}, "One alarm is set: tomorrow at 7:00 am."),
        ("alarm.set", {"at": at("18:30", 27), "name": "gym"}, "The alarm “gym” is set for Friday at 6:30 pm."),
        ("alarm.list", {}, "2 alarms are set: tomorrow at 7:00 am and Friday at 6:30 pm (gym)."),
        ("alarm.cancel", {"at": at("7:00", 26)}, "The alarm for tomorrow at 7:00 am is cancelled."),
        (
            "alarm.cancel",
            {"at": at("8:00", 24)},
            "There is no alarm for tomorrow at 8:00 am. Set: Friday at 6:30 pm (gym).",
        ),
        ("alarm.cancel", {}, "The alarm for Friday at 6:30 pm is cancelled."),
    ],
    "reminders": [
        ("reminder.list", {}, "There are no reminders."),
        ("reminder.add", {}, "Remind you of what?"),
        ("reminder.add", {"text": "call Anna", "at": at("15:00")}, "I'll remind you today at 3:00 pm: call Anna."),
        ("reminder.add", {"text": "buy stamps"}, "Noted without a time: buy stamps. When should I remind you?"),
        ("reminder.list", {}, "2 reminders:\n- today at 3:00 pm: call Anna\n- without a time: buy stamps"),
        (
            "reminder.add",
            {"text": "buy stamps", "at": at("9:00", 30)},
            "I'll remind you November 30 at 9:00 am: buy stamps.",
        ),
        ("reminder.cancel", {"text": "dentist"}, "No reminder says “dentist”."),
        ("reminder.cancel", {"text": "anna"}, "The reminder is cancelled: call Anna."),
        ("reminder.cancel", {"text": "everything"}, "The reminder is cancelled."),
    ],
    "lists": [
        ("list.add", {"items": ("milk",)}, "Which list?"),
        ("list.show", {"list": "shopping"}, "There is nothing on the shopping list."),
        ("list.add", {"list": "shopping", "items": ("milk", "2 eggs")}, "Added to the shopping list: milk and 2 eggs."),
        (
            "list.add",
            {"list": "Shopping", "items": ("Milk", "tea")},
            "Added to the shopping list: tea. On the shopping list already: Milk.",
        ),
        ("list.show", {"list": "shopping"}, "3 things are on the shopping list: milk, 2 eggs and tea."),
        (
            "list.remove",
            {"list": "shopping", "items": ("milk", "ham")},
            "Taken off the shopping list: milk. Not on the shopping list: ham.",
        ),
        ("list.remove", {"list": "shopping", "items": ("eggs",)}, "Taken off the shopping list: 2 eggs."),
        ("list.show", {}, "One thing is on the shopping list: tea."),
        ("list.remove", {"list": "shopping", "items": ("everything",)}, "The shopping list is empty now."),
    ],
    "notes": [
        ("note.list", {}, "There are no notes."),
        ("note.add", {}, "What should I note?"),
        ("note.add", {"text": "the key is under the pot"}, "Noted: the key is under the pot"),
        ("note.add", {"text": "PIN of the gate: 4711"}, "Noted: PIN of the gate: 4711"),
        ("note.list", {}, "2 notes:\n1. the key is under the pot (today)\n2. PIN of the gate: 4711 (today)"),
        ("note.remove", {"text": "key"}, "The note is removed: the key is under the pot"),
        ("note.remove", {}, "The note is removed: PIN of the gate: 4711"),
    ],
    "calculations": [
        ("math.evaluate", {"expression": "12*7+3"}, "12 × 7 + 3 = 87"),
        ("math.evaluate", {"expression": "15%*80"}, "15% × 80 = 12"),
        ("math.evaluate", {"expression": "1000*1000"}, "1000 × 1000 = 1,000,000"),
        ("math.evaluate", {"expression": "10/3"}, "10 ÷ 3 ≈ 3.33333333333"),
        ("math.evaluate", {"expression": "5-8"}, "5 − 8 = −3"),
        ("math.evaluate", {"expression": "1/0"}, "Nothing can be divided by zero."),
        ("math.evaluate", {"expression": "sqrt(-4)"}, "A negative number has no real root of that kind."),
        ("math.evaluate", {"expression": "9^9^9^9"}, "The result is too large to work out here."),
        (
            "math.evaluate",
            {"expression": "seven bananas"},
            "That is no calculation that I can read: write it as in 12*7+3.",
        ),
        ("math.evaluate", {}, "What should I calculate?"),
    ],
    "conversions and what follows them": [
        ("unit.convert", {}, "What should I convert?"),
        ("unit.convert", {"value": 5, "from": "km", "to": "mi"}, "5 kilometers is about 3.107 miles."),
        ("unit.convert", {"to": "ft"}, "5 kilometers is about 16,404 feet."),
        ("unit.convert", {"value": 1, "from": "mi", "to": "m"}, "1 mile is 1,609.344 meters."),
        ("unit.convert", {"value": 100, "from": "°F", "to": "°C"}, "100 °F is about 37.78 °C."),
        ("unit.convert", {"value": 0.1, "from": "kg", "to": "g"}, "0.1 kilograms is 100 grams."),
        ("unit.convert", {"value": 5, "from": "kg", "to": "km"}, "kg and km measure different things."),
        ("unit.convert", {"value": 5, "from": "kg"}, "To what unit?"),
        (
            "unit.convert",
            {"value": -300, "from": "°C", "to": "K"},
            "Nothing is as cold as that: −273.15 °C is the lowest temperature.",
        ),
    ],
    "chance": [
        ("random.number", {"low": 1, "high": 5}, "3"),
        ("random.number", {"high": 5}, "From which number to which?"),
        ("random.coin", {}, "Tails."),
        ("random.dice", {}, "You rolled 6."),
        ("random.dice", {"sides": 20, "count": 2}, "You rolled 17 and 4: 21 together."),
        ("random.dice", {"count": 0}, "I roll up to 100 dice of 2 to 1,000,000 sides."),
    ],
    "the device": [
        (
            "system.status",
            {},
            (
                "Memory: 2.5 of 8.0 GB free.\nDisk: 64.2 of 128 GB free.\nTemperature: 51 °C.\n"
                "Battery: 80%, plugged in.\nRunning for 1 day and 2 hours.\nLanguage model: Qwen2.5-0.5B (Q4_0)."
            ),
        ),
        (
            "volume.set",
            {"percent": 40},
            (
                "I have no way to do that on this device yet: set skills.volume_command or skills.volume_webhook"
                " ('edge config' shows how)."
            ),
        ),
        ("volume.change", {}, "By how many percent?"),
        ("brightness.set", {"percent": 120}, "It goes from 0% to 100%."),
    ],
    "the assistant": [
        ("assistant.repeat", {}, "There is nothing to repeat yet."),
        (
            "assistant.about",
            {},
            (
                "I am Edge, an assistant that runs on this device. Commands need no language model; the rest is"
                " answered by Qwen2.5-0.5B."
            ),
        ),
        ("assistant.stop", {}, "Nothing is going on."),
        ("mode.offline", {}, "Offline: from now on nothing leaves this device."),
        ("mode.offline", {}, "Already offline: nothing leaves this device."),
        ("mode.online", {}, "Online: hard questions may go to the cloud again."),
        ("assistant.repeat", {}, "Online: hard questions may go to the cloud again."),
        ("conversation.clear", {}, "This erases the conversation for good: say it once more to do it."),
        ("conversation.clear", {}, "This conversation is erased."),
    ],
}


@pytest.mark.parametrize("name", SCENES)
def test_each_command_is_answered_in_english(make_desk: MakeDesk, name: str) -> None:
    desk = make_desk(dealt=(3, 1, 6, 17, 4))
    desk.listen()
    for command, slots, reply in SCENES[name]:
        assert desk.do(command, **slots) == reply, (command, slots)
