"""Days: tomorrow, next Friday, December 24th, the 24th, 2026-12-24, 下周五, 12月24日, 来月3日.

A day is found relative to a date. Ambiguities are decided so:
- Weeks run from Monday to Sunday. "Next Friday", 下周五 and 来週の金曜日 are the Friday of the next calendar week;
  这周五 and 今週の are the one of this week, even if it is over; "this Friday" and a bare "Friday" are the nearest one,
  today included: whoever knows the time of the day moves on a week when it is over (`Day.weekly`).
- A date without a year is the next such date, today included; 29 February waits for a leap year.
- A day of the month without a month is the next such day, in the next month that has it.
- 3/4 is month and day; 24/12 can only be day and month; with a year in front (2026/3/4) it is year, month, day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from edge.skills.values.digits import scan_digits
from edge.skills.values.durations import scan as scan_duration
from edge.skills.values.found import Found, Phrases
from edge.skills.values.han_numbers import scan_han_digits, scan_han_integer
from edge.skills.values.text import Text
from edge.skills.values.words.numbers import ORDINALS
from edge.skills.values.words.times import (
    DAYS,
    LATER,
    MONTH_OFFSETS,
    MONTHS,
    NEAREST,
    PART_IN_DAY,
    UNSURE_WEEKDAYS,
    WEEK,
    WEEK_DAYS,
    WEEK_OFFSETS,
    WEEKDAYS,
    WHOLE_WEEKS,
    YEARS,
)

__all__ = ["Day", "add_months", "scan_day"]


@dataclass(frozen=True, slots=True)
class Day:
    """A date, with the part of the day that its word names (今晚), and whether it moves on when its time is over."""

    date: date
    part: str | None = None
    weekly: bool = False
    """Said as a bare day of the week: if its time is over, the next one is meant."""
    yearly: bool = False
    """Said without a year or a month: if its time is over, the next one is meant."""


_DAYS = Phrases({name: (days, PART_IN_DAY.get(name)) for name, days in DAYS.items()})
_WEEKDAYS = Phrases(WEEKDAYS)
_WEEK = Phrases(dict.fromkeys(WEEK, True))
_NEXT_WEEK = " next week"
_WEEK_OFFSETS = Phrases({words: (weeks, words in NEAREST) for words, weeks in WEEK_OFFSETS.items()})
_WHOLE_WEEKS = Phrases(WHOLE_WEEKS)
_MONTHS = Phrases(MONTHS)
_MONTH_OFFSETS = Phrases(MONTH_OFFSETS)
_YEARS = Phrases(YEARS)
_ORDINALS = Phrases(ORDINALS)
_LATER = Phrases(dict.fromkeys(LATER, True))

_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])")
_SLASHES = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}))?(?![0-9/])")
_YEAR = re.compile(r",? ?((?:19|20|21)[0-9]{2})(?![0-9:.]|[ap]m| ?[ap]\.?m)")
_NUMBERED = re.compile(r"([0-9]{1,2})(st|nd|rd|th)?(?![0-9a-z:/]|[.,][0-9])")
_SUFFIXED = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)(?![a-z])")


def add_months(day: date, months: int) -> date | None:
    """The same day some months later, or the last one of a shorter month; None beyond the calendar."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9998:
        return None
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def scan_day(text: Text, at: int, today: date) -> Found[Day] | None:
    """The day at `at`, seen from `today`."""
    return (
        _written(text, at)
        or _named_month(text, at, today)
        or _han_date(text, at, today)
        or _weekday(text, at, today)
        or _word(text, at, today)
        or _in_days(text, at, today)
        or _day_of_month(text, at, today)
        or _slashes(text, at, today)
    )


def _date(year: int, month: int, day: int) -> date | None:
    if not (1 <= year <= 9998 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    first = add_months(date(year, month, 1), 0)
    if first is None:
        return None
    that = first + timedelta(days=day - 1)
    return that if that.month == month else None


def _next_date(month: int, day: int, today: date) -> date | None:
    """The next such date from today on; a leap day may be eight years away."""
    for year in range(today.year, today.year + 9):
        that = _date(year, month, day)
        if that is not None and that >= today:
            return that
    return None


def _found(that: date | None, at: int, end: int, *, yearly: bool = False) -> Found[Day] | None:
    return None if that is None else Found(Day(that, yearly=yearly), at, end)


def _written(text: Text, at: int) -> Found[Day] | None:
    match = _ISO.match(text.plain, at)
    if match is None:
        return None
    return _found(_date(int(match.group(1)), int(match.group(3)), int(match.group(4))), at, match.end())


def _slashes(text: Text, at: int, today: date) -> Found[Day] | None:
    match = _SLASHES.match(text.plain, at)
    if match is None:
        return None
    first, second = int(match.group(1)), int(match.group(2))
    month, day = (second, first) if first > 12 else (first, second)
    if match.group(3):
        return _found(_date(int(match.group(3)), month, day), at, match.end())
    return _found(_next_date(month, day, today), at, match.end(), yearly=True)


def _ordinal(text: Text, at: int) -> Found[int] | None:
    """24th, twenty-fourth, or the plain number 24 of a date."""
    word = _ORDINALS.find(text, at)
    if word is not None:
        return word
    match = _NUMBERED.match(text.plain, at)
    return Found(int(match.group(1)), at, match.end()) if match else None


def _named_month(text: Text, at: int, today: date) -> Found[Day] | None:
    """December 24th, Dec 24 2026, 24 December, the 24th of December."""
    month = _MONTHS.find(text, at)
    if month is not None:
        start = text.skip(month.end)
        day = _ordinal(text, start + len("the ") if text.has("the ", start) else start)
        if day is None:
            return None
        return _with_year(text, month.value, day.value, at, day.end, today)
    day = _ordinal(text, at + len("the ") if text.has("the ", at) else at)
    if day is None:
        return None
    start = text.skip(day.end)
    month = _MONTHS.find(text, start + len("of ") if text.has("of ", start) else start)
    return None if month is None else _with_year(text, month.value, day.value, at, month.end, today)


def _with_year(text: Text, month: int, day: int, at: int, end: int, today: date) -> Found[Day] | None:
    year = _YEAR.match(text.plain, end)
    if year is not None:
        return _found(_date(int(year.group(1)), month, day), at, year.end())
    return _found(_next_date(month, day, today), at, end, yearly=True)


def _number(text: Text, at: int) -> Found[int] | None:
    number = scan_han_integer(text, at) or scan_digits(text, at)
    if number is None or number.value.denominator != 1 or number.value > 9999:
        return None
    return Found(int(number.value), at, number.end)


def _before(text: Text, at: int, signs: str) -> Found[int] | None:
    """A number with one of these signs behind it; `end` is after the sign."""
    number = _number(text, at)
    if number is None:
        return None
    end = text.skip(number.end)
    return Found(number.value, at, end + 1) if text.char(end) and text.char(end) in signs else None


def _han_date(text: Text, at: int, today: date) -> Found[Day] | None:
    """2026年1月1日, 12月24号, 明年三月五日, 下个月3号, 24号."""
    start, year = at, None
    named = _YEARS.find(text, at)
    if named is not None:
        year, start = today.year + named.value, named.end + (text.char(named.end) in {"の", "的"})
    else:
        said = scan_han_digits(text, at)
        number = _before(text, at, "年")
        if said is not None and text.char(said.end) == "年":
            number = Found(said.value, at, said.end + 1)
        if number is not None:
            year, start = number.value + (2000 if number.value < 100 else 0), number.end
    month = _before(text, text.skip(start), "月")
    if month is not None and text.plain[month.start : month.end].endswith("个月"):
        return None
    if month is None:
        return None if year is not None else _day_in_month(text, at, today)
    day = _before(text, text.skip(month.end), "日号")
    if day is None or (text.char(day.end) == "间"):
        return None
    if year is not None:
        return _found(_date(year, month.value, day.value), at, day.end)
    return _found(_next_date(month.value, day.value, today), at, day.end, yearly=True)


def _day_in_month(text: Text, at: int, today: date) -> Found[Day] | None:
    offset = _MONTH_OFFSETS.find(text, at)
    if offset is None:
        day = _before(text, at, "日号")
        if day is None or text.char(day.end) in {"间", "后", "前", "内", "线", "楼", "门"}:
            return None
        return _found(_next_day(day.value, today), at, day.end, yearly=True)
    first = add_months(today.replace(day=1), offset.value)
    start = text.skip(offset.end)
    day = _before(text, start, "日号") or _the_ordinal(text, start)
    if first is None:
        return None
    if day is None:
        return _found(add_months(today, offset.value), at, offset.end)
    return _found(_date(first.year, first.month, day.value), at, day.end)


def _next_day(day: int, today: date) -> date | None:
    for months in range(3):
        first = add_months(today.replace(day=1), months)
        that = None if first is None else _date(first.year, first.month, day)
        if that is not None and that >= today:
            return that
    return None


def _the_ordinal(text: Text, at: int) -> Found[int] | None:
    """the 24th; without an ending a number is no day."""
    start = at + len("the ") if text.has("the ", at) else at
    match = _SUFFIXED.match(text.plain, start)
    if match is not None:
        return Found(int(match.group(1)), at, match.end())
    word = _ORDINALS.find(text, start) if start > at else None
    # "The second" is seldom a day; "on the second" is one.
    if word is None or (word.value < 10 and not text.plain.endswith("on ", 0, at)):
        return None
    return Found(word.value, at, word.end)


def _day_of_month(text: Text, at: int, today: date) -> Found[Day] | None:
    day = _the_ordinal(text, at)
    return None if day is None else _found(_next_day(day.value, today), at, day.end, yearly=True)


def _weekday(text: Text, at: int, today: date) -> Found[Day] | None:
    offset = _WEEK_OFFSETS.find(text, at)
    start = at if offset is None else offset.end
    name = _WEEKDAYS.find(text, start)
    if name is None:
        week = _WEEK.find(text, start)
        if week is not None and text.char(week.end) in WEEK_DAYS and text.char(week.end + 1) != "间":
            name = Found(WEEK_DAYS[text.plain[week.end]], start, week.end + 1)
    if name is None or (offset is None and _unsure(text, name)):
        return None
    weeks, nearest = (0, True) if offset is None else offset.value
    if offset is None and text.has(_NEXT_WEEK, name.end):
        name, weeks, nearest = Found(name.value, at, name.end + len(_NEXT_WEEK)), 1, False
    if nearest:
        ahead = (name.value - today.weekday()) % 7
        that = _shift(today, ahead)
        return None if that is None else Found(Day(that, weekly=True), at, name.end)
    return _found(_shift(today, name.value - today.weekday() + 7 * weeks), at, name.end)


def _unsure(text: Text, name: Found[int]) -> bool:
    """Whether this is "sun" and the like, with nothing that makes it a day."""
    if text.plain[name.start : name.end] not in UNSURE_WEEKDAYS:
        return False
    return not (text.cased[name.start].isupper() or text.plain.endswith("on ", 0, name.start))


def _word(text: Text, at: int, today: date) -> Found[Day] | None:
    word = _DAYS.find(text, at)
    if word is not None:
        days, part = word.value
        that = _shift(today, days)
        return None if that is None else Found(Day(that, part), at, word.end)
    week = _WHOLE_WEEKS.find(text, at)
    return None if week is None else _found(_shift(today, 7 * week.value), at, week.end)


def _in_days(text: Text, at: int, today: date) -> Found[Day] | None:
    """in 3 days, two weeks from now, 三天后, 3日後, in two months: whole days and more, counted on the calendar."""
    said_in = next((words for words in ("in ", "after ") if text.has(words, at)), "")
    duration = scan_duration(text, at + len(said_in))
    if duration is None or duration.value.clock or duration.value.left % 86400:
        return None
    later = _LATER.find(text, duration.end)
    if later is None and not said_in:
        return None
    that = add_months(today, duration.value.months) if duration.value.months <= 12 * 9999 else None
    days = duration.value.left // 86400
    if that is None or days > 10**7:
        return None
    return _found(_shift(that, int(days)), at, duration.end if later is None else later.end)


def _shift(day: date, days: int) -> date | None:
    ordinal = day.toordinal() + days
    return date.fromordinal(ordinal) if 1 <= ordinal <= date(9998, 12, 31).toordinal() else None
