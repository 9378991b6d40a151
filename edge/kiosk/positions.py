"""On which line of a TOML document each of its values stands: what `tomllib` does not tell.

Only for documents that `tomllib` has read without an error: what is wrong in them is not looked for here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping

__all__ = ["Keys", "lines_of"]

Keys = tuple[str | int, ...]
"""The keys and indices that lead to a value: `("commands", 0, "intent")`."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"[A-Za-z0-9_-]+|\"(?:[^\"\\]|\\.)*\"|'[^']*'")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_ASSIGNS = re.compile(r"[ \t]*=[ \t]*")
_STRING = re.compile(
    "|".join(
        (
            r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}',
            r"'''(?:[^']|'(?!''))*'{3,5}",
            r'"(?:[^"\\]|\\.)*"',
            r"'[^']*'",
        )
    )
)
_OTHER = re.compile(r"[^,\]}\n#]+")


def lines_of(document: str) -> Mapping[Keys, int]:
    """The line, from 1, of each key and of each element of an array; () is the first line."""
    return _Scanner(document).scan()


class _Scanner:
    def __init__(self, document: str) -> None:
        self._text = document
        self._at = 0
        self._lines: dict[Keys, int] = {(): 1}
        self._tables: dict[Keys, int] = {}
        """The arrays of tables with how many tables each has."""
        self._counted = (0, 1)
        """A position, and the line that it is on: lines are counted on from the last one."""

    def scan(self) -> dict[Keys, int]:
        table: Keys = ()
        while self._more():
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._lines

    def _more(self) -> bool:
        """Past blanks and comments; whether anything follows."""
        self._take(_BLANK)
        return self._at < len(self._text)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise ValueError("This is not TOML.")
        self._at = match.end()
        return match.group()

    def _line(self) -> int:
        position, line = self._counted
        line += self._text.count("\n", position, self._at)
        self._counted = (self._at, line)
        return line

    def _note(self, place: Keys, line: int) -> None:
        """Keep the line, and that of tables that come into being with it."""
        for length in range(1, len(place) + 1):
            self._lines.setdefault(place[:length], line)

    def _keys(self) -> list[str]:
        keys = [_unquoted(self._take(_KEY))]
        while _DOT.match(self._text, self._at):
            self._take(_DOT)
            keys.append(_unquoted(self._take(_KEY)))
        return keys

    def _header(self) -> Keys:
        line = self._line()
        several = self._text.startswith("[[", self._at)
        self._at += 2 if several else 1
        self._take(_BLANK)
        place: Keys = ()
        *above, last = self._keys()
        for key in above:
            place = (*place, key)
            if place in self._tables:
                place = (*place, self._tables[place] - 1)
        place = (*place, last)
        self._take(_BLANK)
        self._at += 2 if several else 1
        if several:
            self._note(place, line)
            self._tables[place] = self._tables.get(place, 0) + 1
            place = (*place, self._tables[place] - 1)
        self._note(place, line)
        return place

    def _pair(self, table: Keys) -> None:
        line = self._line()
        place = (*table, *self._keys())
        self._note(place, line)
        self._take(_ASSIGNS)
        self._value(place)

    def _value(self, place: Keys) -> None:
        start = self._text[self._at]
        if start == "[":
            self._listed("]", lambda index: self._element((*place, index)))
        elif start == "{":
            self._listed("}", lambda _: self._pair(place))
        else:
            self._take(_STRING if start in "\"'" else _OTHER)

    def _element(self, place: Keys) -> None:
        self._note(place, self._line())
        self._value(place)

    def _listed(self, end: str, item: Callable[[int], None]) -> None:
        self._at += 1
        index = 0
        while self._more() and self._text[self._at] != end:
            item(index)
            index += 1
            self._take(_BLANK)
            if self._text.startswith(",", self._at):
                self._at += 1
        self._at += 1


def _unquoted(key: str) -> str:
    """A key as `tomllib` has it."""
    if key[0] not in "\"'":
        return key
    return next(iter(tomllib.loads(f"{key} = 0")))
