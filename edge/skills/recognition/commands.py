"""From a way through the templates to a command: what was captured becomes the slots' values, or it is no command."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from edge.skills.names import COMMANDS, Command, SlotValue, missing_slots
from edge.skills.recognition.network import Capture
from edge.skills.recognition.own_words import checked_items, checked_name, checked_place, checked_text, is_question
from edge.skills.values import Expression, Moment, Quantity, Text, Unit, UnitsDifferError, match, plain_number

__all__ = ["Readings", "command", "slot_values"]

SURE = 0.99
WITH_OWN_WORDS = 0.95
INCOMPLETE = 0.85


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings of a unit's name, of which the other unit decides."""

    units: tuple[Unit, ...]


Filled = dict[str, SlotValue | Readings]
"""Slots of which units may still be open."""


def command(name: str, fixed: dict[str, SlotValue], captures: Iterable[Capture], text: Text) -> Command | None:
    """The command that a template's sentence says, `fixed` being the slots that the sentence sets unsaid.

    None if what was captured makes no sense in it.
    """
    found = slot_values(captures, text)
    if found is None:
        return None
    slots: Filled = {**fixed, **found}
    if name == "unit.convert" and not _convertible(slots):
        return None
    if name == "reminder.add" and is_question(str(slots.get("text", ""))):
        return None
    if name == "random.number" and {"low", "high"} <= slots.keys():
        low, high = sorted((_int(slots["low"]), _int(slots["high"])))
        slots |= {"low": low, "high": high}
    if any(slot in slots and not 1 <= _int(slots[slot]) <= 1000 for slot in ("sides", "count")):
        return None
    plain: dict[str, SlotValue] = {}
    for slot in COMMANDS[name].slots:
        value = slots.get(slot.name)
        if value is not None and not isinstance(value, Readings):
            plain[slot.name] = value
    missing = missing_slots(name, plain)
    own = any(capture.value is None for capture in captures)
    return Command(name, plain, INCOMPLETE if missing else WITH_OWN_WORDS if own else SURE, missing)


def slot_values(captures: Iterable[Capture], text: Text) -> Filled | None:
    """The slots that these captures fill; None if one of them is not what its slot takes.

    A quantity fills "value" and "from", and a unit stays open until both are known.
    """
    slots: Filled = {}
    own: dict[tuple[str, str], list[str]] = defaultdict(list)
    for capture in captures:
        value = capture.value
        if value is None:
            own[capture.list, capture.slot].append(text.source(capture.start, capture.end))
        elif isinstance(value, Quantity):
            slots |= {"value": plain_number(value.value), "from": Readings(value.units)}
        elif isinstance(value, tuple):
            slots[capture.slot] = Readings(value)
        elif isinstance(value, Fraction):
            slots[capture.slot] = plain_number(value)
        elif isinstance(value, Moment):
            slots[capture.slot] = value.iso
        elif isinstance(value, Expression):
            slots[capture.slot] = str(value)
        elif isinstance(value, str):
            slots[capture.slot] = value
    for (list_name, slot), pieces in own.items():
        said = _checked(list_name, pieces, text)
        if said is None:
            return None
        slots[slot] = said
    return slots


def _checked(list_name: str, pieces: list[str], text: Text) -> SlotValue | None:
    said = (" " if text.plain.isascii() else "").join(pieces)
    if list_name == "items":
        return checked_items(said)
    if list_name == "place":
        return checked_place(said)
    return checked_text(said) if list_name == "text" else checked_name(said)


def _convertible(slots: Filled) -> bool:
    """Decides the units' readings in place; False if they measure different things or are the same."""
    source, target = slots.get("from"), slots.get("to")
    if not isinstance(source, Readings):
        return False
    if not isinstance(target, Readings):
        slots["from"] = source.units[0].symbol
        return True
    try:
        one, other = match(source.units, target.units)
    except UnitsDifferError:
        return False
    slots["from"], slots["to"] = one.symbol, other.symbol
    return one != other


def _int(value: SlotValue | Readings) -> int:
    return int(value) if isinstance(value, (int, float)) else 0
