"""A calculation as a tree, by precedence climbing (Pratt): what the tokens mean, and how they are written in one way.

From loose to tight: + and -; *, / and mod; a sign; ^ (from the right); ! and %. Two numbers side by side are no
product, a number before a parenthesis or a root is: 2(3+4), 2√9.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from edge.skills.values.arithmetic_tokens import MOST_DEPTH, Token, too_deep
from edge.skills.values.errors import ExpressionError
from edge.skills.values.formatting import exact_decimal

__all__ = ["Binary", "Leaf", "Node", "Percent", "Power", "Root", "Unary", "parse", "written"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Percent:
    """A number of hundredths."""

    inner: Node


@dataclass(frozen=True, slots=True)
class Unary:
    """A sign ("-") or a factorial ("!")."""

    name: str
    inner: Node


@dataclass(frozen=True, slots=True)
class Root:
    """The `index`-th root of `inner`."""

    index: Node
    inner: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """+, -, *, / or mod."""

    name: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Power:
    """`base` to the power of `exponent`."""

    base: Node
    exponent: Node


Node = Leaf | Percent | Unary | Root | Binary | Power

_LEFT = {"+": 10, "-": 10, "*": 20, "/": 20, "mod": 20, "of": 20, "off": 20}
_SIGN = 25
_POWER = 30
_POSTFIX = 40


class _Parser:
    """Reads tokens from left to right; remembers where the last whole calculation ended."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def position(self) -> int:
        return self._at

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def expression(self, binding: int) -> Node:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise too_deep()
        left = self._operand()
        while (token := self._peek()) is not None:
            following = self._continued(left, token, binding)
            if following is None:
                break
            left = following
        self._depth -= 1
        return left

    def _operand(self) -> Node:
        token = self._peek()
        if token is None:
            raise ExpressionError("The calculation ends too early; write the number that is missing.")
        self._at += 1
        if token.kind == "number":
            return Percent(Leaf(token.value * 100)) if token.name == "%" else Leaf(token.value)
        if token.kind == "(":
            inner = self.expression(0)
            self._close()
            return inner
        if token.kind == "prefix":
            return self._prefixed(token)
        raise ExpressionError("That is no calculation that I can read; write it as in 12*7+3.")

    def _close(self) -> None:
        token = self._peek()
        if token is None or token.kind != ")":
            raise ExpressionError("A parenthesis is not closed; close it.")
        self._at += 1

    def _prefixed(self, token: Token) -> Node:
        if token.name in {"-", "+"}:
            inner = self.expression(_SIGN)
            return inner if token.name == "+" else Unary("-", inner)
        if token.name == "half":
            return Binary("*", Leaf(Fraction(1, 2)), self.expression(_SIGN))
        if token.name == "!":
            return Unary("!", self._argument())
        if token.name == "root":
            return self._root_with_index()
        return Root(Leaf(Fraction(int(token.name.removeprefix("root")))), self._argument())

    def _argument(self) -> Node:
        """What a function's name stands before: a parenthesis alone (sqrt(9)! is 3!), else all that binds tightly."""
        token = self._peek()
        return self._operand() if token is not None and token.kind == "(" else self.expression(_POWER)

    def _root_with_index(self) -> Node:
        """root(3, 27): with a space, because 3,270 is a number."""
        opening = self._peek()
        if opening is None or opening.kind != "(":
            return Root(Leaf(Fraction(2)), self._argument())
        self._at += 1
        index = self.expression(0)
        comma = self._peek()
        if comma is None or comma.kind != ",":
            self._close()
            return Root(Leaf(Fraction(2)), index)
        self._at += 1
        inner = self.expression(0)
        self._close()
        return Root(index, inner)

    def _continued(self, left: Node, token: Token, binding: int) -> Node | None:
        """`left` with what `token` does to it, or None if it belongs to something looser."""
        if token.kind == "postfix":
            return None if binding > _POSTFIX else self._postfix(left, token)
        if token.kind in {"(", "prefix"} and token.name not in {"-", "+"}:
            if binding >= _LEFT["*"]:
                return None
            return Binary("*", left, self.expression(_LEFT["*"]))
        if token.kind != "operator":
            return None
        if token.name == "^":
            if binding > _POWER:
                return None
            self._at += 1
            return Power(left, self.expression(_POWER))
        if _LEFT[token.name] <= binding:
            return None
        self._at += 1
        right = self.expression(_LEFT[token.name])
        if token.name == "off":
            return Binary("*", right, Binary("-", Leaf(Fraction(1)), Percent(left)))
        if token.name == "of":
            return Binary("*", left, right)
        return Binary(token.name, left, right)

    def _postfix(self, left: Node, token: Token) -> Node:
        self._at += 1
        if token.name == "!":
            return Unary("!", left)
        if token.name == "%":
            return Percent(left)
        if token.name.startswith("root"):
            return Root(Leaf(Fraction(int(token.name.removeprefix("root")))), left)
        return Power(left, Leaf(Fraction(int(token.name.removeprefix("^")))))


def parse(tokens: list[Token]) -> tuple[Node, int]:
    """The tree of the longest calculation that the tokens begin with, and how many of them it has.

    Raises:
        ExpressionError: they begin with none.
        TooMuchWorkError: it is nested too deeply.
    """
    parser = _Parser(tokens)
    tree = parser.expression(0)
    return tree, parser.position


def written(node: Node) -> str:
    """The calculation in one way of writing, which reads back as the same value: 12*7+3, 15%*80, sqrt(2)^3."""
    parts: list[str] = []
    _write(node, 0, parts)
    return "".join(parts)


def _write(node: Node, binding: int, parts: list[str]) -> None:
    level = _level(node)
    enclosed = level < binding
    if enclosed:
        parts.append("(")
    match node:
        case Leaf(value):
            decimal = exact_decimal(value)
            parts.append(f"{value.numerator}/{value.denominator}" if decimal is None else decimal)
        case Percent(inner):
            _write(inner, _POSTFIX, parts)
            parts.append("%")
        case Unary("!", inner):
            _write(inner, _POSTFIX, parts)
            parts.append("!")
        case Unary(name, inner):
            parts.append(name)
            _write(inner, _SIGN, parts)
        case Root(index, inner):
            two = index == Leaf(Fraction(2))
            parts.append("sqrt(" if two else "root(")
            if not two:
                _write(index, 0, parts)
                parts.append(", ")
            _write(inner, 0, parts)
            parts.append(")")
        case Power(base, exponent):
            _write(base, _POWER + 1, parts)
            parts.append("^")
            _write(exponent, _POWER, parts)
        case Binary(name, left, right):
            _write(left, level, parts)
            parts.append(" mod " if name == "mod" else name)
            signed = (isinstance(right, Unary) and right.name == "-") or (isinstance(right, Leaf) and right.value < 0)
            _write(right, _POSTFIX if signed else level + 1, parts)
    if enclosed:
        parts.append(")")


def _level(node: Node) -> int:
    """How tightly the node's own sign binds."""
    match node:
        case Leaf(value):
            if exact_decimal(value) is None:
                return _LEFT["/"]
            return _SIGN if value < 0 else _POSTFIX + 1
        case Percent() | Unary("!", _):
            return _POSTFIX
        case Unary():
            return _SIGN
        case Root():
            return _POSTFIX + 1
        case Power():
            return _POWER
        case Binary(name, _, _):
            return _LEFT[name]
