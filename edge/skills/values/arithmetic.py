"""Calculations in signs or in words of three languages: "12*7+3", "15% of 80", "twelve times seven", 十二乘七, 7の2乗.

Exact: integers, decimals, fractions, percent, powers, roots, remainders and factorials are worked out with fractions of
whole numbers; only a root that is no fraction is rounded (see `arithmetic_work`). The work is bounded: a result of more
than 3,000 digits, a calculation of more than 300 parts or nested more than 60 deep is refused, before it costs time.

Ambiguities are decided so:
- "%" before an operand is the remainder (10 % 3), else percent; "100 + 10%" is 110, as on calculators.
- -2^2 is -4; 2^3^2 is 2^9; 6/2(1+2) is read from the left and is 9.
- "A of B", A的B and AのB multiply only where one of the two is a percentage or a fraction.
- 三点五 is 3.5, and 三万五 is read as in `numbers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from edge.skills.values.arithmetic_tokens import Token, scan_tokens
from edge.skills.values.arithmetic_tree import Leaf, Node, Percent, Unary, parse, written
from edge.skills.values.arithmetic_work import work_out
from edge.skills.values.errors import ExpressionError
from edge.skills.values.formatting import exact_decimal, write
from edge.skills.values.found import Found, Phrases
from edge.skills.values.text import Text
from edge.skills.values.words.arithmetic import LEADS, TAILS

__all__ = ["Expression", "Result", "evaluate", "find", "whole"]


@dataclass(frozen=True, slots=True)
class Result:
    """A value, and whether it is exact or rounded to 50 significant digits."""

    value: Fraction
    exact: bool

    def text(self, significant: int = 12) -> str:
        """In digits: an integer whole, a decimal that ends whole up to `significant` decimals, else rounded."""
        if self.exact and self.value.denominator == 1:
            return str(self.value.numerator)
        decimal = exact_decimal(self.value, significant) if self.exact else None
        return decimal if decimal is not None else write(self.value, significant, exact_places=0).text

    def rounded(self, significant: int = 12) -> bool:
        """Whether `text` leaves digits out."""
        return not self.exact or Fraction(self.text(significant)) != self.value


@dataclass(frozen=True, slots=True)
class Expression:
    """A calculation that was read. `str()` of it is the slot: 12*7+3."""

    tree: Node

    def __str__(self) -> str:
        return written(self.tree)

    @property
    def lone(self) -> bool:
        """Whether it is one number and nothing to work out."""
        node = self.tree
        while isinstance(node, Percent) or (isinstance(node, Unary) and node.name == "-"):
            node = node.inner
        return isinstance(node, Leaf)

    def work_out(self) -> Result:
        """Its value.

        Raises:
            NoResultError: there is no real result (division by zero, root of a negative number).
            TooMuchWorkError: the result or an intermediate one is too large.
        """
        worked = work_out(self.tree)
        return Result(worked.value, worked.exact)


_LEADS = Phrases(dict.fromkeys(LEADS, True))
_TAILS = Phrases(dict.fromkeys(TAILS, True))


def find(text: Text, at: int) -> Found[Expression] | None:
    """The longest calculation that begins at `at`, not worked out; None if there is none.

    Raises:
        TooMuchWorkError: it is too long or nested too deeply.
    """
    tokens = scan_tokens(text, at)
    # What follows the last operand may begin one that is not there ("3 plus the rest"), and what is open stays open.
    while tokens and tokens[-1].kind not in {"number", "postfix", ")"}:
        tokens.pop()
    if not tokens:
        return None
    end = tokens[-1].end
    missing = sum((token.kind == "(") - (token.kind == ")") for token in tokens)
    try:
        tree, count = parse(tokens + [Token(")", ")", end, end)] * missing)
    except ExpressionError:
        return None
    return Found(Expression(tree), at, tokens[count - 1].end if count <= len(tokens) else end)


def whole(text: str) -> Expression:
    """The calculation that the whole text is, without what asks for it ("what is", 等于多少, "=", "?").

    Raises:
        ExpressionError: the text is no calculation.
        TooMuchWorkError: it is too long or nested too deeply.
    """
    read = Text.of(text)
    at = read.skip(0)
    while (lead := _LEADS.find(read, at)) is not None:
        at = read.skip(lead.end)
    tokens = scan_tokens(read, at)
    tree, count = parse(tokens)
    end = read.skip(tokens[count - 1].end)
    while (tail := _TAILS.find(read, end)) is not None:
        end = read.skip(tail.end)
    if not read.ended(end):
        raise ExpressionError("That is no calculation that I can read; write it as in 12*7+3.")
    return Expression(tree)


def evaluate(text: str) -> Result:
    """The value of the calculation that the text is.

    Raises:
        ExpressionError: the text is no calculation.
        NoResultError: there is no real result.
        TooMuchWorkError: the calculation or its result is too large.
    """
    return whole(text).work_out()
