"""Times of the day: half past six, 2:30 pm, noon, 三点半, 差五分三点, 7時15分.

Only what is said is read here; which of the two half-days a bare "5" means is decided in `moments`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from edge.skills.values.digits import scan_digits
from edge.skills.values.english_numbers import scan_english
from edge.skills.values.found import Found, Phrases
from edge.skills.values.han_numbers import HAN_NUMERALS, scan_han_integer
from edge.skills.values.text import Text, is_letter
from edge.skills.values.words.durations import SECONDS
from edge.skills.values.words.times import FIXED, HOUR, OCLOCK, PARTS, PAST, TO, WITH_AN_HOUR

__all__ = ["Clock", "scan_clock", "scan_part"]


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of the day as it was said. `hour` is 0 to 24."""

    hour: int
    minute: int = 0
    second: int = 0
    settled: bool = False
    """Whether it is said in the 24-hour way (07:00, 0:30, 15:00), so that it has one meaning only."""
    bare: bool = False
    """Whether it is a number with nothing that makes it a time ("7")."""


_FIXED = Phrases({name: Clock(hour, minute, settled=True) for name, (hour, minute) in FIXED.items()})
_PARTS = Phrases(PARTS)
_PAST = Phrases(PAST)
_TO = Phrases(TO)
_HOUR = Phrases(dict.fromkeys(HOUR, True))
_UNITS = Phrases(dict.fromkeys(SECONDS, True))
_COLON = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::([0-5][0-9]))?(?![0-9:])")
_DOT = re.compile(r"([0-9]{1,2})\.([0-5][0-9])(?= ?[ap]\.?m)")
_NOT_PARTS = ("早餐", "早饭", "晚饭", "晚餐", "晚会", "朝食", "昼食", "夜景", "晚安", "朝鲜", "早点", "晚点", "夜市")
_NOT_PART = Phrases(dict.fromkeys(_NOT_PARTS, True))


def scan_part(text: Text, at: int) -> Found[str] | None:
    """A part of the day: "morning", "noon", "afternoon", "evening", "night", "am" or "pm"."""
    part = None if _NOT_PART.find(text, at) else _PARTS.find(text, at)
    if part is None or text.plain.endswith("good ", 0, at):
        return None
    if text.plain[at : part.end] in WITH_AN_HOUR and not _starts_number(text, part.end):
        return None
    return part


def scan_clock(text: Text, at: int) -> Found[Clock] | None:
    """The time of the day at `at`. A bare number is one too (`bare`): the caller knows whether it can be meant."""
    fixed = _FIXED.find(text, at)
    if fixed is not None and not (text.plain[at : fixed.end] == "中午" and _starts_number(text, fixed.end)):
        return fixed
    past = _PAST.find(text, at)
    if past is not None:
        hour = _hour(text, past.end)
        return None if hour is None else _shifted(hour, past.value, at)
    if text.char(at) == "差":
        minutes = _minutes(text, at + 1, named=True)
        hour = None if minutes is None else _han_hour(text, minutes.end)
        return None if hour is None or minutes is None else _shifted(hour, -minutes.value, at)
    return _digital(text, at) or _han(text, at) or _spoken(text, at)


def _starts_number(text: Text, at: int) -> bool:
    char = text.char(text.skip(at))
    return char in HAN_NUMERALS or (char.isascii() and char.isdigit())


def _small(text: Text, at: int) -> Found[int] | None:
    """A whole number below a hundred, in digits, words or characters."""
    number = scan_han_integer(text, at) or scan_digits(text, at)
    if number is None and is_letter(text.char(at) or " "):
        number = scan_english(text, at)
    if number is None or number.value.denominator != 1 or not 0 <= number.value < 100:
        return None
    return Found(int(number.value), at, number.end)


def _hour(text: Text, at: int) -> Found[int] | None:
    number = _small(text, at)
    if number is None or number.value > 24:
        return None
    end = next((number.end + len(words) for words in OCLOCK if text.has(words, number.end)), number.end)
    return Found(number.value, at, end)


def _shifted(hour: Found[int], minutes: int, at: int) -> Found[Clock]:
    total = (hour.value * 60 + minutes) % (24 * 60) if hour.value * 60 + minutes != 24 * 60 else 24 * 60
    # "quarter to one" keeps both its meanings: 0:45 and 12:45.
    settled = hour.value > 12 or hour.value == 0
    if not settled and total < 60:
        total += 12 * 60
    return Found(Clock(total // 60, total % 60, settled=settled), at, hour.end)


def _digital(text: Text, at: int) -> Found[Clock] | None:
    match = _COLON.match(text.plain, at) or _DOT.match(text.plain, at)
    if match is None:
        return None
    hour, minute = int(match.group(1)), int(match.group(2))
    second = int(match.group(3)) if match.re is _COLON and match.group(3) else 0
    if hour > 24 or (hour == 24 and (minute or second)):
        return None
    settled = hour > 12 or match.group(1).startswith("0")
    end = match.end() + (text.char(match.end()) == "分")
    return Found(Clock(hour, minute, second, settled), at, end)


def _han_hour(text: Text, at: int) -> Found[int] | None:
    at = text.skip(at)
    number = _small(text, at)
    if number is None or number.value > 24:
        return None
    hour = _HOUR.find(text, text.skip(number.end))
    if hour is None or text.char(hour.end) in {"间", "代", "期"}:
        return None
    return Found(number.value, at, hour.end)


def _minutes(text: Text, at: int, *, named: bool = False) -> Found[int] | None:
    """Minutes after 点: 半, 一刻, 三刻, 十五分, 零五, 05; with `named`, only with 分 or 刻 behind it."""
    at = text.skip(at)
    if text.char(at) == "半" and not named:
        return Found(30, at, at + 1)
    number = _small(text, at)
    if number is None:
        return None
    unit = text.char(text.skip(number.end))
    if unit == "刻" and number.value in {1, 2, 3}:
        end = text.skip(number.end) + 1
        return Found(number.value * 15, at, end + (text.char(end) == "钟"))
    if number.value > 59:
        return None
    if unit == "分":
        end = text.skip(number.end) + 1
        return None if text.char(end) == "之" else Found(number.value, at, end + (named and text.char(end) == "钟"))
    if named or number.end - at < 2 or number.end == at:
        return None
    return None if _UNITS.find(text, number.end) else Found(number.value, at, number.end)


def _han(text: Text, at: int) -> Found[Clock] | None:
    hour = _han_hour(text, at)
    if hour is None:
        return None
    settled = hour.value > 12 or hour.value == 0
    i = hour.end
    if text.char(i) in {"差", "缺"}:
        minutes = _minutes(text, i + 1, named=True)
        return None if minutes is None else _shifted(Found(hour.value, at, minutes.end), -minutes.value, at)
    if text.char(i) == "过":
        i += 1
    minutes = _minutes(text, i)
    if minutes is None:
        return Found(Clock(hour.value, settled=settled), at, hour.end)
    if hour.value == 24 and minutes.value:
        return None
    if text.char(minutes.end) == "前" and text.char(minutes.end - 1) == "分":
        return _shifted(Found(hour.value, at, minutes.end + 1), -minutes.value, at)
    second = _small(text, minutes.end)
    if second is not None and text.char(second.end) == "秒" and second.value < 60:
        return Found(Clock(hour.value, minutes.value, second.value, settled), at, second.end + 1)
    return Found(Clock(hour.value, minutes.value, settled=settled), at, minutes.end)


def _spoken(text: Text, at: int) -> Found[Clock] | None:
    """ten past six, six thirty, seven o'clock, 7 pm, 7."""
    number = _small(text, at)
    if number is None or text.char(number.end) in {"%", "/"}:
        return None
    to = _TO.find(text, text.skip(number.end))
    if to is not None and 0 < number.value < 60:
        hour = _hour(text, to.end)
        if hour is not None:
            return _shifted(hour, number.value * to.value, at)
    if number.value > 24:
        return None
    settled = number.value > 12 or number.value == 0
    full = next((number.end + len(words) for words in OCLOCK if text.has(words, number.end)), None)
    if full is not None:
        return Found(Clock(number.value, settled=settled), at, full)
    minutes = _spoken_minutes(text, number)
    if minutes is not None:
        return Found(Clock(number.value, minutes.value, settled=settled), at, minutes.end)
    return Found(Clock(number.value, settled=settled, bare=True), at, number.end)


def _spoken_minutes(text: Text, hour: Found[int]) -> Found[int] | None:
    """thirty in "six thirty", oh five in "six oh five": words only, since digits are written 6:30."""
    at = text.skip(hour.end)
    if at == hour.end or not is_letter(text.char(hour.end - 1)):
        return None
    for zero in ("oh ", "o "):
        if text.has(zero, at):
            number = scan_english(text, at + len(zero))
            return None if number is None or number.value > 9 else Found(int(number.value), at, number.end)
    number = scan_english(text, at)
    if number is None or number.value.denominator != 1 or not 10 <= number.value < 60:
        return None
    return Found(int(number.value), at, number.end)
