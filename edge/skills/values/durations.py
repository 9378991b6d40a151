"""Lengths of time in English, Chinese and Japanese: an hour and a half, 2h30m, 一个半小时, 1時間半.

Ambiguities are decided so:
- "m" is a minute right after a digit (2h30m, 5m), and no duration apart from it.
- A number after an hour or a minute, with nothing behind it, counts the next smaller unit (2h30, two minutes thirty).
- 1:30:00 is an hour and a half; 1:30 alone is a time of the day.
- Months and years are kept apart, because their length depends on when they begin; `seconds` counts 30 and 365 days.
- "A few" and "some" are no number: there is no duration then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from edge.skills.values.found import Found, Phrases
from edge.skills.values.han_numbers import HAN_NUMERALS
from edge.skills.values.numbers import scan_unsigned
from edge.skills.values.text import Text, is_han, is_letter
from edge.skills.values.words.durations import (
    AFTER_TEN_MINUTES,
    AND_PARTS,
    ARTICLES,
    COUNTED,
    JOINTS,
    LETTERS,
    MONTHS,
    MORE,
    NOT_UNITS,
    OF,
    SECONDS,
)

__all__ = ["Duration", "find", "scan", "whole"]

_DAY = 86400


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, as calendar months and what is left in seconds (both zero or more)."""

    left: Fraction = Fraction(0)
    """Seconds, without the months."""
    months: int = 0
    clock: bool = True
    """Whether it has a unit below a day: "24 hours" moves a clock, "one day" a calendar."""

    @property
    def seconds(self) -> Fraction:
        """All of it in seconds; a month counts 30 days and a year 365."""
        years, months = divmod(self.months, 12)
        return self.left + (years * 365 + months * 30) * _DAY


@dataclass(frozen=True, slots=True)
class _Unit:
    seconds: Fraction
    months: int = 0

    @property
    def size(self) -> Fraction:
        return self.seconds or Fraction(self.months * 30 * _DAY)


_UNITS = Phrases(
    {name: _Unit(Fraction(seconds)) for name, seconds in SECONDS.items()}
    | {name: _Unit(Fraction(0), months) for name, months in MONTHS.items()}
)
_COUNTED = Phrases({name: _Unit(Fraction(seconds), months) for name, (seconds, months) in COUNTED.items()})
_NOT_UNITS = Phrases(dict.fromkeys(NOT_UNITS, True))
_AND_PARTS = Phrases({words: Fraction(*part) for words, part in AND_PARTS.items()})
_JOINTS = Phrases(dict.fromkeys(JOINTS, True))
_CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])(?![0-9:])")


def find(text: Text, at: int) -> Found[Duration] | None:
    """The duration that begins exactly at `at`, with all its parts, from the largest unit down."""
    before = text.char(at - 1)
    if is_letter(before or " ") or (before.isascii() and before.isdigit()) or before == ":":
        return None
    if before in HAN_NUMERALS and text.char(at) in HAN_NUMERALS:
        return None
    return scan(text, at)


def scan(text: Text, at: int) -> Found[Duration] | None:
    """The duration at `at`, whatever stands before it."""
    clock = _CLOCK.match(text.plain, at)
    if clock is not None:
        hours, minutes, seconds = (int(part) for part in clock.groups())
        return Found(Duration(Fraction(hours * 3600 + minutes * 60 + seconds)), at, clock.end())
    parts: list[tuple[Fraction, _Unit]] = []
    end = i = at
    while True:
        part = _part(text, i) or (_part(text, end) if i > end > at else None)
        if part is None or (parts and part.value[1].size >= parts[-1][1].size):
            break
        parts.append(part.value)
        end = part.end
        rest = _AND_PARTS.find(text, end)
        if rest is not None and not _goes_on(text, rest.end):
            parts.append((rest.value, part.value[1]))
            end = rest.end + (text.char(rest.end) == "钟")  # 两分半钟
            break
        smaller = _bare_number(text, part)
        if smaller is not None:
            parts.append(smaller.value)
            end = smaller.end
            break
        joint = _JOINTS.find(text, end)
        i = end if joint is None else joint.end
    return Found(_sum(parts), at, end) if parts else None


def whole(text: str) -> Duration | None:
    """The duration that the whole text is ("in", "for" and closing punctuation apart); else None."""
    read = Text.of(text)
    at = read.skip(0)
    at += next((len(word) for word in ("in ", "for ") if read.plain.startswith(word, at)), 0)
    found = find(read, at)
    return found.value if found is not None and read.ended(found.end) else None


def _sum(parts: list[tuple[Fraction, _Unit]]) -> Duration:
    left, months = Fraction(0), Fraction(0)
    for count, unit in parts:
        left += count * unit.seconds
        months += count * unit.months
    over = months - int(months)
    return Duration(left + over * 30 * _DAY, int(months), any(0 < unit.seconds < _DAY for _, unit in parts))


def _part(text: Text, at: int) -> Found[tuple[Fraction, _Unit]] | None:
    """One number with its unit, or a unit that stands for one."""
    for article in ARTICLES:
        if text.has(article, at):
            unit = _UNITS.find(text, at + len(article))
            if unit is not None:
                return Found((Fraction(1), unit.value), at, unit.end)
    if text.has("quarter", at):
        return _with_unit(text, Found(Fraction(1, 4), at, at + len("quarter")))
    count = scan_unsigned(text, at)
    if count is not None:
        return _with_unit(text, count)
    unit = _UNITS.find(text, at)
    if unit is not None and text.plain.startswith(" and a half", unit.end) and unit.end - at > 1:
        return Found((Fraction(1), unit.value), at, unit.end)
    return None


def _with_unit(text: Text, count: Found[Fraction]) -> Found[tuple[Fraction, _Unit]] | None:
    end = count.end
    if text.char(end - 1).isdigit() and text.char(end) in LETTERS and not is_letter(text.char(end + 1) or " "):
        return Found((count.value, _Unit(Fraction(LETTERS[text.plain[end]]))), count.start, end + 1)
    after = text.skip(end)
    if after > end and text.char(after) in {"h", "s"} and not is_letter(text.char(after + 1) or " "):
        return Found((count.value, _Unit(Fraction(LETTERS[text.plain[after]]))), count.start, after + 1)
    unit = _unit(text, after)
    if unit is None:
        # "half of an hour", but not "two of an hour".
        allowed = MORE + OF if count.value < 1 else (*MORE, "-")
        between = next((words for words in allowed if text.plain.startswith(words, end)), None)
        unit = None if between is None else _unit(text, end + len(between))
    if unit is None or (text.plain[count.start : unit.end] == "十分" and _very(text.char(unit.end))):
        return None
    return Found((count.value, unit.value), count.start, unit.end)


def _very(char: str) -> bool:
    return bool(char) and is_han(char) and char not in AFTER_TEN_MINUTES


def _unit(text: Text, at: int) -> Found[_Unit] | None:
    if _NOT_UNITS.find(text, at):
        return None
    unit = _UNITS.find(text, at)
    if unit is None and text.char(at) == "个":
        return _UNITS.find(text, text.skip(at + 1)) or _COUNTED.find(text, at + 1)
    if unit is None and text.char(at - 1) == "半":
        return _COUNTED.find(text, at)
    return unit


def _goes_on(text: Text, at: int) -> bool:
    """Whether a unit follows, so that the half was the next part's: 两分半钟 is one part."""
    return _UNITS.find(text, text.skip(at)) is not None


def _bare_number(text: Text, part: Found[tuple[Fraction, _Unit]]) -> Found[tuple[Fraction, _Unit]] | None:
    smaller = {3600: 60, 60: 1}.get(int(part.value[1].seconds))
    if smaller is None:
        return None
    number = scan_unsigned(text, text.skip(part.end))
    if number is None or number.value.denominator != 1 or number.value >= 60 or not text.ended(number.end):
        return None
    return Found((number.value, _Unit(Fraction(smaller))), number.start, number.end)
