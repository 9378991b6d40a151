"""Reading a regular expression into a tree."""

from __future__ import annotations

from dataclasses import dataclass

from edge.engine.grammar.characters import STRING, Characters
from edge.engine.grammar.limits import Unsupported

__all__ = ["Alternatives", "Repeat", "Sequenced", "Tree", "parse"]

LONGEST = 500
DEEPEST = 30
MOST_TIMES = 1000


@dataclass(frozen=True, slots=True)
class Sequenced:
    """One after the other."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of them."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Several times; `most` is None where there is no end."""

    part: Tree
    least: int
    most: int | None


Tree = Characters | Sequenced | Alternatives | Repeat

_DIGITS = Characters.of((0x30, 0x39))
_WORD = Characters.of((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACE = Characters.text(" ")
_ASCII = Characters.of((0x20, 0x7E))
# Letters and signs that nobody counts to the digits or the spaces: Latin, kana, Han, full-width punctuation.
_LETTERS = Characters.of((0xC0, 0x24F), (0x3001, 0x3002), (0x3041, 0x30FF), (0x4E00, 0x9FFF), (0xFF01, 0xFF0F))
_BROAD = Characters.union([_ASCII, _LETTERS])

_KINDS = {"d": (_DIGITS, _BROAD - _DIGITS), "w": (_WORD, _ASCII - _WORD), "s": (_SPACE, _BROAD - _SPACE)}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


def parse(text: str) -> list[tuple[bool, Tree, bool]]:
    """The alternatives of an expression: for each whether any text may stand before it, its tree, and whether any
    text may stand behind. Raises Unsupported."""
    if len(text) > LONGEST:
        raise Unsupported
    reader = _Reader(text)
    found = [reader.anchored()]
    while reader.take("|"):
        found.append(reader.anchored())
    if reader.more():
        raise Unsupported
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def more(self) -> bool:
        return self._at < len(self._text)

    def take(self, expected: str) -> bool:
        """Whether that comes next; then it is behind us."""
        if not self._text.startswith(expected, self._at):
            return False
        self._at += len(expected)
        return True

    def _next(self) -> str:
        if not self.more():
            raise Unsupported
        self._at += 1
        return self._text[self._at - 1]

    def anchored(self) -> tuple[bool, Tree, bool]:
        open_start = not self.take("^")
        node = self._sequence()
        return open_start, node, not self.take("$")

    def _alternatives(self) -> Tree:
        parts = [self._sequence()]
        while self.take("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else Alternatives(tuple(parts))

    def _sequence(self) -> Tree:
        parts = []
        while self.more() and self._text[self._at] not in "|)$":
            parts.append(self._quantified(self._atom()))
        return parts[0] if len(parts) == 1 else Sequenced(tuple(parts))

    def _atom(self) -> Tree:
        character = self._next()
        if character == "(":
            return self._group()
        if character == "[":
            return self._class()
        if character == ".":
            return STRING
        if character == "\\":
            return self._escape()[0]
        if character in "^*+?{}]":
            raise Unsupported
        return Characters.text(character)

    def _group(self) -> Tree:
        if not self.take("?:") and self.take("?"):
            raise Unsupported
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unsupported
        node = self._alternatives()
        if not self.take(")"):
            raise Unsupported
        self._depth -= 1
        return node

    def _quantified(self, node: Tree) -> Tree:
        if self.take("*"):
            least, most = 0, None
        elif self.take("+"):
            least, most = 1, None
        elif self.take("?"):
            least, most = 0, 1
        elif self.take("{"):
            least, most = self._times()
        else:
            return node
        # "a+?" takes as little as it can, which changes what is found and not whether; "a++" is another matter
        self.take("?")
        if self.more() and self._text[self._at] in "*+?{":
            raise Unsupported
        return Repeat(node, least, most)

    def _times(self) -> tuple[int, int | None]:
        least = self._number()
        most: int | None = least
        if self.take(","):
            most = None if self.take("}") else self._number()
            if most is None:
                return least, None
        if not self.take("}") or most is None or most < least:
            raise Unsupported
        return least, most

    def _number(self) -> int:
        begin = self._at
        while self.more() and self._text[self._at] in "0123456789" and self._at - begin < 5:
            self._at += 1
        if begin == self._at or int(self._text[begin : self._at]) > MOST_TIMES:
            raise Unsupported
        return int(self._text[begin : self._at])

    def _escape(self) -> tuple[Characters, Characters | None]:
        """The characters that an escape stands for; with a kind of characters, those that are surely of none."""
        character = self._next()
        if character in _KINDS:
            return _KINDS[character]
        if character.lower() in _KINDS:
            inside, outside = _KINDS[character.lower()]
            return outside, inside
        if character in _CONTROLS:
            return Characters.text(_CONTROLS[character]), None
        if character in "xu":
            return self._code(2 if character == "x" else 4), None
        if character.isascii() and not character.isalnum():
            return Characters.text(character), None
        raise Unsupported

    def _code(self, digits: int) -> Characters:
        text = "".join(self._next() for _ in range(digits))
        if not set(text) <= set("0123456789abcdefABCDEF"):
            raise Unsupported
        return Characters.text(chr(int(text, 16)))

    def _class(self) -> Characters:
        negated = self.take("^")
        inside: list[Characters] = []
        outside = STRING
        while not self.take("]"):
            part, others = self._member()
            if self._text.startswith("-", self._at) and not self._text.startswith("-]", self._at):
                self._at += 1
                part, others = _range(part, self._member()[0]), None
            inside.append(part)
            if others is not None:
                outside &= others
        if not inside:
            raise Unsupported
        together = Characters.union(inside)
        return outside - together if negated else together

    def _member(self) -> tuple[Characters, Characters | None]:
        character = self._next()
        if character == "\\":
            return self._escape()
        if character in "[&~|" and self._text.startswith((":", character), self._at):
            # Python warns that it may read these otherwise one day
            raise Unsupported
        return Characters.text(character), None


def _range(first: Characters, last: Characters) -> Characters:
    """From one character to another."""
    ends = [end for one in (first, last) for end in one.ranges]
    if len(ends) != 2 or any(a != b for a, b in ends) or ends[0] > ends[1]:
        raise Unsupported
    return Characters.of((ends[0][0], ends[1][1]))
