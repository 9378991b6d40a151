"""What the values refuse.

ValuesError(UsageError)
├── ExpressionError        the text is no calculation
├── TooMuchWorkError       its result or its way there is larger than this program is willing to work out
├── NoResultError          there is no real number: a division by zero, the root of a negative number
└── UnitsDifferError       two units that measure different things

A value that is not there is no error: a grammar then answers None.
"""

from __future__ import annotations

from edge.errors import UsageError

__all__ = ["ExpressionError", "NoResultError", "TooMuchWorkError", "UnitsDifferError", "ValuesError"]


class ValuesError(UsageError):
    """A calculation or a conversion cannot be done."""

    kind = "values"


class ExpressionError(ValuesError):
    """The text is no calculation, or an incomplete one."""

    kind = "expression"


class TooMuchWorkError(ValuesError):
    """The result, or the way there, is larger than this program is willing to work out."""

    kind = "too_much_work"


class NoResultError(ValuesError, ArithmeticError):
    """The calculation has no real number as its result."""

    kind = "no_result"


class UnitsDifferError(ValuesError):
    """The two units measure different things, or one of them is unknown."""

    kind = "units_differ"
