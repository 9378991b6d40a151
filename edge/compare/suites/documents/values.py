"""The values of the handbooks' facts: drawn once each, so that no two facts of any handbook have the same."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

__all__ = ["Value", "Values"]


@dataclass(frozen=True, slots=True)
class Value:
    """What a fact says."""

    text: str
    """As the handbook writes it."""
    forms: tuple[str, ...]
    """How a reply may write it."""
    number: int | None = None


NUMBERS = {"people": (25, 395), "rent": (405, 985), "extension": (1005, 4985), "budget": (5005, 9895)}
"""From and to, of each kind: no number is of two kinds."""
_STEP = 5


class Values:
    """The values of one language, all kinds, in an order that the seed decides."""

    def __init__(self, words: Mapping[str, Any], seed: str, turn: int, turns: int) -> None:
        """`words` are the language's table. Of the numbers and codes, every `turns`-th belongs to this language, from
        `turn` on: the languages share none."""
        self._words = words
        draw = random.Random(seed)  # noqa: S311 (a text, no secret)
        self._left: dict[str, Iterator[Value]] = {}
        for kind, (least, most) in NUMBERS.items():
            self._put(draw, kind, [_number(n + turn) for n in range(least, most, _STEP)])
        codes = [n for n in range(111, 990, 7) if n % turns == turn]
        letters = {theme["letter"] for theme in words["themes"] if theme.get("letter")}
        for letter in sorted(letters):  # a set has another order in each process
            self._put(draw, f"code {letter}", [Value(f"{letter}-{n}", (f"{letter} {n}",)) for n in codes])
        self._put(draw, "date", [self._date(n) for n in range(turn, 12 * 28, turns)])
        self._put(draw, "person", [self._person(*both) for both in product(words["families"], words["names"])])
        self._put(draw, "product", [self._product(*both) for both in product(words["first"], words["last"])])

    def next(self, theme: Mapping[str, Any]) -> Value:
        """The next value for a fact of this theme."""
        return next(self._left[f"code {theme['letter']}" if theme["kind"] == "code" else theme["kind"]])

    def _put(self, draw: random.Random, kind: str, values: list[Value]) -> None:
        draw.shuffle(values)
        self._left[kind] = iter(values)

    def _date(self, n: int) -> Value:
        month, day = n // 28, n % 28 + 1
        name = self._words["months"][month]
        text = self._words["date"].format(month=name, day=day)
        month += 1
        forms = [f"{month}月{day}日", f"{month}月{day}号", f"{month}/{day}", f"{day}/{month}", f"{month:02}-{day:02}"]
        forms += [f"{day}.{month}", f"{day:02}.{month:02}", f"{day:02}/{month:02}", f"{month:02}/{day:02}"]
        if not name.isdigit():
            ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
            for said in (name, name[:3]):
                forms += [f"{day} {said}", f"{day}{ending} {said}", f"{day}{ending} of {said}"]
                forms += [f"{said} {day}", f"{said} {day}{ending}", f"{said} the {day}{ending}"]
        return Value(text, (text, *forms))

    def _person(self, family: str, name: str) -> Value:
        text = self._words["person"].format(family=family, name=name)
        return Value(text, (text, f"{family}, {name}"))

    def _product(self, first: str, last: str) -> Value:
        text = self._words["product"].format(first=first, last=last)
        return Value(text, (text,))


def _number(n: int) -> Value:
    return Value(str(n), (str(n), f"{n:,}"), n)
