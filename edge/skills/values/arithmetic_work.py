"""Working a calculation out: exactly where that can be, to stated digits where not, and never more than so much work.

Numbers have at most `MOST_DIGITS` digits above and below the line, on the way too; what would be larger is refused
before it is computed. A root that is no fraction, or a power with a fraction for an exponent, is rounded to
`PRECISION` significant digits, and so is everything that is computed from it.
"""

from __future__ import annotations

import decimal
import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from edge.skills.values.arithmetic_tree import Binary, Leaf, Node, Percent, Power, Root, Unary
from edge.skills.values.errors import NoResultError, TooMuchWorkError

__all__ = ["MOST_DIGITS", "PRECISION", "Worked", "work_out"]

MOST_DIGITS = 3000
PRECISION = 50
_MOST_BITS = MOST_DIGITS * 3322 // 1000
_MOST_INDEX = 1000
_CONTEXT = decimal.Context(
    prec=PRECISION + 10,
    Emax=MOST_DIGITS,
    Emin=-MOST_DIGITS,
    traps=[decimal.Overflow, decimal.InvalidOperation, decimal.DivisionByZero, decimal.Underflow],
)


@dataclass(frozen=True, slots=True)
class Worked:
    """A value, and whether it is exact or rounded to `PRECISION` significant digits."""

    value: Fraction
    exact: bool = True


def work_out(node: Node) -> Worked:
    """The value of the tree.

    "100 + 10%" adds a tenth of what stands before it, as calculators do; "10% + 5%" adds shares.

    Raises:
        NoResultError: there is no real result (division by zero, root of a negative number).
        TooMuchWorkError: the result or an intermediate one has more than `MOST_DIGITS` digits.
    """
    match node:
        case Leaf(value):
            return _checked(value, exact=True)
        case Percent(inner):
            whole = work_out(inner)
            return _checked(whole.value / 100, whole.exact)
        case Unary("!", inner):
            return _factorial(work_out(inner))
        case Unary(_, inner):
            positive = work_out(inner)
            return Worked(-positive.value, positive.exact)
        case Root(index, inner):
            return _root(work_out(inner), _index(work_out(index)))
        case Power(base, exponent):
            return _power(work_out(base), work_out(exponent))
        case Binary(name, left, right):
            return _binary(name, left, right)


def _too_large() -> TooMuchWorkError:
    return TooMuchWorkError(f"The result has more than {MOST_DIGITS} digits; ask for a smaller one.")


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _checked(value: Fraction, exact: bool) -> Worked:
    if _bits(value) > _MOST_BITS:
        raise _too_large()
    return Worked(value if exact else _rounded(value), exact)


def _rounded(value: Fraction) -> Fraction:
    try:
        quotient = _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))
    except decimal.DecimalException:
        raise _too_large() from None
    return Fraction(quotient)


def _binary(name: str, left: Node, right: Node) -> Worked:
    one, other = work_out(left), work_out(right)
    exact = one.exact and other.exact
    if name in "+-":
        second = other.value
        if isinstance(right, Percent) and not isinstance(left, Percent):
            second *= one.value
        return _checked(one.value + (second if name == "+" else -second), exact)
    if name == "*":
        return _checked(one.value * other.value, exact)
    if not other.value:
        raise NoResultError("Nothing can be divided by zero.")
    return _checked(one.value / other.value if name == "/" else one.value % other.value, exact)


def _factorial(number: Worked) -> Worked:
    if number.value.denominator != 1 or number.value < 0:
        raise NoResultError("Only whole numbers from zero on have a factorial.")
    count = int(number.value) if number.value <= MOST_DIGITS else MOST_DIGITS
    if math.lgamma(count + 1) / math.log(10) > MOST_DIGITS:
        raise _too_large()
    return _checked(Fraction(math.factorial(count)), number.exact)


def _index(number: Worked) -> int:
    if number.value.denominator != 1 or number.value < 1:
        raise NoResultError("A root needs a whole number from one on as its index.")
    if number.value > _MOST_INDEX:
        raise TooMuchWorkError(f"Roots are worked out up to the {_MOST_INDEX}th; choose a smaller one.")
    return int(number.value)


def _power(base: Worked, exponent: Worked) -> Worked:
    if exponent.value.denominator == 1:
        return _whole_power(base, exponent)
    if base.value < 0:
        raise NoResultError("A negative number has no real power with a fraction as its exponent.")
    if not base.value:
        if exponent.value < 0:
            raise NoResultError("Nothing can be divided by zero.")
        return Worked(Fraction(0), exponent.exact and base.exact)
    if exponent.exact and exponent.value.denominator <= _MOST_INDEX:
        exact_root = _exact_root(base.value, exponent.value.denominator)
        if exact_root is not None:
            whole = Worked(Fraction(exponent.value.numerator))
            return _whole_power(Worked(exact_root, base.exact), whole)
    return _decimal_power(base.value, exponent.value)


def _decimal_power(base: Fraction, exponent: Fraction) -> Worked:
    try:
        first = _CONTEXT.divide(Decimal(base.numerator), Decimal(base.denominator))
        second = _CONTEXT.divide(Decimal(exponent.numerator), Decimal(exponent.denominator))
        return Worked(Fraction(_CONTEXT.power(first, second)), exact=False)
    except decimal.DecimalException:
        raise _too_large() from None


def _whole_power(base: Worked, exponent: Worked) -> Worked:
    if not base.value and exponent.value < 0:
        raise NoResultError("Nothing can be divided by zero.")
    if abs(base.value) in {0, 1}:
        odd = exponent.value % 2 == 1
        value = base.value if odd or not base.value else Fraction(1)
        return Worked(value if exponent.value else Fraction(1), base.exact and exponent.exact)
    # At least this many bits: (bits - 1) times the exponent.
    if abs(exponent.value) > _MOST_BITS or (_bits(base.value) - 1) * abs(exponent.value) > _MOST_BITS:
        if base.exact and base.value.denominator == 1:
            raise _too_large()
        sign = -1 if base.value < 0 and exponent.value % 2 else 1
        power = _decimal_power(abs(base.value), exponent.value)
        return Worked(sign * power.value, exact=False)
    return _checked(base.value ** int(exponent.value), base.exact and exponent.exact)


def _integer_root(number: int, index: int) -> int:
    """The largest integer whose `index`-th power is at most `number` (zero or more), by Newton's method."""
    if number < 2 or index == 1:
        return number
    guess = 1 << -(-number.bit_length() // index)
    while True:
        better = ((index - 1) * guess + number // guess ** (index - 1)) // index
        if better >= guess:
            return guess
        guess = better


def _exact_root(value: Fraction, index: int) -> Fraction | None:
    """The root as a fraction, if it is one; `value` is zero or more."""
    above, below = _integer_root(value.numerator, index), _integer_root(value.denominator, index)
    if above**index != value.numerator or below**index != value.denominator:
        return None
    return Fraction(above, below)


def _root(number: Worked, index: int) -> Worked:
    if number.value < 0 and index % 2 == 0:
        raise NoResultError("A negative number has no real root of that kind.")
    sign = -1 if number.value < 0 else 1
    exact = _exact_root(abs(number.value), index)
    if exact is not None:
        return Worked(sign * exact, number.exact)
    if index == 2:
        with decimal.localcontext(_CONTEXT):
            root = (Decimal(number.value.numerator) / Decimal(number.value.denominator)).sqrt()
        return Worked(Fraction(root), exact=False)
    power = _decimal_power(abs(number.value), Fraction(1, index))
    return Worked(sign * power.value, exact=False)
