"""Numbers as people write them, in English, Chinese and Japanese: in digits, in words, as fractions, with percent.

Ambiguities are decided so:
- 1,234 is one number, 1,23 is two; a decimal comma is not known.
- 三万五 is 35,000 in a Chinese text and 30,005 in a Japanese one (see `han_numbers`).
- 半分 is a half, except before 钟 (half a minute).
- 3割 is 30 percent and 三成 too, the latter only where no word goes on.
- A minus is a sign only where nothing stands before it that it could be subtracted from (3-5 is no negative five).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from edge.skills.values.digits import scan_digits, scan_fraction
from edge.skills.values.english_numbers import scan_english
from edge.skills.values.found import Found, Phrases
from edge.skills.values.han_numbers import HAN_NUMERALS, scan_han
from edge.skills.values.text import Text, is_han, is_letter
from edge.skills.values.words.numbers import HALVES, HUNDREDTHS, NEGATIVE, NOT_NUMBERS, PERCENT

__all__ = ["Number", "find", "is_tenths", "plain_number", "scan", "scan_unsigned", "whole"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was said: `Number(15, percent=True)` for "15%"."""

    value: Fraction
    percent: bool = False

    @property
    def exact(self) -> Fraction:
        """What it is worth in a calculation: 15% is 3/20."""
        return self.value / 100 if self.percent else self.value


_NEGATIVE = Phrases(dict.fromkeys(NEGATIVE, True))
_PERCENT = Phrases(dict.fromkeys(PERCENT, True))
_NOT_NUMBERS = Phrases(dict.fromkeys(NOT_NUMBERS, True))
_HALVES = Phrases(dict.fromkeys(HALVES, True))


def plain_number(value: Fraction) -> int | float:
    """A value as JSON has it: an integer where it is one, else the nearest float (infinite beyond its range)."""
    if value.denominator == 1:
        return int(value)
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def scan_unsigned(text: Text, at: int) -> Found[Fraction] | None:
    """The number without sign and percent that begins at `at`, whatever stands before it."""
    half = _HALVES.find(text, at)
    if half is not None and not (text.plain[at : half.end] == "半分" and text.char(half.end) == "钟"):
        return Found(Fraction(1, 2), at, half.end)
    if half is not None:
        return Found(Fraction(1, 2), at, at + 1)
    word = _NOT_NUMBERS.find(text, at) if text.char(at) in HAN_NUMERALS else None
    if word is not None and not (text.kana and text.plain[at : word.end] == "千万"):
        return None
    found = scan_fraction(text, at) or scan_english(text, at) or scan_han(text, at) or scan_digits(text, at)
    if found is not None and text.char(found.end) in {"个", "箇"} and text.char(found.end + 1) == "半":
        return Found(found.value + Fraction(1, 2), at, found.end + 2)
    return found


def scan(text: Text, at: int) -> Found[Number] | None:
    """The number that begins at `at`, with sign and percent, whatever stands before it."""
    sign = _NEGATIVE.find(text, at)
    start = at if sign is None else text.skip(sign.end)
    if text.char(at) == "+":
        start = text.skip(at + 1)
    if text.plain.startswith(HUNDREDTHS, start):
        hundredths = start + len(HUNDREDTHS[0])
        number = scan_unsigned(text, hundredths)
        if number is None and text.char(hundredths) == "百":
            number = Found(Fraction(100), hundredths, hundredths + 1)
        found = None if number is None else Found(Number(number.value, percent=True), at, number.end)
    elif text.plain.startswith("百分百", start):
        found = Found(Number(Fraction(100), percent=True), at, start + 3)
    else:
        number = scan_unsigned(text, start)
        found = None if number is None else _with_percent(text, number)
    if found is None or _ordinal(text, found):
        return None
    value = -found.value.value if sign else found.value.value
    return Found(Number(value, found.value.percent), at, found.end)


def _with_percent(text: Text, number: Found[Fraction]) -> Found[Number]:
    after = text.skip(number.end)
    percent = _PERCENT.find(text, after)
    if percent is not None:
        return Found(Number(number.value, percent=True), number.start, percent.end)
    if is_tenths(text, number.end):
        return _tenths(text, number)
    if text.char(number.end) == "成" and 0 < number.value <= 10:
        following = text.char(number.end + 1)
        if following == "的" or not is_han(following or " "):
            return Found(Number(number.value * 10, percent=True), number.start, number.end + 1)
    return Found(Number(number.value), number.start, number.end)


def is_tenths(text: Text, at: int) -> bool:
    """Whether the 割 of 3割 stands there, and not the verb 割る (to divide)."""
    return text.char(at) == "割" and text.char(at + 1) not in {"る", "り", "っ", "れ"}


def _tenths(text: Text, number: Found[Fraction]) -> Found[Number]:
    """3割5分: tenths and hundredths."""
    value, end = number.value * 10, number.end + 1
    if text.char(end) == "半":
        return Found(Number(value + 5, percent=True), number.start, end + 1)
    hundredths = scan_unsigned(text, end)
    if hundredths is not None and text.char(hundredths.end) == "分" and hundredths.value < 10:
        value, end = value + hundredths.value, hundredths.end + 1
    return Found(Number(value, percent=True), number.start, end)


def _ordinal(text: Text, number: Found[Number]) -> bool:
    """24th, 1st: a place in a row."""
    return text.plain[number.end : number.end + 2] in {"st", "nd", "rd", "th"} and not is_letter(
        text.char(number.end + 2) or " "
    )


def find(text: Text, at: int) -> Found[Number] | None:
    """The number that begins exactly at `at`, not in the middle of a word or of another number."""
    before, char = text.char(at - 1), text.char(at)
    if not char or char == " " or is_letter(before or " ") or _digit(before):
        return None
    if before in {".", ","} and _digit(text.char(at - 2)) and _digit(char):
        return None
    if char in HAN_NUMERALS and before in HAN_NUMERALS:
        return None
    if char in "+-" and (before in HAN_NUMERALS or (before and before in ")%!")):
        return None
    return scan(text, at)


def _digit(char: str) -> bool:
    return char.isascii() and char.isdigit()


def whole(text: str) -> Number | None:
    """The number that the whole text is, but for white space and closing punctuation; else None."""
    read = Text.of(text)
    found = find(read, read.skip(0))
    return found.value if found is not None and read.ended(found.end) else None
