"""Numbers in digits: 1,234.5, .5, 1e6, 2 1/2."""

from __future__ import annotations

import re
from fractions import Fraction

from edge.skills.values.found import Found
from edge.skills.values.text import Text

__all__ = ["MOST_DIGITS", "scan_digits", "scan_fraction"]

MOST_DIGITS = 1000
"""A longer row of digits is no number that somebody says; reading one costs more than linear time."""

_NUMBER = re.compile(
    r"""
    (?: ([0-9]{1,3} (?:,[0-9]{3})++ (?![0-9])) | ([0-9]++) )? # with separators of thousands, or without
    ( \.[0-9]++ (?!\.[0-9]) )?                                # 2026.12.24 is no decimal
    ( e[+-]?[0-9]{1,3} (?![0-9a-z]) )?
    """,
    re.VERBOSE,
)
_OVER = re.compile(r" ?([0-9]{1,9}) ?([/⁄]) ?([0-9]{1,9})(?![0-9]|[.,/⁄][0-9])")


def scan_digits(text: Text, at: int) -> Found[Fraction] | None:
    """The unsigned number in digits that begins at `at`; None if there is none or it has more than `MOST_DIGITS`."""
    match = _NUMBER.match(text.plain, at)
    if match is None or match.end() - at > MOST_DIGITS:
        return None
    grouped, bare, decimals, exponent = match.groups()
    whole = (grouped or bare or "").replace(",", "")
    if not whole and not decimals:
        return None
    value = Fraction(int(whole or "0"))
    if decimals:
        value += Fraction(int(decimals[1:]), 10 ** (len(decimals) - 1))
    if exponent:
        value *= Fraction(10) ** int(exponent[1:])
    return Found(value, at, match.end())


def scan_fraction(text: Text, at: int) -> Found[Fraction] | None:
    """A fraction in digits that begins at `at`: 1/2, ½, 2 1/2, 2½. Three parts (1/2/2026) are a date and none."""
    over = _OVER.match(text.plain, at)
    if over is not None and text.char(at) != " ":
        return _fraction(Fraction(0), over, at)
    whole = scan_digits(text, at)
    if whole is None or whole.value.denominator != 1 or text.char(whole.end) != " ":
        return None
    over = _OVER.match(text.plain, whole.end)
    return None if over is None else _fraction(whole.value, over, at)


def _fraction(whole: Fraction, over: re.Match[str], at: int) -> Found[Fraction] | None:
    above, _, below = over.groups()
    return Found(whole + Fraction(int(above), int(below)), at, over.end()) if int(below) else None
