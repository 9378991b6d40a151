"""A command's slots in the types that skills work with; what cannot be one counts as missing."""

from __future__ import annotations

import math
from datetime import datetime
from fractions import Fraction

from edge.skills.names import Command
from edge.skills.values import split_items

__all__ = ["fraction_slot", "integer_slot", "items_slot", "moment_slot", "number_slot", "text_slot"]

_MOST_DIGITS = 400


def text_slot(command: Command, name: str, *, lines: bool = False) -> str:
    """The user's own words, or nothing; in one line, unless `lines` are to be kept."""
    value = command.slots.get(name)
    if not isinstance(value, str):
        return ""
    return value.strip() if lines else " ".join(value.split())


def items_slot(command: Command, name: str) -> list[str]:
    """A list's items; a text is taken apart."""
    value = command.slots.get(name)
    if isinstance(value, str):
        return list(split_items(value))
    if not isinstance(value, (tuple, list)):
        return []
    return [" ".join(item.split()) for item in value if isinstance(item, str) and item.strip()]


def number_slot(command: Command, name: str) -> float | None:
    """A finite number."""
    value = command.slots.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def integer_slot(command: Command, name: str) -> int | None:
    """A whole number; 6.0 is one."""
    value = command.slots.get(name)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def fraction_slot(command: Command, name: str) -> Fraction | None:
    """A number exactly as it was said: 0.1 is a tenth. A text of digits is one too."""
    value = command.slots.get(name)
    if isinstance(value, (bool, tuple, list)) or value is None or len(str(value)) > _MOST_DIGITS:
        return None
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return None


def moment_slot(command: Command, name: str, now: datetime) -> datetime | None:
    """An aware time, in the zone of `now`, which is also that of a time without an offset."""
    value = command.slots.get(name)
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        return (at if at.tzinfo is not None else at.replace(tzinfo=now.tzinfo)).astimezone(now.tzinfo)
    except (ValueError, OverflowError, OSError):
        return None
