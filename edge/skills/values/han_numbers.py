"""Numbers in Chinese and Japanese characters, alone or after digits: 一百二十五, 三万五, 二〇二六, 1万5千.

What is left out after the last scale: 三万五 is 35,000 in Chinese and 30,005 in Japanese. The text is read as Japanese
when there is kana in it, or when the number begins with a bare 百 or 千 (百二); else as Chinese.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from edge.skills.values.digits import MOST_DIGITS, scan_digits
from edge.skills.values.found import Found
from edge.skills.values.text import Text
from edge.skills.values.words.numbers import HAN_DIGITS, HAN_GROUPS, HAN_SCALES, HAN_TENS, KILO

__all__ = ["HAN_NUMERALS", "scan_han", "scan_han_digits", "scan_han_integer"]

HAN_NUMERALS = frozenset(HAN_DIGITS) | frozenset(HAN_TENS) | frozenset(HAN_SCALES) | frozenset(HAN_GROUPS)
_ROW = re.compile(f"两|[{''.join(HAN_DIGITS).replace('两', '')}]++")  # 两 stands in no row: 二两 is two of a unit
_OVER = {"分之": False, "分の": True}


def scan_han_digits(text: Text, at: int) -> Found[int] | None:
    """A row of one or more digits at `at`, as in a year: 二〇二六."""
    row = _ROW.match(text.plain, at)
    if row is None or row.end() - at > MOST_DIGITS:
        return None
    return Found(int("".join(str(HAN_DIGITS[char]) for char in row.group())), at, row.end())


def _scale_at(text: Text, at: int) -> int:
    """The scale (ten to thousand) that stands at `at` and does not belong to a unit; else 0."""
    char = text.char(at)
    following = text.char(at + 1)
    if following and following in KILO.get(char, ""):
        return 0
    return HAN_SCALES.get(char, 0)


def _group_at(text: Text, at: int) -> int:
    """The group (万, 亿, 兆) at `at`; else 0. 兆 is a number only in Japanese or before money: it is a megabyte too."""
    char = text.char(at)
    if char == "兆" and not text.kana and text.char(at + 1) not in {"元", "円"}:
        return 0
    return HAN_GROUPS.get(char, 0)


@dataclass
class _Reading:
    """A number that is being read from left to right."""

    total: Fraction
    """What the groups before this one are worth."""
    section: Fraction
    digit: Fraction | None
    """A digit that waits for its scale."""
    last: int
    """The scale or group that was read last."""
    below: int
    """The next scale has to be smaller."""
    group: int
    zero: bool
    """Whether a zero stood before the digit: nothing is left out then."""
    end: int


def scan_han(text: Text, at: int) -> Found[Fraction] | None:
    """The unsigned number at `at`, in characters or in digits with a character after them; fractions (X分之Y) too."""
    number = _decimal(text, at)
    if number is None:
        return None
    if text.char(number.end) == "又":
        part = _decimal(text, number.end + 1)
        over = None if part is None else _over(text, part)
        if over is not None:
            return Found(number.value + over.value, at, over.end)
    return _over(text, number) or number


def _over(text: Text, below: Found[Fraction]) -> Found[Fraction] | None:
    """三分之一, 3分の2: what stands below the line is said first."""
    if text.plain[below.end : below.end + 2] not in _OVER or not below.value:
        return None
    above = _decimal(text, below.end + 2) or scan_digits(text, below.end + 2)
    return None if above is None else Found(above.value / below.value, below.start, above.end)


def _decimal(text: Text, at: int) -> Found[Fraction] | None:
    number = scan_han_integer(text, at)
    if number is None:
        return None
    if text.char(number.end) in {"点", "・"} and text.char(number.end - 1) in HAN_NUMERALS:
        row = _ROW.match(text.plain, number.end + 1)
        # 三点五十 and 三点五分 are times of the day.
        if row is not None and row.end() - at <= MOST_DIGITS and text.char(row.end()) not in {*HAN_SCALES, "刻", "分"}:
            decimals = "".join(str(HAN_DIGITS[char]) for char in row.group())
            value = number.value + Fraction(int(decimals), 10 ** len(decimals))
            return _grouped(text, Found(value, at, row.end()))
        if row is not None and text.plain.startswith(("分之", "分の"), row.end()):
            return number
    return number


def _grouped(text: Text, number: Found[Fraction]) -> Found[Fraction]:
    """一点五亿."""
    group = _group_at(text, number.end)
    return Found(number.value * group, number.start, number.end + 1) if group else number


def scan_han_integer(text: Text, at: int) -> Found[Fraction] | None:
    """The number at `at` up to a 点, which may be a decimal point or an hour: 三 in 三点零五."""
    start = _start(text, at)
    if start is None:
        return None
    reading, bare = start
    while _step(text, reading):
        if reading.end - at > MOST_DIGITS:
            return None
    if reading.digit is not None:
        left_out = reading.last >= 100 and not reading.zero and not text.kana and not bare and reading.digit < 10
        reading.section += reading.digit * (Fraction(reading.last, 10) if left_out else 1)
    return Found(reading.total + reading.section, at, reading.end)


def _start(text: Text, at: int) -> tuple[_Reading, bool] | None:
    """The first token, and whether it is a scale with nothing before it."""
    zero = Fraction(0)
    row = scan_han_digits(text, at)
    if row is not None:
        alone = row.end - at > 1  # a row of digits takes no scales, but a group: 一二三万
        scaled = _scale_at(text, at + 1) or _group_at(text, at + 1)
        if alone and not (row.value == 0 and scaled):
            return _Reading(zero, Fraction(row.value), None, 0, 0, 10**16, True, row.end), False
        return _Reading(zero, zero, Fraction(row.value), 0, 10**4, 10**16, row.value == 0, row.end), False
    if text.char(at) in HAN_TENS:
        return _Reading(zero, Fraction(HAN_TENS[text.plain[at]]), None, 10, 10, 10**16, False, at + 1), False
    if _scale_at(text, at):
        return _Reading(zero, zero, None, 0, 10**4, 10**16, False, at), text.char(at) not in {"十", "拾"}
    digits = scan_digits(text, at)
    if digits is not None and (_scale_at(text, digits.end) or _group_at(text, digits.end)):
        return _Reading(zero, zero, digits.value, 0, 10**4, 10**16, False, digits.end), False
    over = digits is not None and text.plain[digits.end : digits.end + 2] in _OVER
    if digits is not None and over:
        return _Reading(zero, digits.value, None, 0, 0, 0, False, digits.end), False
    return None


def _step(text: Text, reading: _Reading) -> bool:
    """Reads one more token; False where the number ends."""
    at = reading.end
    scale, group = _scale_at(text, at), _group_at(text, at)
    if scale:
        if scale >= reading.below:
            return False
        reading.section += (1 if reading.digit is None else reading.digit) * scale
        reading.digit, reading.last, reading.below, reading.zero = None, scale, scale, False
    elif group:
        section = reading.section + (reading.digit or 0)
        if group < reading.group and section:
            reading.total += section * group
        elif reading.total + section and group > reading.last and reading.group <= group <= 10**12:
            reading.total = (reading.total + section) * group
        else:
            return False
        reading.section, reading.digit = Fraction(0), None
        reading.last, reading.below, reading.group, reading.zero = group, 10**4, group, False
    elif reading.last and reading.digit is None and reading.below > 1:
        return _next_digit(text, reading)
    else:
        return False
    reading.end = at + 1
    return True


def _next_digit(text: Text, reading: _Reading) -> bool:
    """A digit after a scale: 二 in 百二十, 5 in 1万5千, 零五 in 一百零五."""
    at = reading.end
    char = text.char(at)
    if char in HAN_TENS and reading.below > 10:
        reading.section, reading.below, reading.last = reading.section + HAN_TENS[char], 10, 10
        reading.end = at + 1
        return True
    zeros = at
    while zeros - at < 2 and HAN_DIGITS.get(text.char(zeros)) == 0:
        zeros += 1
    value: Fraction
    if text.char(zeros) in HAN_DIGITS and HAN_DIGITS[text.char(zeros)]:
        value, end = Fraction(HAN_DIGITS[text.char(zeros)]), zeros + 1
        if text.char(end) in HAN_DIGITS or (char == "两" and not _scale_at(text, end)):
            return False
    elif zeros > at and _scale_at(text, zeros):
        reading.zero, reading.end = True, zeros  # 一千零十
        return True
    else:
        digits = scan_digits(text, at)
        if digits is None or zeros > at or digits.value.denominator != 1 or digits.value >= reading.below:
            return False
        value, end = digits.value, digits.end
    reading.digit, reading.zero, reading.end = value, zeros > at, end
    return True
