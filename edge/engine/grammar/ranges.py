"""Numbers between two bounds, digit by digit."""

from __future__ import annotations

import math
from decimal import Decimal

from edge.engine.grammar.gbnf import either, repeat

__all__ = ["Bound", "any_integer", "any_number", "integers", "numbers", "tightest"]

Bound = tuple[int | Decimal, bool]
"""A number, and whether it is itself out of bounds."""

DIGITS = 15
"""Digits before the point where the schema sets no bound; also what a double holds without loss."""
FRACTION = 8
"""Digits behind the point."""
_LONGEST = 30

_DIGIT = "[0-9]"


def tightest(a: Bound | None, b: Bound | None, *, lower: bool) -> Bound | None:
    """The bound that leaves less, of two lower or two upper ones."""
    if a is None or b is None:
        return b if a is None else a
    if a[0] == b[0]:
        return a[0], a[1] or b[1]
    return a if (a[0] > b[0]) == lower else b


def any_integer() -> list[str]:
    """Any integer of at most 15 digits, as alternatives."""
    return ['"0"', f'"-"? [1-9] {repeat(_DIGIT, 0, DIGITS - 1)}']


def any_number() -> list[str]:
    """Any number of at most 15 digits before the point, 8 behind it, and an exponent of at most 2; as alternatives."""
    whole = f'"-"? {either(_naturals(0, 10**DIGITS - 1))}'
    return [f'{whole} ("." {repeat(_DIGIT, 1, FRACTION)})? ([eE] [-+]? {repeat(_DIGIT, 1, 2)})?']


def integers(lower: Bound | None, upper: Bound | None) -> list[str]:
    """Exactly the integers within the bounds, as alternatives; none if there are none.

    A side without a bound ends at 15 digits, or with one digit more than the other bound has.
    """
    low, high = _ends(lower, upper, 0)
    return _signed(low, high, 0)


def numbers(lower: Bound | None, upper: Bound | None) -> list[str]:
    """Numbers within the bounds, without an exponent, as alternatives: exactly those of at most 8 digits behind
    the point, or fewer where the bounds are so large that a double could not tell them apart."""
    whole = max(len(str(abs(int(bound[0])))) for bound in (lower, upper) if bound is not None)
    fraction = max(0, min(FRACTION, DIGITS - whole))
    low, high = _ends(lower, upper, fraction)
    return _signed(low, high, fraction)


def _ends(lower: Bound | None, upper: Bound | None, fraction: int) -> tuple[int, int]:
    """The smallest and the largest number allowed, in units of the last digit."""
    unit, most = 10**fraction, 10**_LONGEST
    low = None if lower is None else max(_first_above(lower, unit), -most * unit)
    high = None if upper is None else min(-_first_above((-upper[0], upper[1]), unit), most * unit)
    if low is None:
        low = -_furthest(high or 0, fraction)
    if high is None:
        high = _furthest(low, fraction)
    return low, high


def _furthest(bound: int, fraction: int) -> int:
    """Nines, where only the other side has a bound."""
    digits = len(str(abs(bound))) - fraction
    return int(10 ** (max(DIGITS, digits + 1) + fraction)) - 1


def _first_above(bound: Bound, unit: int) -> int:
    """The smallest number within a lower bound, in units."""
    number, excluded = bound
    scaled = number * unit
    first = math.ceil(scaled)
    return first + 1 if excluded and first == scaled else first


def _signed(low: int, high: int, fraction: int) -> list[str]:
    """Numbers from `low` to `high`, which are in units of the last of `fraction` digits."""
    nearest = max(-high, 0 if fraction else 1)  # "-0.5" begins with a zero, an integer does not
    alternatives = _magnitudes(max(low, 0), high, fraction)
    return alternatives + [f'"-" {one}' for one in _magnitudes(nearest, -low, fraction)]


def _magnitudes(low: int, high: int, fraction: int) -> list[str]:
    """Numbers without a sign."""
    if low > high:
        return []
    if not fraction:
        return _naturals(low, high)
    unit = 10**fraction
    (low_whole, low_rest), (high_whole, high_rest) = divmod(low, unit), divmod(high, unit)
    zeros, nines = "0" * fraction, "9" * fraction
    low_digits, high_digits = f"{low_rest:0{fraction}}", f"{high_rest:0{fraction}}"
    if low_whole == high_whole:
        return [_with_fraction(f'"{low_whole}"', low_digits, high_digits)]
    alternatives = []
    if low_digits != zeros:
        alternatives.append(_with_fraction(f'"{low_whole}"', low_digits, nines))
        low_whole += 1
    if high_digits != nines:
        alternatives.append(_with_fraction(f'"{high_whole}"', zeros, high_digits))
        high_whole -= 1
    if low_whole <= high_whole:
        alternatives.append(_with_fraction(either(_naturals(low_whole, high_whole)), zeros, nines))
    return alternatives


def _with_fraction(whole: str, low: str, high: str) -> str:
    digits = f'"." {either(_fractions(low, high))}'
    return f"{whole} {digits}" if low.strip("0") else f"{whole} ({digits})?"


def _fractions(low: str, high: str) -> list[str]:
    """Digits behind the point, at least one, that lie between `low` and `high` once zeros fill them up."""
    if not high.strip("0"):
        return [repeat('"0"', 1, len(high))]
    rest = len(low) - 1
    free_below, free_above = not low[1:].strip("0"), not high[1:].strip("9")
    first, last = int(low[0]), int(high[0])
    if first == last:
        if free_below and free_above:
            return [f'"{first}" {repeat(_DIGIT, 0, rest)}'.strip()]
        return [_continued(first, low[1:], high[1:])]
    alternatives = []
    if not free_below:
        alternatives.append(_continued(first, low[1:], "9" * rest))
        first += 1
    if not free_above:
        alternatives.append(_continued(last, "0" * rest, high[1:]))
        last -= 1
    if first <= last:
        alternatives.append(f"{_digit(first, last)} {repeat(_DIGIT, 0, rest)}".strip())
    return alternatives


def _continued(digit: int, low: str, high: str) -> str:
    more = either(_fractions(low, high))
    return f'"{digit}" {more}' if low.strip("0") else f'"{digit}" ({more})?'


def _naturals(low: int, high: int) -> list[str]:
    """Whole numbers without leading zeros; 0 <= low <= high."""
    alternatives = []
    if low == 0:
        alternatives.append('"0"')
        low = 1
    full: list[int] = []
    for length in range(len(str(low)), len(str(high)) + 1):
        smallest, largest = 10 ** (length - 1), 10**length - 1
        if low <= smallest and largest <= high:
            full.append(length - 1)
        elif max(low, smallest) <= min(high, largest):
            alternatives.append(_between(str(max(low, smallest)), str(min(high, largest))))
    if full:
        alternatives.append(f"[1-9] {repeat(_DIGIT, full[0], full[-1])}".strip())
    return alternatives


def _between(low: str, high: str) -> str:
    """Numbers of one length, of which the zeros in front count."""
    if not low:
        return ""
    rest = len(low) - 1
    free_below, free_above = not low[1:].strip("0"), not high[1:].strip("9")
    first, last = int(low[0]), int(high[0])
    if first == last and not (free_below and free_above):
        return f'"{first}" {_between(low[1:], high[1:])}'
    alternatives = []
    if not free_below:
        alternatives.append(f'"{first}" {_between(low[1:], "9" * rest)}')
        first += 1
    if not free_above:
        alternatives.append(f'"{last}" {_between("0" * rest, high[1:])}')
        last -= 1
    if first <= last:
        alternatives.append(f"{_digit(first, last)} {repeat(_DIGIT, rest, rest)}".strip())
    return either(alternatives)


def _digit(first: int, last: int) -> str:
    return f'"{first}"' if first == last else f"[{first}-{last}]"
