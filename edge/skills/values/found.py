"""What every grammar answers, and the two ways of looking: for a phrase of a table, and anywhere in a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from edge.skills.values.text import Text, fold

__all__ = ["Find", "Found", "Phrases", "find_all", "search"]

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Found(Generic[V]):
    """A value in a text: where it begins, and where what follows begins (positions in `Text.plain`)."""

    value: V
    start: int
    end: int


Find = Callable[[Text, int], Found[V] | None]
"""The one shape of the grammars: the value that begins exactly at a position, or None."""


class Phrases(Generic[V]):
    """A table from phrases to values, of which the longest that stands at a place is found.

    The phrases are folded like the text. With `cased` they are compared with the capitals that the user wrote.
    """

    def __init__(self, table: Mapping[str, V], *, cased: bool = False) -> None:
        self._cased = cased
        self._by_first: dict[str, list[tuple[str, V]]] = {}
        for phrase, value in table.items():
            form = Text.of(phrase).cased if cased else fold(phrase)
            self._by_first.setdefault(form[0], []).append((form, value))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, text: Text, at: int) -> Found[V] | None:
        """The longest phrase at `at`; a Latin word is found whole or not at all."""
        form = text.cased if self._cased else text.plain
        if at >= len(form):
            return None
        for phrase, value in self._by_first.get(form[at], ()):
            if form.startswith(phrase, at) and text.has(text.plain[at : at + len(phrase)], at):
                return Found(value, at, at + len(phrase))
        return None


def find_all(find: Find[V], text: Text, at: int = 0) -> Iterator[Found[V]]:
    """Every value from `at` on, from left to right, none inside another."""
    while at < len(text):
        found = find(text, at)
        if found is not None:
            yield found
        at = at + 1 if found is None else max(found.end, at + 1)


def search(find: Find[V], text: Text, at: int = 0) -> Found[V] | None:
    """The first value from `at` on, or None."""
    return next(find_all(find, text, at), None)
