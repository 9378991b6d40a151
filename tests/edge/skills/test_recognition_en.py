from __future__ import annotations

import pytest

from edge.skills.names import COMMANDS, Command
from edge.skills.recognition import recognize
from tests.edge.skills.recognized import NOW, Row, at, said

COMMANDS_SAID: list[Row] = [
    ("what time is it", "time.now", {}),
    ("What time is it in Tokyo?", "time.now", {"zone": "Tokyo"}),
    ("hey edge, could you tell me the time in New York please", "time.now", {"zone": "New York"}),
    ("what's the time right now", "time.now", {}),
    ("what time is it in Ulm", "time.now", {"zone": "Ulm"}),
    ("what's the date today?", "date.today", {}),
    ("what day is it", "date.today", {}),
    ("which day of the week is it today", "date.today", {}),
    ("set a timer for 5 minutes", "timer.start", {"seconds": 300}),
    ("Set a 10 minute pasta timer", "timer.start", {"seconds": 600, "name": "pasta"}),
    ("5 minute timer", "timer.start", {"seconds": 300}),
    ("timer 90 seconds", "timer.start", {"seconds": 90}),
    ("start a timer for half an hour called laundry", "timer.start", {"seconds": 1800, "name": "laundry"}),
    ("set a tiemr for five minutes", "timer.start", {"seconds": 300}),
    ("count down from 30 seconds", "timer.start", {"seconds": 30}),
    ("set an alarm for 5 minutes", "timer.start", {"seconds": 300}),
    ("add 5 more minutes to the timer", "timer.extend", {"seconds": 300}),
    ("extend the pasta timer by two minutes", "timer.extend", {"seconds": 120, "name": "pasta"}),
    ("how much time is left on the pasta timer", "timer.status", {"name": "pasta"}),
    ("how long is left?", "timer.status", {}),
    ("cancel the pasta timer", "timer.cancel", {"name": "pasta"}),
    ("stop all timers", "timer.cancel", {}),
    ("wake me up at 7 am tomorrow", "alarm.set", {"at": at(23, 7)}),
    ("set an alarm for 6:30", "alarm.set", {"at": at(22, 18, 30)}),
    ("set an alarm for tomorrow at seven", "alarm.set", {"at": at(23, 7)}),
    ("set a 7 am alarm", "alarm.set", {"at": at(23, 7)}),
    ("show my alarms", "alarm.list", {}),
    ("do I have any alarms set", "alarm.list", {}),
    ("cancel my 7 am alarm", "alarm.cancel", {"at": at(23, 7)}),
    ("turn off the alarm", "alarm.cancel", {}),
    ("remind me to call mom tomorrow at 5 pm", "reminder.add", {"text": "call mom", "at": at(23, 17)}),
    ("remind me tomorrow at 9 to take out the trash", "reminder.add", {"text": "take out the trash", "at": at(23, 9)}),
    ("remind me in 20 minutes to check the oven", "reminder.add", {"text": "check the oven", "at": at(22, 14, 20)}),
    ("in an hour, remind me to stretch", "reminder.add", {"text": "stretch", "at": at(22, 15)}),
    ("remind me to buy milk and eggs", "reminder.add", {"text": "buy milk and eggs"}),
    ("remind me tomorrow to water the plants", "reminder.add", {"text": "water the plants", "at": at(23, 9)}),
    ("what are my reminders", "reminder.list", {}),
    ("cancel the reminder to call mom", "reminder.cancel", {"text": "call mom"}),
    ("delete all my reminders", "reminder.cancel", {}),
    ("what is 15% of 80", "math.evaluate", {"expression": "15%*80"}),
    ("12*7", "math.evaluate", {"expression": "12*7"}),
    ("12*7+3=", "math.evaluate", {"expression": "12*7+3"}),
    ("square root of 144", "math.evaluate", {"expression": "sqrt(144)"}),
    ("calculate twelve times seven", "math.evaluate", {"expression": "12*7"}),
    ("100-37", "math.evaluate", {"expression": "100-37"}),
    ("5 km in miles", "unit.convert", {"value": 5, "from": "km", "to": "mi"}),
    ("how many feet in a mile", "unit.convert", {"value": 1, "from": "mi", "to": "ft"}),
    ("convert 100 fahrenheit to celsius", "unit.convert", {"value": 100, "from": "°F", "to": "°C"}),
    ("how many grams is 3 pounds", "unit.convert", {"value": 3, "from": "lb", "to": "g"}),
    ("what's 2.5 kg in pounds?", "unit.convert", {"value": 2.5, "from": "kg", "to": "lb"}),
    ("add milk to the shopping list", "list.add", {"list": "shopping", "items": ("milk",)}),
    (
        "add milk, eggs and bread to my shopping list",
        "list.add",
        {"list": "shopping", "items": ("milk", "eggs", "bread")},
    ),
    ("put Olive Oil on my grocery list", "list.add", {"list": "grocery", "items": ("Olive Oil",)}),
    ("what's on my shopping list", "list.show", {"list": "shopping"}),
    ("show me the todo list", "list.show", {"list": "todo"}),
    ("remove eggs from the shopping list", "list.remove", {"list": "shopping", "items": ("eggs",)}),
    ("take a note: the wifi password is 1234", "note.add", {"text": "the wifi password is 1234"}),
    ("make a note that the meeting moved to Friday", "note.add", {"text": "the meeting moved to Friday"}),
    ("show my notes", "note.list", {}),
    ("delete the last note", "note.remove", {}),
    ("delete the note about the meeting", "note.remove", {"text": "the meeting"}),
    ("pick a random number between 1 and 10", "random.number", {"low": 1, "high": 10}),
    ("give me a number from 20 to 10", "random.number", {"low": 10, "high": 20}),
    ("flip a coin", "random.coin", {}),
    ("heads or tails?", "random.coin", {}),
    ("roll a die", "random.dice", {}),
    ("roll two dice", "random.dice", {"count": 2}),
    ("roll a 20-sided die", "random.dice", {"sides": 20}),
    ("roll 2 d6", "random.dice", {"sides": 6, "count": 2}),
    ("how much memory is free", "system.status", {}),
    ("which model are you using", "system.status", {}),
    ("battery level", "system.status", {}),
    ("set the volume to 30 percent", "volume.set", {"percent": 30}),
    ("volume 50%", "volume.set", {"percent": 50}),
    ("mute", "volume.set", {"percent": 0}),
    ("max volume", "volume.set", {"percent": 100}),
    ("turn it up", "volume.change", {"by": 10}),
    ("turn the volume down by 20", "volume.change", {"by": -20}),
    ("louder please", "volume.change", {"by": 10}),
    ("set brightness to 70%", "brightness.set", {"percent": 70}),
    ("dim the screen to a third", "brightness.set", {"percent": 33}),
    ("help", "assistant.help", {}),
    ("what can you do?", "assistant.help", {}),
    ("who are you", "assistant.about", {}),
    ("say that again", "assistant.repeat", {}),
    ("stop", "assistant.stop", {}),
    ("never mind", "assistant.stop", {}),
    ("clear the conversation", "conversation.clear", {}),
    ("start over", "conversation.clear", {}),
    ("go offline", "mode.offline", {}),
    ("go back online", "mode.online", {}),
]

NO_COMMANDS = [
    "what is a timer?",
    "write a function that sets a timer",
    "how do volume controls work",
    "set a timer in javascript",
    "how do I set a timer on my phone",
    "why does my alarm not ring",
    "the alarm rang at 7 am",
    "who invented the alarm clock",
    "add an element to the list",
    "add a node to the linked list",
    "append a value to the sorted list in python",
    "what is a linked list",
    "show me a list of European capitals",
    "list the planets",
    "make a list of ten books",
    "remind me how photosynthesis works",
    "remind me of the plot of Hamlet",
    "what did Plato say about reminders",
    "2026-11-22",
    "24/7",
    "9/11",
    "555-1234",
    "2020-2021",
    "50/50",
    "I love the number 5",
    "5",
    "5 minutes",
    "5 km",
    "what time is it in minecraft",
    "what time is love",
    "what is time",
    "time flies like an arrow",
    "what is the best time to visit Tokyo",
    "what's the date of the French revolution",
    "what day was the moon landing",
    "how many people live in Tokyo",
    "how many calories should I eat",
    "I ran 5 km in miles of mud",
    "5 km in kg",
    "how much is a ticket to Paris",
    "prove that the square root of 2 is irrational",
    "explain why 0.1 + 0.2 is not 0.3",
    "solve x^2 - 4 = 0",
    "what is the probability that a coin lands heads",
    "flip the coin and write a story about it",
    "write a program that rolls two dice",
    "what are the odds of rolling a six",
    "generate a random number in python",
    "how does a random number generator work",
    "what is the volume of a sphere",
    "volume 2 of the encyclopedia",
    "turn up the heat",
    "what brightness should my monitor have",
    "how do I clear the conversation in slack",
    "what is computer memory",
    "my memory is not what it was",
    "the battery of my phone is dead",
    "stop the war",
    "please help me write a letter",
    "help me with my homework",
    "can you help my friend",
    "who are you going with",
    "what can you do about climate change",
    "note that this function is slow",
    "write a note to my teacher",
    "write down the steps to install python",
    "take notes on this chapter",
    "go on",
    "is the internet offline in Iran",
    "online dating is hard",
    "repeat after me: hello",
    "set the table",
    "set a good example",
    "wake me up when september ends",
    "add salt to the soup",
    "remove the background from the image",
    "cancel culture is a topic",
    "hello",
    "thanks",
    "how are you today?",
    "good morning",
    "tell me a joke",
    "set a timer for 5 minutes and write me a poem",
    "set a timer for 5 minutes or I will forget the eggs",
]


@pytest.mark.parametrize(("text", "name", "slots"), COMMANDS_SAID)
def test_a_command_is_recognized_with_its_slots(text: str, name: str, slots: dict[str, object]) -> None:
    assert said(text) == [(name, slots)]


@pytest.mark.parametrize("text", NO_COMMANDS)
def test_what_is_not_surely_a_command_is_none(text: str) -> None:
    assert said(text) == []


def test_the_table_has_every_command() -> None:
    assert {name for _, name, _ in COMMANDS_SAID} == set(COMMANDS)


@pytest.mark.parametrize(
    ("text", "name", "missing"),
    [
        ("set a timer", "timer.start", ("seconds",)),
        ("set an alarm", "alarm.set", ("at",)),
        ("set a reminder", "reminder.add", ("text",)),
        ("convert 5 miles", "unit.convert", ("to",)),
        ("random number", "random.number", ("low", "high")),
        ("add milk to the list", "list.add", ("list",)),
        ("take a note", "note.add", ("text",)),
        ("set the volume", "volume.set", ("percent",)),
    ],
)
def test_what_was_not_said_is_missing(text: str, name: str, missing: tuple[str, ...]) -> None:
    (command,) = recognize(text, NOW).commands

    assert (command.name, command.missing) == (name, missing)
    assert command.confidence < 0.9


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        (
            "set a timer for 5 minutes and add milk to the shopping list",
            [("timer.start", {"seconds": 300}), ("list.add", {"list": "shopping", "items": ("milk",)})],
        ),
        (
            "set the volume to 30 and the brightness to 50",
            [("volume.set", {"percent": 30}), ("brightness.set", {"percent": 50})],
        ),
        (
            "remind me to buy milk and set a timer for 10 minutes",
            [("reminder.add", {"text": "buy milk"}), ("timer.start", {"seconds": 600})],
        ),
        (
            "set a timer for 5 minutes, flip a coin and tell me the time in Paris",
            [("timer.start", {"seconds": 300}), ("random.coin", {}), ("time.now", {"zone": "Paris"})],
        ),
        (
            "Mute. Then wake me up at 7 am!",
            [("volume.set", {"percent": 0}), ("alarm.set", {"at": at(23, 7)})],
        ),
        (
            "add milk and eggs to the shopping list, then what's 12*7?",
            [("list.add", {"list": "shopping", "items": ("milk", "eggs")}), ("math.evaluate", {"expression": "12*7"})],
        ),
        (
            "set a timer for 5 minutes and another for 10 minutes",
            [("timer.start", {"seconds": 300}), ("timer.start", {"seconds": 600})],
        ),
        (
            "mute and stop",
            [("volume.set", {"percent": 0}), ("assistant.stop", {})],
        ),
    ],
)
def test_several_commands_come_in_the_order_in_which_they_are_said(text: str, commands: list[object]) -> None:
    assert said(text) == commands


@pytest.mark.parametrize(
    ("last", "text", "commands"),
    [
        (
            Command("unit.convert", {"value": 5, "from": "km", "to": "mi"}),
            "and in feet?",
            [("unit.convert", {"value": 5, "from": "km", "to": "ft"})],
        ),
        (
            Command("unit.convert", {"value": 5, "from": "km", "to": "mi"}),
            "what about 10 km",
            [("unit.convert", {"value": 10, "from": "km", "to": "mi"})],
        ),
        (
            Command("unit.convert", {"value": 5, "from": "km", "to": "mi"}),
            "and 20?",
            [("unit.convert", {"value": 20, "from": "km", "to": "mi"})],
        ),
        (
            Command("timer.start", {"seconds": 300, "name": "pasta"}),
            "5 more minutes",
            [("timer.extend", {"seconds": 300, "name": "pasta"})],
        ),
        (
            Command("timer.start", {"seconds": 300}),
            "make it 10",
            [("timer.cancel", {}), ("timer.start", {"seconds": 600})],
        ),
        (
            Command("timer.start", {"seconds": 300}),
            "make it 90 seconds",
            [("timer.cancel", {}), ("timer.start", {"seconds": 90})],
        ),
        (Command("timer.start", {"seconds": 300}), "cancel that", [("timer.cancel", {})]),
        (
            Command("alarm.set", {"at": at(23, 7)}),
            "make it 8",
            [("alarm.cancel", {"at": at(23, 7)}), ("alarm.set", {"at": at(22, 20)})],
        ),
        (Command("volume.set", {"percent": 30}), "make it 10", [("volume.set", {"percent": 10})]),
        (Command("volume.change", {"by": -10}), "a bit more", [("volume.change", {"by": -10})]),
        (Command("time.now", {"zone": "Tokyo"}), "and in Paris?", [("time.now", {"zone": "Paris"})]),
        (
            Command("list.add", {"list": "shopping", "items": ("milk",)}),
            "also add eggs",
            [("list.add", {"list": "shopping", "items": ("eggs",)})],
        ),
        (Command("random.coin"), "again", [("random.coin", {})]),
        (
            Command("math.evaluate", {"expression": "12*7"}),
            "times 3",
            [("math.evaluate", {"expression": "(12*7)*3"})],
        ),
        (Command("timer.start", missing=("seconds",)), "5 minutes", [("timer.start", {"seconds": 300})]),
        (Command("alarm.set", missing=("at",)), "at 7 am", [("alarm.set", {"at": at(23, 7)})]),
        (
            Command("list.add", {"items": ("milk",)}, missing=("list",)),
            "shopping",
            [("list.add", {"items": ("milk",), "list": "shopping"})],
        ),
    ],
)
def test_a_follow_up_goes_on_with_the_last_command(last: Command, text: str, commands: list[object]) -> None:
    assert said(text, last) == commands


@pytest.mark.parametrize(
    "text", ["and in feet?", "5 more minutes", "make it 10", "and in Paris?", "times 3", "also add eggs"]
)
def test_a_follow_up_without_a_last_command_is_none(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize("text", ["why?", "how does that work", "tell me a joke", "thanks", "what is a mile"])
def test_not_everything_after_a_command_is_a_follow_up(text: str) -> None:
    assert said(text, Command("timer.start", {"seconds": 300})) == []
    assert said(text, Command("unit.convert", {"value": 5, "from": "km", "to": "mi"})) == []
