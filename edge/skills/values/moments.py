"""Dates and times as people say them, as one point in time: tomorrow at 7, next Friday 3pm, in 20 minutes, 明天七点.

What is said is resolved against an aware datetime, `now`, and in its zone; daylight saving changes are followed: "in 24
hours" counts hours, "tomorrow at 7" moves the calendar. A time that the clocks skip is moved on by what they skip; of
one that comes twice the first that is still ahead is taken.

Ambiguities are decided so:
- An hour from 1 to 12 with nothing to tell morning from evening ("at 5", 5:30, 三点半), and no day: the next time that
  a clock with hands shows it. At 14:00, "at 5" is 17:00 and "at 1" is 01:00 tomorrow.
- The same on a named day: from `morning` (6) to 11 in the morning, 12 at noon, before that in the afternoon: "tomorrow
  at 7" is 07:00, "tomorrow at 3" is 15:00. An alarm clock asks with `morning=4`. Today it is the next time that the
  clock shows it, and if both are over, the later one.
- 07:00, 0:30 and 15:00 are on the 24-hour clock. 7:00 is not.
- Evening and night: 5 to 11 belong to the day that is named, 12 and 1 to 4 follow it: 今晚十二点 and "tonight at 1"
  are tomorrow's first hours. 凌晨 (and am) belongs to the day that is named. "Midnight" is the end of the named day.
- A part of a day without a clock time stands for 9:00 (morning), 12:00, 15:00 (afternoon), 19:00 (evening) or
  21:00 (night), and says so: `precision` is "part". A day alone is 00:00 of that day, `precision` "day".
- A time of the day that is over means tomorrow's, unless a day is named: "today at 9" may lie in the past, and the
  caller looks. A bare day of the week or a date without a year moves on to the next one.
- Days: see `days`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from edge.skills.values.clock import Clock, scan_clock, scan_part
from edge.skills.values.days import Day, add_months, scan_day
from edge.skills.values.durations import scan as scan_duration
from edge.skills.values.found import Found, Phrases
from edge.skills.values.han_numbers import HAN_NUMERALS
from edge.skills.values.text import Text, fold, is_letter
from edge.skills.values.words.durations import MONTHS, SECONDS
from edge.skills.values.words.numbers import HALVES
from edge.skills.values.words.times import (
    BEFORE,
    BETWEEN,
    DAYS,
    FIXED,
    HOURS_OF_PARTS,
    LATER,
    MONTH_OFFSETS,
    PARTS,
    WEEK,
    WEEK_OFFSETS,
    WEEKDAYS,
    WHOLE_WEEKS,
    YEARS,
)

__all__ = ["Moment", "find", "whole"]

Precision = Literal["time", "part", "day"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, and how exactly it was said."""

    at: datetime
    """Aware, in the zone of `now`."""
    precision: Precision = "time"
    """"time": a clock time or a duration was said; "part": a part of a day; "day": only the day, `at` is its 00:00."""
    day_said: bool = True
    """Whether a day was named; if not, `at` is the next such time."""

    @property
    def iso(self) -> str:
        """ISO 8601 with the offset: 2026-11-23T07:00:00+08:00."""
        return self.at.isoformat(timespec="seconds")


@dataclass(slots=True)
class _Said:
    """What was said of a time, part by part."""

    day: Day | None = None
    part: str | None = None
    clock: Clock | None = None


_BETWEEN = Phrases(BETWEEN)
_BEFORE = Phrases(BEFORE)
_LATER = Phrases(dict.fromkeys(LATER, True))
_UNITS = Phrases(SECONDS | MONTHS)
_INSIDE_NUMBERS = "+-.,:/"
_TABLES = (BEFORE, DAYS, FIXED, HALVES, MONTH_OFFSETS, PARTS, WEEK, WEEK_OFFSETS, WEEKDAYS, WHOLE_WEEKS, YEARS)
_STARTS = HAN_NUMERALS | {fold(phrase)[0] for table in _TABLES for phrase in table} | {"差", "过"}
"""The characters that a moment can begin with, letters and digits apart: most places need no closer look."""
_LONGEST = 400 * 366 * 86400
"""Seconds ahead beyond which a moment is no moment any more."""


def find(text: Text, at: int, now: datetime, *, bare: bool = False, morning: int = 6) -> Found[Moment] | None:
    """The moment that begins exactly at `at` (a preposition before it included), with all its parts in any order.

    `now` has to be aware. A lone number is a time only after a preposition ("at 7") or a day; with `bare` also without.
    `morning` is the first hour of a named day that a bare number means in the morning.
    """
    before, char = text.char(at - 1), text.char(at)
    if (
        not char
        or not (char in _STARTS or (char.isascii() and char.isalnum()))
        or (is_letter(before or " ") and is_letter(char))
    ):
        return None
    if (before.isdigit() or before in HAN_NUMERALS) and (char.isdigit() or char in HAN_NUMERALS):
        return None
    if before and before in _INSIDE_NUMBERS and char.isdigit() and text.char(at - 2).isdigit():
        return None
    return _from_now(text, at, now) or _iso(text, at, now) or _said(text, at, now, bare=bare, morning=morning)


def whole(text: str, now: datetime, *, morning: int = 6) -> Moment | None:
    """The moment that the whole text is; a lone number is an hour. None if anything else is in it."""
    read = Text.of(text)
    found = find(read, read.skip(0), now, bare=True, morning=morning)
    if found is None:
        return None
    end = found.end + (read.char(found.end) in {"に", "的"})
    return found.value if read.ended(end) else None


def _from_now(text: Text, at: int, now: datetime) -> Found[Moment] | None:
    """in 20 minutes, an hour from now, 十分钟后."""
    said_in = next((words for words in ("in ", "after ", "过") if text.has(words, at)), "")
    duration = scan_duration(text, at + len(said_in))
    if duration is None or not duration.value.clock:
        return None
    later = _LATER.find(text, duration.end)
    if later is None and not said_in:
        return None
    day = add_months(now.date(), min(duration.value.months, 12 * 9999))
    if day is None or duration.value.left > _LONGEST or day.year > 9000:
        return None
    start = now if not duration.value.months else datetime.combine(day, now.timetz())
    moment = start.astimezone(UTC) + timedelta(microseconds=round(duration.value.left * 10**6))
    end = duration.end if later is None else later.end
    return Found(Moment(moment.astimezone(now.tzinfo), day_said=False), at, end)


def _iso(text: Text, at: int, now: datetime) -> Found[Moment] | None:
    """2026-12-24T08:00, with or without seconds and an offset."""
    end = at
    while end < len(text) and end - at < 40 and text.plain[end] in "0123456789-:.+tz":
        end += 1
    if end - at < len("2026-12-24t08:00") or text.char(at + 10) != "t":
        return None
    try:
        moment = datetime.fromisoformat(text.plain[at:end].rstrip(".").upper())
    except ValueError:
        return None
    if not 1000 <= moment.year <= 9000:
        return None
    if moment.tzinfo is None:
        moment = _local(moment.date(), moment.time(), now)
    return Found(Moment(moment.astimezone(now.tzinfo)), at, end)


def _said(text: Text, at: int, now: datetime, *, bare: bool, morning: int) -> Found[Moment] | None:
    before = _BEFORE.find(text, at)
    if before is not None:
        found = _parts(text, before.end, now, bare=bare or before.value, morning=morning)
        if found is not None:
            return Found(found.value, at, found.end)
    return _parts(text, at, now, bare=bare, morning=morning)


def _parts(text: Text, at: int, now: datetime, *, bare: bool, morning: int) -> Found[Moment] | None:
    said = _Said()
    end = i = at
    while True:
        stop = _one_part(text, i, now, said, bare=bare)
        if stop is None:
            break
        end = stop
        joint = _BETWEEN.find(text, end)
        i, bare = (end, False) if joint is None else (joint.end, joint.value)
        if text.has("the ", i):
            i += len("the ")
    if end == at:
        return None
    moment = _resolved(said, now, morning)
    return None if moment is None else Found(moment, at, end)


def _one_part(text: Text, at: int, now: datetime, said: _Said, *, bare: bool) -> int | None:
    """Reads one part that has not been said yet; where it ends, or None. `bare`: a lone number is an hour."""
    if said.day is None:
        day = scan_day(text, at, now.date())
        if day is not None:
            said.day = day.value
            said.part = said.part or day.value.part
            return day.end
    if said.clock is None:
        clock = scan_clock(text, at)
        if clock is not None and (not clock.value.bare or _is_hour(text, clock.end, now, said, bare=bare)):
            said.clock = clock.value
            return clock.end
    part = scan_part(text, at)
    if part is not None and (said.part is None or (part.value in {"am", "pm"} and said.clock is not None)):
        said.part = part.value
        return part.end
    return None


def _is_hour(text: Text, end: int, now: datetime, said: _Said, *, bare: bool) -> bool:
    """Whether a lone number that ends at `end` is an hour of the day: 7 in "at 7", "friday 7", "7 tomorrow"."""
    after = text.skip(end)
    if scan_part(text, after) is not None:
        return True
    if said.day is None and scan_day(text, after, now.date()) is not None:
        return True
    following = text.char(after)
    if bare:
        return not (_UNITS.find(text, after) or following in {"%", "°", "度"} or (after == end and following.isalpha()))
    return (said.day is not None or said.part is not None) and not following.isalnum()


def _resolved(said: _Said, now: datetime, morning: int) -> Moment | None:
    if said.clock is None:
        return _without_clock(said, now)
    minutes = _minutes(said, now, morning)
    if minutes is None:
        return None
    if said.day is not None:
        return _on_day(said.day, minutes, said.clock.second, now)
    for days in (-1, 0, 1, 2) if minutes[0] >= 24 * 60 else (0, 1, 2):
        for minute in minutes:
            moment = _at(now.date(), days, minute, said.clock.second, now)
            if moment is not None and moment.astimezone(UTC) > now.astimezone(UTC):
                return Moment(moment, day_said=False)
    return None


def _minutes(said: _Said, now: datetime, morning: int) -> tuple[int, ...] | None:
    """The minutes of the day that the clock time can mean, in the order in which they are tried; 24:00 and more is
    the next day."""
    clock = said.clock
    assert clock is not None
    hour, rest = clock.hour, clock.minute
    if said.part is not None and not (clock.settled and hour > 12):
        at = _hour_in_part(hour, said.part)
        return None if at is None else (at * 60 + rest,)
    if clock.settled or hour > 12:
        return (hour * 60 + rest,)
    early, late = hour % 12 * 60 + rest, (hour % 12 + 12) * 60 + rest
    if said.day is None:
        return (early, late)
    if said.day.date == now.date():
        passed = now.hour * 60 + now.minute
        return (early,) if early > passed else (late,)
    return (late,) if hour == 12 or hour < morning else (early,)


def _hour_in_part(hour: int, part: str) -> int | None:
    """The hour of the day, 24 and more for the hours after midnight that a night runs into; None if it cannot be."""
    if part in {"am", "morning"}:
        return None if hour > 12 else hour % 12
    if part in {"pm", "afternoon"}:
        return hour % 12 + 12 if hour <= 12 else hour
    if part == "noon":
        return hour + 12 if hour < 10 else hour
    if hour == 0 or hour == 24:
        return 24
    return hour + 12 if 5 <= hour < 12 else hour % 12 + 24


def _without_clock(said: _Said, now: datetime) -> Moment | None:
    if said.part is None:
        if said.day is None:
            return None
        day = said.day.date
        if said.day.weekly and day == now.date():
            day += timedelta(days=7)
        return Moment(_local(day, time(), now), "day")
    if said.part in {"am", "pm"}:
        return None
    hour, minute = HOURS_OF_PARTS[said.part]
    if said.day is not None:
        moment = _on_day(said.day, (hour * 60 + minute,), 0, now)
        return None if moment is None else Moment(moment.at, "part")
    for days in (0, 1):
        at = _at(now.date(), days, hour * 60 + minute, 0, now)
        if at is not None and at.astimezone(UTC) > now.astimezone(UTC):
            return Moment(at, "part", day_said=False)
    return None


def _on_day(day: Day, minutes: tuple[int, ...], second: int, now: datetime) -> Moment | None:
    moment = _at(day.date, 0, minutes[0], second, now)
    if moment is not None and moment.astimezone(UTC) <= now.astimezone(UTC):
        if day.weekly:
            moment = _at(day.date, 7, minutes[0], second, now)
        elif day.yearly:
            again = add_months(day.date, 12)
            moment = None if again is None else _at(again, 0, minutes[0], second, now)
    return None if moment is None else Moment(moment)


def _at(day: date, days: int, minutes: int, second: int, now: datetime) -> datetime | None:
    ordinal = day.toordinal() + days + minutes // (24 * 60)
    if not date(1000, 1, 1).toordinal() <= ordinal <= date(9000, 1, 1).toordinal():
        return None
    minute = minutes % (24 * 60)
    return _local(date.fromordinal(ordinal), time(minute // 60, minute % 60, second), now)


def _local(day: date, clock: time, now: datetime) -> datetime:
    """A wall-clock time in the zone of `now`, moved on if the clocks skip it; of two the first that is ahead."""
    first = datetime.combine(day, clock, now.tzinfo)
    moment = first.astimezone(UTC)
    second = first.replace(fold=1)
    if moment <= now.astimezone(UTC) < second.astimezone(UTC):
        moment = second.astimezone(UTC)
    return moment.astimezone(now.tzinfo)
