"""A number with its unit: 5 km, 5 feet 10 inches, 5'10", 一米八, 两斤半, 時速60キロ, 华氏100度."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from edge.skills.values import numbers, units
from edge.skills.values.found import Found, Phrases
from edge.skills.values.han_numbers import HAN_NUMERALS, scan_han_digits
from edge.skills.values.text import Text, is_han, is_kana, is_letter
from edge.skills.values.units import Unit, convert, unit
from edge.skills.values.words.units import IN_FOLLOWED_BY, LENGTHS_AFTER, SPEED_PREFIXES, TEMPERATURE_PREFIXES

__all__ = ["Quantity", "find", "whole"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value and the readings of its unit, the likeliest first; the value counts the first one."""

    value: Fraction
    units: tuple[Unit, ...]

    @property
    def unit(self) -> Unit:
        """The likeliest reading."""
        return self.units[0]


_SPEEDS = Phrases(SPEED_PREFIXES)
_TEMPERATURES = Phrases(TEMPERATURE_PREFIXES)
_AFTER = set(LENGTHS_AFTER.values())


def find(text: Text, at: int) -> Found[Quantity] | None:
    """The quantity that begins exactly at `at`, with all its parts (5 feet 10 inches), in the largest part's unit."""
    before = text.char(at - 1)
    if is_letter(before or " ") or before.isdigit() or (before in HAN_NUMERALS and text.char(at) in HAN_NUMERALS):
        return None
    speed = _SPEEDS.find(text, at)
    if speed is not None:
        return _speed(text, at, speed)
    temperature = _TEMPERATURES.find(text, at)
    if temperature is not None:
        found = _temperature(text, at, temperature)
        if found is not None:
            return found
    first = _one(text, at)
    return None if first is None else _with_more(text, first)


def whole(text: str) -> Quantity | None:
    """The quantity that the whole text is, but for white space and closing punctuation; else None."""
    read = Text.of(text)
    found = find(read, read.skip(0))
    return found.value if found is not None and read.ended(found.end) else None


def _one(text: Text, at: int) -> Found[Quantity] | None:
    """One number with its unit."""
    number = numbers.scan(text, at)
    if number is None:
        article = next((words for words in ("an ", "a ") if text.has(words, at)), "")
        found = units.find(text, at + len(article)) if article else None
        return None if found is None else Found(Quantity(Fraction(1), found.value), at, found.end)
    if number.value.percent:
        return None
    found = None
    for between in ("", " of a ", " of an ", " a ", " an ", " ", "-", "个"):
        if between and not text.plain.startswith(between, number.end):
            continue
        if len(between) > 1 and number.value.value >= 1:
            continue
        found = units.find(text, number.end + len(between))
        if found is not None:
            break
    if found is None or _is_preposition(text, found):
        return None
    return Found(Quantity(number.value.value, found.value), at, found.end)


def _is_preposition(text: Text, found: Found[tuple[Unit, ...]]) -> bool:
    """Whether "in" is no inch: 5 in the morning."""
    if text.plain[found.start : found.end] != "in" or text.ended(found.end):
        return False
    return not text.plain.startswith(IN_FOLLOWED_BY, text.skip(found.end))


def _with_more(text: Text, first: Found[Quantity]) -> Found[Quantity]:
    """Halves, tenths and smaller units after the first: 两斤半, 一米八, 5 feet 10."""
    base = first.value.unit
    value, end = first.value.value, first.end
    last = base
    if text.char(end) == "半" and text.char(end - 1) != "半":
        return Found(Quantity(value + Fraction(1, 2), first.value.units), first.start, end + 1)
    tenths = _tenths(text, first)
    if tenths is not None:
        return tenths
    while last.dimension != "temperature":
        start = end
        for joint in (" and ", ", ", " "):
            if text.plain.startswith(joint, end):
                start = end + len(joint)
                break
        more = _one(text, start) if text.char(start) not in {"+", "-", ""} else None
        if more is None or more.value.value < 0:
            break
        reading = next((u for u in more.value.units if u.dimension == base.dimension and u.size < last.size), None)
        if reading is None:
            break
        value, end, last = value + convert(more.value.value, reading, base), more.end, reading
    if end == first.end and base.symbol == "ft":
        inches = numbers.scan_unsigned(text, text.skip(end))
        if inches is not None and inches.value < 12 and text.ended(inches.end):
            value, end = value + convert(inches.value, unit("in"), base), inches.end
    return Found(Quantity(value, first.value.units if end == first.end else (base,)), first.start, end)


def _tenths(text: Text, first: Found[Quantity]) -> Found[Quantity] | None:
    if first.value.unit.symbol not in _AFTER or not is_han(text.char(first.end - 1) or " "):
        return None
    row = scan_han_digits(text, first.end)
    if row is None and text.char(first.end).isdigit():
        digits = numbers.scan_unsigned(text, first.end)
        row = Found(int(digits.value), first.end, digits.end) if digits and digits.value.denominator == 1 else None
    if row is None or row.end - row.start > 2:
        return None
    following = text.char(row.end)
    if following in HAN_NUMERALS or units.find(text, row.end) is not None or is_kana(following or " "):
        return None
    value = first.value.value + Fraction(row.value, 10 ** (row.end - row.start))
    return Found(Quantity(value, first.value.units), first.start, row.end)


def _speed(text: Text, at: int, prefix: Found[dict[str, str]]) -> Found[Quantity] | None:
    length = _one(text, text.skip(prefix.end))
    if length is None:
        return None
    symbol = next((prefix.value[u.symbol] for u in length.value.units if u.symbol in prefix.value), None)
    return None if symbol is None else Found(Quantity(length.value.value, (unit(symbol),)), at, length.end)


def _temperature(text: Text, at: int, prefix: Found[str]) -> Found[Quantity] | None:
    """华氏100度, 零下5度 (the sign belongs to the number)."""
    below = text.plain[at : prefix.end] in {"零下", "氷点下"}
    number = numbers.scan(text, at if below else text.skip(prefix.end))
    if number is None:
        return None
    degrees = text.skip(number.end)
    if text.char(degrees) not in {"度", "°"}:
        return None
    scaled = units.find(text, degrees)
    end = scaled.end if scaled is not None else degrees + 1
    readings = (unit(prefix.value),) if not below or scaled is None else scaled.value
    return Found(Quantity(number.value.value, readings), at, end)
