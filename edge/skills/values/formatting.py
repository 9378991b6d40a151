"""Exact values as a person reads them: short where they are short, else rounded to a stated number of digits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

__all__ = ["Written", "exact_decimal", "write"]


@dataclass(frozen=True, slots=True)
class Written:
    """A number in digits, and whether these are all of its digits."""

    text: str
    exact: bool


def exact_decimal(value: Fraction, most: int = 4000) -> str | None:
    """All digits of a value that has at most `most` of them in decimals (1/8 is 0.125); None if it has more."""
    below, places = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while below % prime == 0 and count <= most:
            below //= prime
            count += 1
        places = max(places, count)
    if below != 1 or places > most:
        return None
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if value < 0 else "") + whole + ("." + decimals if decimals else "")


def write(value: Fraction, significant: int = 4, *, exact_places: int = 4) -> Written:
    """`value` in digits: exactly if it has at most `exact_places` decimals, else with `significant` digits.

    An integer part is never rounded away (1,234,567.8 keeps its seven digits), and a value so large or small that
    zeros would hide it is written with an exponent (1.235e-9). No separators of thousands: those are the language's.
    """
    exact = exact_decimal(value, exact_places)
    if exact is not None and len(exact) <= 40:
        return Written(exact, exact=True)
    magnitude = _magnitude(value)
    if not -7 < magnitude < 40:
        text = _scientific(value, magnitude, significant)
        return Written(text, exact=Fraction(text) == value)
    places = max(significant - 1 - magnitude, 0)
    scaled = round(value * 10**places)
    rounded = Fraction(scaled, 10**places)
    return Written(exact_decimal(rounded) or "0", exact=rounded == value)


def _magnitude(value: Fraction) -> int:
    """The power of ten of the first digit; 0 for zero."""
    if not value:
        return 0
    top, below = abs(value.numerator), value.denominator
    # Digits of a number of bits, at most one too many or too few.
    guess = int((top.bit_length() - below.bit_length()) * 30103 // 100000)
    while Fraction(10) ** guess > Fraction(top, below):
        guess -= 1
    while Fraction(10) ** (guess + 1) <= Fraction(top, below):
        guess += 1
    return guess


def _scientific(value: Fraction, magnitude: int, significant: int) -> str:
    mantissa = value / Fraction(10) ** magnitude
    context = Context(prec=significant, rounding=ROUND_HALF_EVEN)
    digits = context.divide(Decimal(round(mantissa * 10 ** (significant + 5))), Decimal(10 ** (significant + 5)))
    if abs(digits) >= 10:
        digits, magnitude = context.divide(digits, Decimal(10)), magnitude + 1
    text = f"{digits.normalize(context):f}"
    return f"{text}e{magnitude}"
