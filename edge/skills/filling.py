"""Filling a command's slots from a message that no sentence template has, by the same grammars.

Where a value of the right kind stands in the message exactly once, it is meant. The user's own words cannot be told
apart that way. What is to be noted, or to be reminded of at a time that was said, is the message as it stands: nothing
of it is lost, and whoever wrote it understands it. What to put on a list is left to the second reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from edge.skills.names import Command
from edge.skills.recognition.commands import command
from edge.skills.recognition.network import Capture
from edge.skills.recognition.reading import LONGEST, read, repaired
from edge.skills.recognition.slots import LISTS
from edge.skills.values import Text

__all__ = ["FILLED", "WHOLE", "filled"]

FILLED: dict[str, tuple[tuple[str, str], ...]] = {
    "time.now": (("zone", "zone"),),
    "date.today": (("zone", "zone"),),
    "timer.start": (("duration", "seconds"),),
    "timer.extend": (("duration", "seconds"),),
    "alarm.set": (("clock_time", "at"),),
    "math.evaluate": (("expression", "expression"),),
    "unit.convert": (("quantity", "value"), ("unit", "to")),
    "random.number": (("integer", "low"), ("integer", "high")),
    "volume.set": (("percent", "percent"),),
    "brightness.set": (("percent", "percent"),),
}
"""For each command the lists of `recognition.slots` with the slots that their values fill."""


WHOLE = frozenset({"note.add", "reminder.add"})
"""The commands whose text is the message as it stands."""


def filled(name: str, message: str, now: datetime) -> Command | None:
    """The command with what the message says of its slots; `missing` names what it does not say.

    None if the message says something of that kind more than once, or something that makes no sense there. `now` is
    aware: times are resolved against it.
    """
    if len(message) > LONGEST:
        return None
    text = read(repaired(message))
    if name in WHOLE:
        return _whole(name, message, text, now)
    captures: list[Capture] = []
    for list_name in dict.fromkeys(list_name for list_name, _ in FILLED.get(name, ())):
        slots = [slot for of, slot in FILLED[name] if of == list_name]
        found = list(_values(list_name, text, now, captures))
        if list_name == "unit":  # "in" is an inch only where a number stands before it
            found = [one for one in found if text.plain[one[0] : one[1]] != "in"]
        if found and len(found) != len(slots):
            return None
        captures += [Capture(list_name, slot, *one) for slot, one in zip(slots, found, strict=False)]
    if name == "alarm.set" and any(True for _ in _values("moment", text, now, captures)):
        return None  # a day that stands apart from its time
    return command(name, {}, captures, text)


def _whole(name: str, message: str, text: Text, now: datetime) -> Command | None:
    """The command with the whole message as its text; a reminder has to say when, once."""
    captures = []
    if name == "reminder.add":
        found = list(_values("moment", text, now, []))
        if len(found) != 1:
            return None
        captures = [Capture("moment", "at", *found[0])]
    return command(name, {"text": message.strip()}, captures, text)


def _values(list_name: str, text: Text, now: datetime, taken: list[Capture]) -> Iterator[tuple[int, int, object]]:
    """Every value of a list that lies in no other capture, from left to right."""
    at = 0
    while at < len(text):
        inside = next((one.end for one in taken if one.start <= at < one.end), None)
        if inside is not None:
            at = inside
            continue
        found = LISTS[list_name](text, at, now)
        if found is None:
            at += 1
        else:
            yield found.start, found.end, found.value
            at = max(found.end, at + 1)
