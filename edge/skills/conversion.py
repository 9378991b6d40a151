"""Units: `unit.convert`. What a follow-up leaves out is that of the conversion before: "and in feet?"."""

from __future__ import annotations

from fractions import Fraction

from edge.skills.names import Command
from edge.skills.replies.conversion import TEXTS
from edge.skills.skill import Outcome, Surroundings
from edge.skills.slots import fraction_slot, text_slot
from edge.skills.values import Unit, UnitsDifferError, convert, exact_decimal, match, unit, units, write
from edge.skills.wording import quantity, quoted, say

__all__ = ["Conversion"]

_DIGITS = 4
"""Significant digits of a rounded result."""


class Conversion:
    """Exact where the result is short, else rounded to four digits, saying so."""

    names = ("unit.convert",)

    def carry_out(self, command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        s, before = surroundings, surroundings.last_data("unit")
        value, source, target = fraction_slot(command, "value"), text_slot(command, "from"), text_slot(command, "to")
        if value is None and not source and before:
            value, source = Fraction(str(before["value"])), str(before["from"])
        elif not source and before and target:  # "and 10?"
            source = str(before["from"])
        if not target and before and value is not None:
            target = str(before["to"])
        if value is None or not source:
            return Outcome(say(TEXTS, "how_much", s.language), done=False, asks="value" if source else "from")
        if not target:
            return Outcome(say(TEXTS, "to", s.language), done=False, asks="to")
        readings = [_readings(source), _readings(target)]
        for said, found in zip((source, target), readings, strict=True):
            if not found:
                return Outcome(say(TEXTS, "unknown", s.language, unit=quoted(said, s.language)), done=False)
        try:
            one, other = match(readings[0], readings[1])
        except UnitsDifferError:
            return Outcome(say(TEXTS, "differ", s.language, source=source, target=target), done=False)
        return _converted(value, one, other, s)


def _readings(said: str) -> tuple[Unit, ...]:
    """The unit of this symbol, else what the word can mean."""
    try:
        return (unit(said),)
    except UnitsDifferError:
        return units.whole(said)


def _converted(value: Fraction, one: Unit, other: Unit, s: Surroundings) -> Outcome:
    if one.dimension == "temperature" and value * one.size + one.zero < 0:
        return Outcome(say(TEXTS, "too_cold", s.language), done=False)
    result = convert(value, one, other)
    written = write(result, _DIGITS)
    data = {"value": exact_decimal(value) or str(value), "from": one.symbol, "to": other.symbol, "result": written.text}
    source = quantity(write(value, 12, exact_places=12).text, one.symbol, s.language)
    target = quantity(written.text, other.symbol, s.language)
    return Outcome(say(TEXTS, "is" if written.exact else "about", s.language, source=source, target=target), data)
