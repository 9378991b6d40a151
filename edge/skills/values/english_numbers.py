"""Numbers in English words: one hundred and twenty-five, two and a half million, twenty five point three."""

from __future__ import annotations

import re
from fractions import Fraction

from edge.skills.values.digits import scan_digits
from edge.skills.values.found import Found
from edge.skills.values.text import Text, is_letter
from edge.skills.values.words.numbers import DENOMINATORS, SCALES, SMALL, SPOKEN_DIGITS

__all__ = ["scan_english"]

_WORD = re.compile(r"[a-z]{1,12}+")
_MOST_DECIMALS = 60

_PLURALS = {"half": "halves"}
_PARTS = DENOMINATORS | {_PLURALS.get(name, name + "s"): part for name, part in DENOMINATORS.items()}


def _word(text: Text, at: int) -> tuple[str, int]:
    """The word at `at` and where it ends; an empty one if no word of a number can stand there."""
    match = _WORD.match(text.plain, at)
    if match is None or is_letter(text.char(match.end())) or (at and is_letter(text.plain[at - 1])):
        return "", at
    return match.group(), match.end()


def _after(text: Text, at: int) -> int:
    """Past the space or hyphen between two words of one number."""
    return at + 1 if text.char(at) in {" ", "-"} else at


def scan_english(text: Text, at: int) -> Found[Fraction] | None:
    """The unsigned number that begins at `at` and has at least one word in it ("3 million" as well).

    "a" counts as one only before a number's word (a hundred, a dozen, a quarter), and "and" only where it cannot join
    two numbers (one hundred and five; two and a half).
    """
    word, end = _word(text, at)
    if word == "half":
        dozen = _word(text, _after(text, _past_article(text, _after(text, end))))
        scale = _scale(dozen[0])
        return Found(Fraction(scale, 2), at, dozen[1]) if scale > 1 else Found(Fraction(1, 2), at, end)
    if word in {"a", "an"}:
        return _with_article(text, at, end)
    if word:
        whole = _integer(text, at)
        return None if whole is None else _with_fraction(text, _with_point(text, whole))
    digits = scan_digits(text, at)
    if digits is None:
        return None
    # The digits alone are another grammar's; here a word has to follow.
    more = _with_fraction(text, _with_scales(text, digits))
    return more if more.end > digits.end else None


def _past_article(text: Text, at: int) -> int:
    word, end = _word(text, at)
    return _after(text, end) if word in {"a", "an"} else at


def _scale(word: str) -> int:
    return {"hundred": 100, "dozen": 12, **SCALES}.get(word, 1)


def _with_article(text: Text, at: int, end: int) -> Found[Fraction] | None:
    word, stop = _word(text, _after(text, end))
    if word == "couple":
        of, past = _word(text, _after(text, stop))
        return Found(Fraction(2), at, past if of == "of" else stop)
    if word in DENOMINATORS:
        return Found(Fraction(1, DENOMINATORS[word]), at, stop)
    if _scale(word) == 1:
        return None
    whole = _integer(text, _after(text, end), Fraction(1))
    return None if whole is None else _with_fraction(text, Found(whole.value, at, whole.end))


def _integer(text: Text, at: int, given: Fraction | None = None) -> Found[Fraction] | None:
    """The integer in words at `at`. `given` is what stands before its first word, if that is a scale (a, 2.5)."""
    total, section, below = Fraction(0), given or Fraction(0), 1 if given is not None else 1000
    limit = 10**15
    i = end = at
    before_and: Found[Fraction] | None = None
    while True:
        word, stop = _word(text, i)
        if word in SMALL:
            value = SMALL[word]
            if value >= below or (below == 10 and not value):
                break
            section += value
            below = 10 if value >= 20 else 1
        elif word == "hundred":
            if not 0 < section < 100:
                return before_and or _found(total + section, at, end)
            section, below = section * 100, 100
        elif word in SCALES:
            if not 0 < section < 1000 or SCALES[word] >= limit:
                return before_and or _found(total + section, at, end)
            limit = SCALES[word]
            total, section, below = total + section * limit, Fraction(0), 1000
        elif word == "dozen" and section and not total:
            return _found(section * 12, at, stop)
        else:
            break
        end = stop
        i = _after(text, end)
        joined, past = _word(text, i)
        if joined == "and" and below in {100, 1000} and word not in SMALL:
            before_and = _found(total + section, at, end)
            i = _after(text, past)
    return _found(total + section, at, end)


def _found(value: Fraction, at: int, end: int) -> Found[Fraction] | None:
    return Found(value, at, end) if end > at else None


def _with_point(text: Text, whole: Found[Fraction]) -> Found[Fraction]:
    point, end = _word(text, _after(text, whole.end))
    if point != "point":
        return whole
    digits = ""
    stop = end
    while len(digits) < _MOST_DECIMALS:
        word, past = _word(text, _after(text, stop))
        if word not in SPOKEN_DIGITS:
            break
        digits += str(SPOKEN_DIGITS[word])
        stop = past
    if not digits:
        # "point twenty five" is said as well.
        tail = _integer(text, _after(text, end))
        if tail is None or tail.value.denominator != 1:
            return whole
        digits, stop = str(tail.value), tail.end
    value = whole.value + Fraction(int(digits), 10 ** len(digits))
    return _with_scales(text, Found(value, whole.start, stop))


def _with_scales(text: Text, number: Found[Fraction]) -> Found[Fraction]:
    """2.5 million, 3 hundred, 2 dozen."""
    i = _after(text, number.end)
    word, _ = _word(text, i)
    if i == number.end or _scale(word) == 1:
        return number
    rest = _integer(text, i, Fraction(1))
    if rest is None:
        return number
    # 2.5 million; but "3 thousand five hundred" adds what follows the scale.
    scale = _scale(word)
    return Found(number.value * scale + (rest.value - scale), number.start, rest.end)


def _with_fraction(text: Text, whole: Found[Fraction]) -> Found[Fraction]:
    """two thirds, one and a half, two and three quarters, two and a half million."""
    i = _after(text, whole.end)
    word, end = _word(text, i)
    if word in _PARTS and i > whole.end and whole.value.denominator == 1:
        plural = word not in DENOMINATORS
        if (whole.value == 1 and not plural) or (whole.value > 1 and plural):
            return Found(whole.value / _PARTS[word], whole.start, end)
    if word != "and":
        return whole
    part = _part(text, _after(text, end))
    if part is None:
        return whole
    last = text.plain[whole.start : whole.end].rsplit(" ", 1)[-1]
    value = whole.value + part.value * (SCALES.get(last, 1))
    return _with_scales(text, Found(value, whole.start, part.end))


def _part(text: Text, at: int) -> Found[Fraction] | None:
    """What stands after "and" in a mixed number: a half, three quarters, 2 thirds."""
    word, end = _word(text, at)
    count = {"a": 1, "an": 1}.get(word, SMALL.get(word, 0))
    if not word and text.char(at).isdecimal() and text.char(at).isascii():
        count, end = int(text.plain[at]), at + 1
    if not count or text.char(end) not in {" ", "-"}:
        return None
    part, stop = _word(text, _after(text, end))
    plural = part in _PARTS and part not in DENOMINATORS
    if part not in _PARTS or plural != (count > 1):
        return None
    return Found(Fraction(count, _PARTS[part]), at, stop)
