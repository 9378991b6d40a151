"""A calculation as tokens: numbers, operators, functions and parentheses, with the words of three languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from edge.skills.values.digits import scan_digits, scan_fraction
from edge.skills.values.english_numbers import scan_english
from edge.skills.values.errors import TooMuchWorkError
from edge.skills.values.found import Found, Phrases
from edge.skills.values.han_numbers import scan_han
from edge.skills.values.numbers import is_tenths, scan_unsigned
from edge.skills.values.text import Text, is_letter
from edge.skills.values.words.arithmetic import OPERATORS, POSTFIX, POWER_SUFFIXES, PREFIX, ROOT_SUFFIXES
from edge.skills.values.words.numbers import HALVES, HUNDREDTHS, ORDINALS

__all__ = ["MOST_DEPTH", "MOST_TOKENS", "Token", "scan_tokens", "too_deep"]

MOST_TOKENS = 300
"""A longer calculation is refused."""

MOST_DEPTH = 60
"""Parentheses, signs and powers inside one another; deeper calculations are refused."""

Kind = Literal["number", "operator", "postfix", "prefix", "(", ")", ","]


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `name` says which operator or function (or "%" for a number of hundredths), `value` what a number is
    worth."""

    kind: Kind
    name: str
    start: int
    end: int
    value: Fraction = Fraction(0)


_OPERATORS = Phrases(OPERATORS)
_POSTFIX = Phrases(POSTFIX)
_PREFIX = Phrases(PREFIX)
_ORDINALS = Phrases(ORDINALS)
_HALVES = Phrases(dict.fromkeys(HALVES, True))
_MIXED = re.compile(r"[0-9]++ [0-9]++/[0-9]++")
_TO_THE = ("to the power of the ", "to the ")


def scan_tokens(text: Text, at: int) -> list[Token]:
    """The tokens from `at` up to the first thing that belongs to no calculation.

    Raises:
        TooMuchWorkError: there are more than `MOST_TOKENS`, or more than `MOST_DEPTH` before one operand.
    """
    tokens: list[Token] = []
    commas: list[bool] = []  # for each open parenthesis whether a comma may stand in it
    opened = 0  # signs, functions and parentheses since the last operand
    i = text.skip(at)
    while i < len(text):
        after = bool(tokens) and tokens[-1].kind in {"number", "postfix", ")"}
        token = (_after_operand(text, i) if after else None) or _token(text, i, after)
        # What cannot stand here ends the calculation at once: a long row of it must not be read again from each place.
        if token is None or (token.kind == "number" if after else token.kind not in {"number", "prefix", "("}):
            break
        if token.kind == "(":
            commas.append(bool(tokens) and tokens[-1].name == "root")
        elif token.kind == ")" and commas:
            commas.pop()
        elif token.kind == "," and commas and commas[-1]:
            commas[-1] = False
        elif token.kind in {")", ","}:
            break
        if tokens and tokens[-1].name == "of" and not (_is_share(tokens[:-1]) or _becomes_share(text, token)):
            tokens.pop()
            break
        tokens.append(token)
        opened = opened + 1 if token.kind in {"prefix", "("} else 0
        if opened > MOST_DEPTH:
            raise too_deep()
        if len(tokens) > MOST_TOKENS:
            raise TooMuchWorkError(f"The calculation has more than {MOST_TOKENS} parts; shorten it.")
        i = text.skip(token.end)
    return tokens


def too_deep() -> TooMuchWorkError:
    """What is raised for a calculation that is nested too deeply."""
    return TooMuchWorkError(f"The calculation is nested more than {MOST_DEPTH} deep; take it apart.")


def _is_share(tokens: list[Token]) -> bool:
    """Whether the tokens end in a percentage or a fraction: 15% of 80, a third of 90, 1/2 of 80."""
    last = tokens[-1]
    return last.name == "%" or last.value.denominator > 1 or (len(tokens) > 1 and tokens[-2].name == "/")


def _becomes_share(text: Text, token: Token) -> bool:
    """Whether the number after "of" is the share: 80的15%, 80的一半."""
    if token.kind != "number":
        return False
    percent = _POSTFIX.find(text, text.skip(token.end))
    return token.name == "%" or token.value.denominator > 1 or (percent is not None and percent.value == "%")


def _token(text: Text, at: int, after: bool) -> Token | None:
    char = text.plain[at]
    if char in "([":
        return Token("(", "(", at, at + 1)
    if char in ")]":
        return Token(")", ")", at, at + 1)
    if char == ",":
        return Token(",", ",", at, at + 1)
    prefix = None if after else _PREFIX.find(text, at)
    if prefix is not None:
        return Token("prefix", prefix.value, at, prefix.end)
    number = _number(text, at)
    if number is not None:
        return number
    if not after:
        sign = {"-": "-", "+": "+"}.get(char) or next(
            ("-" for words in ("minus", "マイナス") if text.has(words, at)), None
        )
        if sign is not None:
            end = at + 1 if char in "+-" else at + (len("minus") if char == "m" else len("マイナス"))
            return Token("prefix", sign, at, end)
    else:
        implied = _PREFIX.find(text, at)
        if implied is not None:
            return Token("prefix", implied.value, at, implied.end)
    operator = _OPERATORS.find(text, at)
    return None if operator is None else Token("operator", operator.value, at, operator.end)


def _after_operand(text: Text, at: int) -> Token | None:
    """What can only follow a number: an operator, an exponent in words, a factorial, a percent sign."""
    power = _power(text, at)
    if power is not None:
        return power
    postfix, operator = _POSTFIX.find(text, at), _OPERATORS.find(text, at)
    if postfix is None and operator is None:
        return _times_x(text, at)
    if operator is not None and (postfix is None or operator.end > postfix.end):
        return Token("operator", operator.value, at, operator.end)
    assert postfix is not None
    if text.plain[at] == "%" and _starts_operand(text, text.skip(at + 1)):
        return Token("operator", "mod", at, at + 1)
    return Token("postfix", postfix.value, at, postfix.end)


def _times_x(text: Text, at: int) -> Token | None:
    """3x4: an x between two digits is a times sign."""
    if text.plain[at] == "x" and text.char(at - 1).isdigit() and text.char(at + 1).isdigit():
        return Token("operator", "*", at, at + 1)
    return None


def _starts_operand(text: Text, at: int) -> bool:
    char = text.char(at)
    return bool(char) and (char in "([√" or (char.isascii() and char.isdigit()) or scan_unsigned(text, at) is not None)


def _number(text: Text, at: int) -> Token | None:
    """A number without sign; 1/2 in digits is a division, so that 6/1/2 is read from the left, but 2 1/2 is one."""
    for words in HUNDREDTHS:
        if text.plain.startswith(words, at):
            share = scan_han(text, at + len(words)) or scan_digits(text, at + len(words))
            return None if share is None else Token("number", "%", at, share.end, share.value / 100)
    found: Found[Fraction] | None = None
    half = _HALVES.find(text, at)
    if half is not None:
        found = Found(Fraction(1, 2), at, half.end)
    elif _MIXED.match(text.plain, at):
        found = scan_fraction(text, at)
    found = found or scan_english(text, at) or scan_han(text, at) or scan_digits(text, at)
    if found is None or (is_letter(text.char(found.end) or " ") and text.char(found.end) not in "xm"):
        return None
    if is_tenths(text, found.end):
        return Token("number", "%", at, found.end + 1, found.value / 10)
    return Token("number", "", at, found.end, found.value)


def _power(text: Text, at: int) -> Token | None:
    """的10次方, の10乗, to the 10th, 的4次方根: an exponent or a root's index in words, as one postfix."""
    words = next((words for words in _TO_THE if text.has(words.rstrip(), at)), None)
    if words is not None and text.plain.startswith(words, at):
        ordinal = _ORDINALS.find(text, at + len(words))
        if ordinal is not None:
            return _exponent(text, at, ordinal.value, ordinal.end)
        digits = scan_digits(text, at + len(words))
        if digits is not None and text.plain[digits.end : digits.end + 2] in {"st", "nd", "rd", "th"}:
            return _exponent(text, at, int(digits.value), digits.end + 2)
        return None
    start = at + 1 if text.plain[at] in "的の" else at
    number = scan_han(text, start) or scan_digits(text, start)
    if number is None or number.value.denominator != 1 or start == at:
        return None
    for suffix in ROOT_SUFFIXES:
        if text.plain.startswith(suffix, number.end):
            return Token("postfix", f"root{int(number.value)}", at, number.end + len(suffix))
    for suffix in POWER_SUFFIXES:
        if text.plain.startswith(suffix, number.end):
            return Token("postfix", f"^{int(number.value)}", at, number.end + len(suffix))
    return None


def _exponent(text: Text, at: int, exponent: int, end: int) -> Token:
    power = " power"
    return Token("postfix", f"^{exponent}", at, end + len(power) if text.has(power, end) else end)
