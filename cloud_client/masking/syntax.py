"""How a pattern of the user is written, and what it means: a small tree (`cloud_client.masking.linear` runs it)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Either", "One", "Parsed", "PatternError", "Repeated", "Row", "Test", "Tree", "is_word", "parse"]

LONGEST_PATTERN = 500
MOST_REPEATS = 200
DEEPEST = 20

Test = Callable[[str], bool]


class PatternError(ValueError):
    """A pattern cannot be used. The text says why and where, and nothing of the pattern."""


@dataclass(frozen=True, slots=True)
class One:
    """One character that passes a test."""

    test: Test


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces one after the other."""

    pieces: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    choices: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A piece at least and at most so often; None is without end."""

    piece: Tree
    least: int
    most: int | None


Tree = One | Row | Either | Repeated


@dataclass(frozen=True, slots=True)
class Parsed:
    """A pattern. `opens` and `closes` are what its two ends ask of the place: `line`, `word` or nothing."""

    tree: Tree
    opens: str
    closes: str


def parse(pattern: str) -> Parsed:
    """The tree of a pattern. Raises PatternError."""
    if len(pattern) > LONGEST_PATTERN:
        raise PatternError(f"it is longer than {LONGEST_PATTERN} characters")
    return _Reader(pattern).whole()


def is_word(char: str) -> bool:
    """Whether it is part of a word. Chinese is written without spaces: beside 号 there is an edge as beside a space."""
    return char.isascii() and (char.isalnum() or char == "_")


_CLASSES: dict[str, Test] = {
    "d": lambda char: "0" <= char <= "9",
    "w": lambda char: char.isalnum() or char == "_",
    "s": str.isspace,
}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}


def _not(test: Test) -> Test:
    return lambda char: not test(char)


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0
        self._depth = 0
        self._any_case = False

    def whole(self) -> Parsed:
        self._any_case = self._take("(?i)")
        opens = "line" if self._take("^") else "word" if self._take("\\b") else ""
        closes = ""
        for mark, kind in (("\\b", "word"), ("$", "line")):
            rest = self._text.removesuffix(mark)
            escaped = (len(rest) - len(rest.rstrip("\\"))) % 2
            if rest != self._text and not escaped and len(rest) >= self._at:
                self._text, closes = rest, kind
                break
        tree = self._either()
        if self._at < len(self._text):
            raise self._error("a bracket is closed that was not opened")
        if (opens or closes) and isinstance(tree, Either):
            raise PatternError("put all that stands between its ends into brackets: ^(a|b)$")
        return Parsed(tree, opens, closes)

    def _either(self) -> Tree:
        choices = [self._row()]
        while self._take("|"):
            choices.append(self._row())
        return choices[0] if len(choices) == 1 else Either(tuple(choices))

    def _row(self) -> Tree:
        pieces: list[Tree] = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            piece = self._single()
            count = self._count()
            pieces.append(piece if count is None else Repeated(piece, *count))
            if count is not None and self._count() is not None:
                raise self._error("two counts follow each other")
        return Row(tuple(pieces))

    def _single(self) -> Tree:
        char = self._next()
        if char == "(":
            return self._group()
        if char == "[":
            return One(self._class())
        if char == ".":
            return One(lambda char: char != "\n")
        if char == "\\":
            return One(self._escape())
        if char in "*+?{^$":
            self._at -= 1
            raise self._error(f"'{char}' cannot be used; for the character itself write \\{char}")
        return One(self._literal(char))

    def _group(self) -> Tree:
        if self._take("?") and not self._take(":"):
            raise self._error("only (?: …) is known of what begins with (?")
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error("brackets lie too deep")
        inside = self._either()
        self._depth -= 1
        if not self._take(")"):
            raise self._error("a bracket is not closed")
        return inside

    def _count(self) -> tuple[int, int | None] | None:
        counts: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        for mark, count in counts.items():
            if self._take(mark):
                self._take("?")  # the shortest match is not known here: the longest counts
                return count
        if not self._take("{"):
            return None
        end = self._text.find("}", self._at)
        low, comma, high = self._text[self._at : max(end, self._at)].partition(",")
        digits = (low + high).isascii() and (low or "0").isdigit() and (high or "0").isdigit() and (low or high)
        if end < 0 or not digits:
            raise self._error("a count has to be {2}, {2,} or {2,5}")
        least, most = int(low or "0"), int(high) if high else None if comma else int(low)
        if max(least, most or 0) > MOST_REPEATS or (most is not None and most < max(1, least)):
            raise self._error(f"a count has to rise, and to be at most {MOST_REPEATS}")
        self._at = end + 1
        self._take("?")
        return least, most

    def _escape(self) -> Test:
        char = self._next()
        if char.lower() in _CLASSES:
            test = _CLASSES[char.lower()]
            return test if char.islower() else _not(test)
        return self._literal(self._character(char))

    def _character(self, char: str) -> str:
        if char in _ESCAPES:
            return _ESCAPES[char]
        if char in "xu":
            size = 2 if char == "x" else 4
            digits = self._text[self._at : self._at + size]
            try:
                code = int(digits, 16) if len(digits) == size and digits.isalnum() else -1
                self._at += size
                return chr(code)
            except ValueError:
                raise self._error("a character's number is wrong") from None
        if char.isalnum():
            raise self._error(f"'\\{char}' is not known here")
        return char

    def _literal(self, char: str) -> Test:
        if self._any_case:
            both = {char, char.lower(), char.upper()}
            return lambda other: other in both
        return lambda other: other == char

    def _class(self) -> Test:
        negated = self._take("^")
        tests: list[Test] = []
        ranges: list[tuple[str, str]] = []
        first = True
        while first or not self._take("]"):
            first = False
            char = self._next()
            if char == "\\":
                char = self._next()
                if char.lower() in _CLASSES:
                    test = _CLASSES[char.lower()]
                    tests.append(test if char.islower() else _not(test))
                    continue
                char = self._character(char)
            last = char
            if self._text[self._at : self._at + 1] == "-" and self._text[self._at + 1 : self._at + 2] not in {"]", ""}:
                self._at += 1
                last = self._next()
                if last == "\\":
                    last = self._character(self._next())
                if last < char:
                    raise self._error("a range runs backwards")
            ranges.append((char, last))

        def within(char: str) -> bool:
            return any(low <= char <= high for low, high in ranges) or any(test(char) for test in tests)

        any_case = self._any_case

        def inside(char: str) -> bool:
            return within(char) or (any_case and (within(char.lower()) or within(char.upper())))

        return _not(inside) if negated else inside

    def _next(self) -> str:
        if self._at >= len(self._text):
            raise self._error("it breaks off")
        self._at += 1
        return self._text[self._at - 1]

    def _take(self, text: str) -> bool:
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def _error(self, why: str) -> PatternError:
        return PatternError(f"at character {self._at + 1} {why}")
