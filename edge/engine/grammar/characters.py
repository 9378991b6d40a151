"""Sets of characters, and how a JSON string writes them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["PLAIN", "STRING", "Characters"]


@dataclass(frozen=True, slots=True)
class Characters:
    """A set of code points, as ranges in order that neither touch nor overlap."""

    ranges: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, *ranges: tuple[int, int]) -> Characters:
        """The code points of all `ranges`, each from its first to its last."""
        joined: list[tuple[int, int]] = []
        for first, last in sorted(ranges):
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        return cls(tuple(joined))

    @classmethod
    def text(cls, text: str) -> Characters:
        """The characters of `text`."""
        return cls.of(*((ord(character), ord(character)) for character in text))

    @classmethod
    def union(cls, sets: Iterable[Characters]) -> Characters:
        """What is in any of the sets."""
        return cls.of(*(part for each in sets for part in each.ranges))

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __contains__(self, character: str) -> bool:
        return any(first <= ord(character) <= last for first, last in self.ranges)

    def __and__(self, other: Characters) -> Characters:
        return Characters(tuple(self._shared(other)))

    def _shared(self, other: Characters) -> Iterator[tuple[int, int]]:
        mine, theirs = iter(self.ranges), iter(other.ranges)
        a, b = next(mine, None), next(theirs, None)
        while a is not None and b is not None:
            if max(a[0], b[0]) <= min(a[1], b[1]):
                yield max(a[0], b[0]), min(a[1], b[1])
            if a[1] < b[1]:
                a = next(mine, None)
            else:
                b = next(theirs, None)

    def __sub__(self, other: Characters) -> Characters:
        gaps, begin = [], 0
        for first, last in other.ranges:
            gaps.append((begin, first - 1))
            begin = last + 1
        gaps.append((begin, 0x10FFFF))
        return self & Characters(tuple(gap for gap in gaps if gap[0] <= gap[1]))

    def gbnf(self) -> str:
        """The set as a character class of a grammar."""
        parts = (_code(a) if a == b else f"{_code(a)}-{_code(b)}" for a, b in self.ranges)
        return f"[{''.join(parts)}]"

    def written(self) -> list[str]:
        """What a grammar has to offer so that a JSON string holds one of them: a class, and escapes where needed.

        A control character that has no short escape is left out.
        """
        return _written(self)


@functools.lru_cache(maxsize=256)
def _written(characters: Characters) -> list[str]:
    alternatives = [plain.gbnf()] if (plain := characters & PLAIN) else []
    return alternatives + [f'"{escape}"' for character, escape in _ESCAPES.items() if character in characters]


def _code(point: int) -> str:
    """A code point inside a character class."""
    character = chr(point)
    if character.isascii():
        return character if character.isalnum() else f"\\x{point:02X}"
    if character.isprintable():
        return character
    return f"\\u{point:04X}" if point <= 0xFFFF else f"\\U{point:08X}"


PLAIN = Characters.of((0x20, 0x21), (0x23, 0x5B), (0x5D, 0x7E), (0xA0, 0xD7FF), (0xE000, 0x10FFFF))
"""What stands in a JSON string as itself. Not quote and backslash, not controls (DEL and U+0080 to U+009F would be
allowed, and nobody wants them), and not halves of surrogates, which UTF-8 cannot carry."""

STRING = Characters.of(*PLAIN.ranges, (ord('"'), ord('"')), (ord("\\"), ord("\\")))
"""What a string is made of where the schema does not name its characters."""

# Twice escaped: once for JSON, once for the literal of the grammar.
_ESCAPES = {
    '"': r"\\\"",
    "\\": r"\\\\",
    "\b": r"\\b",
    "\f": r"\\f",
    "\n": r"\\n",
    "\r": r"\\r",
    "\t": r"\\t",
}
