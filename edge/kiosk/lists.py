"""What the names in braces of a sentence stand for: texts, numbers, or any words.

A list answers every value that begins at a position, the longest first: of "reading room lamp" the room may be meant,
or the lamp.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from edge.skills.names import SlotValue
from edge.skills.recognition.reading import fold
from edge.skills.values import Found, Text, numbers, plain_number
from edge.skills.values.digits import scan_digits
from edge.skills.values.han_numbers import scan_han
from edge.skills.values.text import is_letter

__all__ = ["Entry", "Matching", "NumberList", "TextList", "number_list", "slot_value"]

_FRACTIONS: dict[Any, int] = {None: 1, "halves": 2, "tenths": 10}


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a list of texts."""

    out: SlotValue
    """What the slot holds."""
    context: Mapping[str, Any] = field(default_factory=dict)
    """What a block of sentences may require of it, or exclude."""
    area: str | None = None
    """The area's id, of a thing that is in one."""


class TextList:
    """Texts with what they stand for; several things may be called the same."""

    def __init__(self, rows: Iterable[tuple[str, Entry]]) -> None:
        """`rows` are what is said, in any form, and what it stands for; the first comes first."""
        self.rows = tuple(rows)
        entries: dict[str, list[Entry]] = {}
        for said, entry in self.rows:
            words = fold(said).strip()
            if words:
                entries.setdefault(words, []).append(entry)
        self._by_first: dict[str, list[tuple[str, tuple[Entry, ...]]]] = {}
        for words in sorted(entries, key=len, reverse=True):
            self._by_first.setdefault(words[0], []).append((words, tuple(entries[words])))
        self.words = frozenset(entries)
        """All that can be said, folded."""

    def find(self, text: Text, at: int) -> tuple[Found[object], ...]:
        """All texts that stand at `at`, a Latin word as a whole; the value is a tuple of entries."""
        rows = self._by_first.get(text.char(at))
        if rows is None:
            return ()
        return tuple(Found(entries, at, at + len(words)) for words, entries in rows if text.has(words, at))

    def only(self, allowed: Callable[[Entry], bool]) -> TextList:
        """The list with the entries that are allowed."""
        kept = [row for row in self.rows if allowed(row[1])]
        return self if len(kept) == len(self.rows) else TextList(kept)


@dataclass(frozen=True, slots=True)
class NumberList:
    """Numbers in a range, in digits and in words."""

    low: int
    high: int
    step: int = 1
    parts: int = 1
    """Into how many parts a whole may be divided: 2 for halves, 10 for tenths."""
    times: float = 1.0
    """What the slot's value is multiplied by."""

    def find(self, text: Text, at: int) -> tuple[Found[object], ...]:
        """The numbers of the range that stand at `at`; the value is the slot's."""
        found: dict[int, Fraction] = {}
        whole = numbers.find(text, at)
        if whole is not None:
            found[whole.end] = whole.value.value
            if not is_letter(text.char(at) or " "):  # "2 and a half": a half may belong to the sentence (also 一个半)
                for shorter in (numbers.scan_unsigned(text, at), scan_han(text, at), scan_digits(text, at)):
                    if shorter is not None:
                        found.setdefault(shorter.end, shorter.value)
        return tuple(
            Found(self._out(found[end]), at, end) for end in sorted(found, reverse=True) if self._has(found[end])
        )

    def _has(self, value: Fraction) -> bool:
        if value.denominator == 1:
            return self.low <= value <= self.high and (int(value) - self.low) % self.step == 0
        return self.low <= value < self.high + 1 and (value * self.parts).denominator == 1

    def _out(self, value: Fraction) -> SlotValue:
        return plain_number(value) if self.times == 1 else plain_number(value * Fraction(str(self.times)))


Matching = TextList | NumberList


def number_list(said: Mapping[str, Any]) -> NumberList:
    """The `range` of a list. Raises ValueError with the reason if it is none."""
    for key in said:
        if key not in ("type", "from", "to", "step", "multiplier", "fractions", "digits", "words", "words_language"):
            raise ValueError(f"a range has no '{key}'")
    low, high, step = _whole(said, "from"), _whole(said, "to"), _whole(said, "step", 1)
    if low > high or step < 1:
        raise ValueError("'from' has to be at most 'to', and 'step' at least 1")
    times, fractions = said.get("multiplier", 1), said.get("fractions")
    if isinstance(times, bool) or not isinstance(times, (int, float)):
        raise ValueError("'multiplier' has to be a number")
    if fractions not in _FRACTIONS:
        raise ValueError("'fractions' has to be 'halves' or 'tenths'")
    return NumberList(low, high, step, _FRACTIONS[fractions], float(times))


def _whole(said: Mapping[str, Any], key: str, usual: int | None = None) -> int:
    value = said.get(key, usual)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(f"'{key}' of a range has to be a whole number")


def slot_value(value: Any) -> SlotValue:
    """A value of a file as a slot holds it: text, a number or a tuple of texts."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return tuple(str(one) for one in value)
    return "" if value is None else str(value)
