"""What is said after a command and completes, changes or repeats it.

The templates of `follow_up.yaml` name what is done to the last command: each of these names is a function below, which
answers the commands that it comes to, or none if the last command cannot be meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from edge.skills.names import COMMANDS, Command, SlotValue
from edge.skills.recognition.commands import Readings, command, slot_values
from edge.skills.recognition.context import Context
from edge.skills.recognition.network import Capture
from edge.skills.recognition.own_words import checked_items, checked_name, checked_text
from edge.skills.recognition.slots import LISTS
from edge.skills.values import Text, ValuesError, arithmetic, unit

__all__ = ["CHANGES", "answer", "calculation", "follow_up"]

CONFIDENCE = 0.9
Slots = dict[str, SlotValue]
Commands = tuple[Command, ...]

_NOTHING: Commands = ()
_ANSWERS = {"seconds": "duration", "at": "hour", "percent": "percent", "unit": "unit", "integer": "integer"}
"""Which list a missing slot of a kind is read by when it is said alone."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a follow-up says."""

    fixed: Slots
    """Slots that its sentence sets unsaid."""
    captures: Sequence[Capture]
    text: Text

    def slots(self) -> Slots | None:
        """The slots that it fills, units apart; None if one of them takes no such value."""
        found = slot_values(self.captures, self.text)
        if found is None:
            return None
        return self.fixed | {name: value for name, value in found.items() if not isinstance(value, Readings)}


def follow_up(name: str, fixed: Slots, captures: Sequence[Capture], text: Text, context: Context) -> Commands:
    """What a follow-up comes to after the last command; empty if it makes no sense there."""
    if context.last is None:
        return _NOTHING
    return CHANGES[name](context.last, Said(fixed, captures, text))


def _sure(found: Command | None) -> Commands:
    if found is None or found.missing:
        return _NOTHING
    return (Command(found.name, found.slots, CONFIDENCE),)


def _of(last: Command, *names: str) -> Slots:
    """Those of the last command's slots."""
    return {name: last.slots[name] for name in names if name in last.slots}


def _more(last: Command, said: Said) -> Commands:
    """Five minutes more; a bit louder still."""
    slots = said.slots()
    if slots is None:
        return _NOTHING
    if "seconds" in slots and last.name in {"timer.start", "timer.extend", "timer.status"}:
        return _sure(Command("timer.extend", _of(last, "name") | slots))
    return _sure(Command(last.name, last.slots)) if last.name == "volume.change" and not slots else _NOTHING


def _another(last: Command, said: Said) -> Commands:
    """Another timer beside the last one."""
    if last.name != "timer.start":
        return _NOTHING
    return _sure(command("timer.start", said.fixed, said.captures, said.text))


def _instead(last: Command, said: Said) -> Commands:
    """Another value in the place of the last one: make it 10."""
    slots = said.slots()
    if slots is None:
        return _NOTHING
    number = slots.get("number")
    if last.name == "timer.start":
        if isinstance(number, (int, float)) and number > 0:
            slots = {"seconds": number * _time_unit(last)}
        if "seconds" not in slots:
            return _NOTHING
        cancel = Command("timer.cancel", _of(last, "name"), CONFIDENCE)
        return (cancel, Command("timer.start", _of(last, "name") | {"seconds": slots["seconds"]}, CONFIDENCE))
    if last.name == "alarm.set" and "at" in slots and "at" in last.slots:
        cancel = Command("alarm.cancel", _of(last, "at"), CONFIDENCE)
        return (cancel, Command("alarm.set", _of(last, "name") | {"at": slots["at"]}, CONFIDENCE))
    if last.name in {"volume.set", "volume.change", "brightness.set"} and {"percent", "number"} & slots.keys():
        percent = slots.get("percent", number)
        if isinstance(percent, (int, float)) and 0 <= percent <= 100:
            name = "brightness.set" if last.name == "brightness.set" else "volume.set"
            return _sure(Command(name, {"percent": percent}))
    if last.name == "unit.convert" and number is not None:
        return _sure(Command("unit.convert", last.slots | {"value": number}))
    return _NOTHING


def _time_unit(last: Command) -> int:
    """The unit that a number alone continues: that in which the timer was round."""
    seconds = last.slots.get("seconds")
    whole = isinstance(seconds, int)
    return next((size for size in (3600, 60) if whole and int(str(seconds)) % size == 0), 1)


def _unit(last: Command, said: Said) -> Commands:
    """The same quantity in another unit; after a calculation there is none."""
    if last.name != "unit.convert" or "from" not in last.slots:
        return _NOTHING
    source = (unit(str(last.slots["from"])),)
    known = Capture("unit", "from", 0, 0, source)
    return _sure(command("unit.convert", _of(last, "value"), [known, *said.captures], said.text))


def _quantity(last: Command, said: Said) -> Commands:
    """Another quantity, or only its number, into the same unit."""
    if last.name != "unit.convert" or "to" not in last.slots:
        return _NOTHING
    if any(capture.slot == "value" for capture in said.captures):
        return _sure(
            command("unit.convert", {}, [*said.captures, *_unit_of(last, "from"), *_unit_of(last, "to")], said.text)
        )
    return _sure(command("unit.convert", {}, [*said.captures, *_unit_of(last, "to")], said.text))


def _unit_of(last: Command, slot: str) -> list[Capture]:
    return [Capture("unit", slot, 0, 0, (unit(str(last.slots[slot])),))]


def _zone(last: Command, said: Said) -> Commands:
    """The same question for another place."""
    if last.name not in {"time.now", "date.today"}:
        return _NOTHING
    return _sure(command(last.name, {}, said.captures, said.text))


def _add(last: Command, said: Said) -> Commands:
    """More items onto the same list."""
    if last.name not in {"list.add", "list.show", "list.remove"} or "list" not in last.slots:
        return _NOTHING
    return _sure(command("list.add", _of(last, "list"), said.captures, said.text))


def _undo(last: Command, _said: Said) -> Commands:
    """Takes the last command back."""
    opposite = {
        "timer.start": ("timer.cancel", "name"),
        "timer.extend": ("timer.cancel", "name"),
        "timer.status": ("timer.cancel", "name"),
        "alarm.set": ("alarm.cancel", "at"),
        "reminder.add": ("reminder.cancel", "text"),
        "note.add": ("note.remove", "text"),
        "list.add": ("list.remove", "list", "items"),
    }
    if last.name not in opposite:
        return _NOTHING
    name, *slots = opposite[last.name]
    return _sure(Command(name, _of(last, *slots)))


def _again(last: Command, _said: Said) -> Commands:
    """The same once more, where that brings something new."""
    return _sure(last) if last.name.startswith("random.") else _NOTHING


CHANGES: dict[str, Callable[[Command, Said], Commands]] = {
    "more": _more,
    "another": _another,
    "instead": _instead,
    "unit": _unit,
    "quantity": _quantity,
    "zone": _zone,
    "add": _add,
    "undo": _undo,
    "again": _again,
}
"""The names that `follow_up.yaml` uses."""


def calculation(message: str, context: Context) -> Commands:
    """What is worked out with the last result: "times 3", 再加5."""
    last = context.last
    if last is None or last.name != "math.evaluate" or "expression" not in last.slots or len(message) > 60:
        return _NOTHING
    try:
        expression = str(arithmetic.whole(f"1 {message}"))
    except ValuesError:
        return _NOTHING
    if len(expression) < 3 or expression[0] != "1" or expression[1] not in "+-*/^":
        return _NOTHING
    return _sure(Command("math.evaluate", {"expression": f"({last.slots['expression']}){expression[1:]}"}))


def answer(text: Text, start: int, end: int, now: datetime, context: Context) -> Commands:
    """The last command with what it missed, if the message from `start` to `end` is just that."""
    last = context.last
    if last is None or not last.missing:
        return _NOTHING
    slot = COMMANDS[last.name].slot(last.missing[0])
    value: SlotValue | None = None
    if slot.kind in _ANSWERS:
        found = LISTS[_ANSWERS[slot.kind]](text, start, now)
        if found is None or found.end != end:
            return _NOTHING
        said_now = [Capture(_ANSWERS[slot.kind], slot.name, start, end, found.value)]
        if slot.kind == "unit":
            return _unit(last, Said({}, said_now, text))
        complete = command(last.name, last.slots, said_now, text)
        return () if complete is None else (Command(complete.name, complete.slots, CONFIDENCE, complete.missing),)
    said = text.source(start, end)
    if slot.kind == "text" and not text.plain.rstrip().endswith("?"):
        value = checked_name(said) if slot.name == "list" else checked_text(said)
    elif slot.kind == "items" and not text.plain.rstrip().endswith("?"):
        value = checked_items(said)
    if value is None:
        return _NOTHING
    slots = last.slots | {slot.name: value}
    return (Command(last.name, slots, CONFIDENCE, tuple(name for name in last.missing if name not in slots)),)
