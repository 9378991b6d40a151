"""The names of the skills' commands with their slots: the one list that recognition fills and execution reads.

A command's name has two parts, the skill and what it does ("timer.start"). Slots that were not said are left out of a
command; of those that a command cannot do without, `missing` tells the names, so that the skill can ask for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = ["COMMANDS", "STEP", "Command", "CommandName", "Kind", "Slot", "SlotValue", "missing_slots"]

SlotValue = str | int | float | tuple[str, ...]
"""What a slot holds, ready for JSON (a tuple becomes a list)."""

Kind = Literal["text", "items", "zone", "at", "seconds", "number", "integer", "percent", "unit", "expression"]
"""What a slot's value is:

- `text`: the user's own words, not empty
- `items`: a tuple of at least one text
- `zone`: a city or country as it was said ("Tokyo", 东京); `edge.skills.zones` finds its time zone
- `at`: a time in ISO 8601 with its offset from UTC, "2026-11-22T15:30:00+01:00"
- `seconds`: a length of time, a number above zero
- `number`: any number
- `integer`: a whole number
- `percent`: a number from 0 to 100; of `volume.change` from -100 to 100
- `unit`: a unit's symbol, which `edge.skills.values.unit` knows ("km", "°C", "斤")
- `expression`: a calculation in signs, which `edge.skills.values.arithmetic` reads ("12*7+3")
"""

STEP = 10
"""How many percent louder or quieter it becomes if nobody says how much."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot of a command."""

    name: str
    kind: Kind
    required: bool = True
    """Whether the command cannot be carried out without it."""


@dataclass(frozen=True, slots=True)
class CommandName:
    """A command that a skill can carry out."""

    name: str
    slots: tuple[Slot, ...] = ()

    @property
    def skill(self) -> str:
        """The part before the dot: the skill that it belongs to."""
        return self.name.partition(".")[0]

    def slot(self, name: str) -> Slot:
        """The slot with this name.

        Raises:
            KeyError: the command has no such slot.
        """
        for slot in self.slots:
            if slot.name == name:
                return slot
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Command:
    """A command that was said: one of `COMMANDS`, with the slots that were said."""

    name: str
    slots: dict[str, SlotValue] = field(default_factory=dict)
    confidence: float = 1.0
    """How sure it is that the user meant this, 0 to 1."""
    missing: tuple[str, ...] = ()
    """The required slots that were not said, in the command's order; the skill asks for them or a model fills them."""


def _optional(name: str, kind: Kind) -> Slot:
    return Slot(name, kind, required=False)


COMMANDS: dict[str, CommandName] = {
    command.name: command
    for command in (
        CommandName("time.now", (_optional("zone", "zone"),)),
        CommandName("date.today", (_optional("zone", "zone"),)),
        CommandName("timer.start", (Slot("seconds", "seconds"), _optional("name", "text"))),
        CommandName("timer.extend", (Slot("seconds", "seconds"), _optional("name", "text"))),
        CommandName("timer.status", (_optional("name", "text"),)),
        CommandName("timer.cancel", (_optional("name", "text"),)),
        CommandName("alarm.set", (Slot("at", "at"), _optional("name", "text"))),
        CommandName("alarm.list"),
        CommandName("alarm.cancel", (_optional("at", "at"),)),
        CommandName("reminder.add", (Slot("text", "text"), _optional("at", "at"))),
        CommandName("reminder.list"),
        CommandName("reminder.cancel", (_optional("text", "text"),)),
        CommandName("math.evaluate", (Slot("expression", "expression"),)),
        CommandName("unit.convert", (Slot("value", "number"), Slot("from", "unit"), Slot("to", "unit"))),
        CommandName("list.add", (Slot("list", "text"), Slot("items", "items"))),
        CommandName("list.show", (Slot("list", "text"),)),
        CommandName("list.remove", (Slot("list", "text"), Slot("items", "items"))),
        CommandName("note.add", (Slot("text", "text"),)),
        CommandName("note.list"),
        CommandName("note.remove", (_optional("text", "text"),)),
        CommandName("random.number", (Slot("low", "integer"), Slot("high", "integer"))),
        CommandName("random.coin"),
        CommandName("random.dice", (_optional("sides", "integer"), _optional("count", "integer"))),
        CommandName("system.status"),
        CommandName("volume.set", (Slot("percent", "percent"),)),
        CommandName("volume.change", (Slot("by", "percent"),)),
        CommandName("brightness.set", (Slot("percent", "percent"),)),
        CommandName("assistant.help"),
        CommandName("assistant.about"),
        CommandName("assistant.repeat"),
        CommandName("assistant.stop"),
        CommandName("conversation.clear"),
        CommandName("mode.offline"),
        CommandName("mode.online"),
    )
}
"""All commands by their names, in the order in which the help shows them."""


def missing_slots(name: str, slots: dict[str, SlotValue]) -> tuple[str, ...]:
    """The required slots of a command that `slots` does not hold, in the command's order.

    Raises:
        KeyError: there is no command of this name.
    """
    return tuple(slot.name for slot in COMMANDS[name].slots if slot.required and slot.name not in slots)
