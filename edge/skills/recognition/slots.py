"""The lists that templates name in braces: which text each accepts, and what it puts into a command's slot.

A list is a value of `edge.skills.values`, found where it stands, or the user's own words (`OWN_WORDS`), which may be
anything and are checked when the sentence is complete.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from edge.skills import zones
from edge.skills.recognition.calculations import is_calculation
from edge.skills.values import (
    Expression,
    Found,
    Moment,
    Quantity,
    Text,
    Unit,
    ValuesError,
    arithmetic,
    durations,
    moments,
    numbers,
    quantities,
    units,
)
from edge.skills.values.words.durations import MORE

__all__ = ["LISTS", "OWN_WORDS", "Values"]

OWN_WORDS = frozenset({"text", "items", "list", "name", "place"})

_LONGEST = 366 * 86400
"""Seconds of the longest duration."""
_DAY_HOURS = (9, 12, 15, 18, 21)
"""Hours at which a day without a time of the day is reminded of: the first that is ahead."""


@dataclass(slots=True)
class Values:
    """The values of one message, each looked for at most once at each place."""

    now: datetime
    looked: int = 0
    """Places looked at, for whoever wants to see that the work is bounded."""
    _known: dict[tuple[str, int], Found[object] | None] = field(default_factory=dict)

    def find(self, name: str, text: Text, at: int) -> Found[object] | None:
        """The value of the list `name` that begins exactly at `at`."""
        key = (name, at)
        if key not in self._known:
            self.looked += 1
            self._known[key] = LISTS[name](text, at, self.now)
        return self._known[key]


def _duration(text: Text, at: int, _now: datetime) -> Found[object] | None:
    found = durations.find(text, at)
    if found is None or found.value.months or not 0 < found.value.seconds <= _LONGEST:
        return None
    return Found(found.value.seconds, at, found.end)


def _more_duration(text: Text, at: int, now: datetime) -> Found[object] | None:
    """A duration that says itself that it is added: five more minutes."""
    found = _duration(text, at, now)
    said = text.plain[at : found.end] if found is not None else ""
    return found if any(words in said for words in MORE) or said.startswith("another ") else None


def _moment(text: Text, at: int, now: datetime) -> Found[object] | None:
    """A time to be reminded at: a day alone is the morning, or the next of `_DAY_HOURS`."""
    found = moments.find(text, at, now)
    if found is None:
        return None
    moment = _ahead(found.value, now)
    return None if moment is None else Found(moment, at, found.end)


def _ahead(moment: Moment, now: datetime) -> Moment | None:
    if moment.precision != "day":
        return moment if moment.at > now else None
    for hour in _DAY_HOURS:
        at = moment.at + timedelta(hours=hour)
        if at > now:
            return Moment(at, "day")
    return None


def _clock_time(text: Text, at: int, now: datetime) -> Found[object] | None:
    """A time of the day for an alarm, where a number alone is none."""
    return _exact(moments.find(text, at, now, morning=4), now)


def _hour(text: Text, at: int, now: datetime) -> Found[object] | None:
    """The same, where a number alone is an hour."""
    return _exact(moments.find(text, at, now, bare=True, morning=4), now)


def _exact(found: Found[Moment] | None, now: datetime) -> Found[object] | None:
    if found is None or found.value.precision != "time" or found.value.at <= now:
        return None
    return Found(found.value, found.start, found.end)


def _number(text: Text, at: int, _now: datetime) -> Found[object] | None:
    found = numbers.find(text, at)
    return None if found is None or found.value.percent else Found(found.value.value, at, found.end)


def _integer(text: Text, at: int, now: datetime) -> Found[object] | None:
    found = _number(text, at, now)
    if found is None or not isinstance(found.value, Fraction) or found.value.denominator != 1:
        return None
    return found if abs(found.value) <= 10**18 else None


def _share(text: Text, at: int) -> Found[Fraction] | None:
    """A number from 0 to 100 that percent are meant by; below one, it is a share of the whole (a third, 半分)."""
    found = numbers.find(text, at)
    if found is None or not 0 <= found.value.value <= 100:
        return None
    value = found.value.value
    if 0 < value < 1 and not found.value.percent:
        value = Fraction(round(value * 100))
    return Found(value, at, found.end)


def _percent(text: Text, at: int, _now: datetime) -> Found[object] | None:
    found = _share(text, at)
    return None if found is None else Found(found.value, at, found.end)


def _step_up(text: Text, at: int, _now: datetime) -> Found[object] | None:
    found = _share(text, at)
    return None if found is None or not found.value else Found(found.value, at, found.end)


def _step_down(text: Text, at: int, _now: datetime) -> Found[object] | None:
    found = _share(text, at)
    return None if found is None or not found.value else Found(-found.value, at, found.end)


def _quantity(text: Text, at: int, _now: datetime) -> Found[object] | None:
    found = quantities.find(text, at)
    return None if found is None else Found(found.value, at, found.end)


def _unit(text: Text, at: int, _now: datetime) -> Found[object] | None:
    found = units.find(text, at)
    return None if found is None else Found(found.value, at, found.end)


def _expression(text: Text, at: int, _now: datetime) -> Found[object] | None:
    try:
        found = arithmetic.find(text, at)
    except ValuesError:
        return None
    return None if found is None or found.value.lone else Found(found.value, at, found.end)


def _calculation(text: Text, at: int, now: datetime) -> Found[object] | None:
    """An expression that stands alone, and so must not be a date, a range or a telephone number."""
    found = _expression(text, at, now)
    return found if found is not None and is_calculation(text.plain[at : found.end]) else None


def _zone(text: Text, at: int, _now: datetime) -> Found[object] | None:
    end = zones.find(text, at)
    return None if end is None else Found(text.source(at, end), at, end)


LISTS: dict[str, Callable[[Text, int, datetime], Found[object] | None]] = {
    "duration": _duration,
    "more_duration": _more_duration,
    "moment": _moment,
    "clock_time": _clock_time,
    "hour": _hour,
    "number": _number,
    "integer": _integer,
    "percent": _percent,
    "step_up": _step_up,
    "step_down": _step_down,
    "quantity": _quantity,
    "unit": _unit,
    "expression": _expression,
    "calculation": _calculation,
    "zone": _zone,
}
"""The lists that are values.

- `duration`: a length of time; `more_duration`: one that says that it is added ("five more minutes")
- `moment`: a time, a part of a day or a day; `clock_time`: a time of the day, with or without a day; `hour`: the same,
  also a number alone. A preposition before it belongs to it.
- `number`, `integer`; `percent`: 0 to 100, a share or a number; `step_up`, `step_down`: how much more, how much less
- `quantity`: a number with a unit; `unit`: a unit alone
- `expression`: a calculation that a word announced; `calculation`: one that stands alone
- `zone`: a place whose time zone is known
"""

Readable = Fraction | Moment | Quantity | tuple[Unit, ...] | Expression | str
"""What the lists find."""
