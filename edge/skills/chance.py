"""Chance: `random.number`, `random.coin`, `random.dice`."""

from __future__ import annotations

import random
from typing import Protocol

from edge.skills.names import Command
from edge.skills.replies.chance import TEXTS
from edge.skills.skill import Outcome, Surroundings
from edge.skills.slots import integer_slot
from edge.skills.wording import grouped, joined, say

__all__ = ["Chance"]

MOST_DICE = 100
MOST_SIDES = 1_000_000
_MOST = 10**18


class Source(Protocol):
    """Where the numbers come from."""

    def randint(self, low: int, high: int, /) -> int:
        """A whole number from `low` to `high`, both among them, each as likely as the others."""
        ...


class Chance:
    """Draws from the system's own source of chance, unless it is given another."""

    names = ("random.number", "random.coin", "random.dice")

    def __init__(self, source: Source | None = None) -> None:
        self._source = source or random.SystemRandom()

    def carry_out(self, command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        match command.name:
            case "random.number":
                return self._number(command, surroundings.language)
            case "random.coin":
                side = ("heads", "tails")[self._source.randint(0, 1)]
                return Outcome(say(TEXTS, side, surroundings.language), {"side": side})
            case _:
                return self._dice(command, surroundings.language)

    def _number(self, command: Command, language: str) -> Outcome:
        low, high = integer_slot(command, "low"), integer_slot(command, "high")
        if low is None or high is None:
            return Outcome(say(TEXTS, "range", language), done=False, asks="low" if low is None else "high")
        if max(abs(low), abs(high)) > _MOST:
            return Outcome(say(TEXTS, "too_large", language), done=False)
        number = self._source.randint(min(low, high), max(low, high))
        return Outcome(say(TEXTS, "number", language, number=grouped(str(number), language)), {"number": number})

    def _dice(self, command: Command, language: str) -> Outcome:
        sides, count = (integer_slot(command, name) for name in ("sides", "count"))
        sides, count = 6 if sides is None else sides, 1 if count is None else count
        if not (2 <= sides <= MOST_SIDES and 1 <= count <= MOST_DICE):
            return Outcome(
                say(TEXTS, "too_many", language, count=MOST_DICE, sides=grouped(str(MOST_SIDES), language)), done=False
            )
        rolled = [self._source.randint(1, sides) for _ in range(count)]
        data = {"rolled": rolled, "sum": sum(rolled)}
        if count == 1:
            return Outcome(say(TEXTS, "die", language, number=rolled[0]), data)
        numbers = joined([str(number) for number in rolled], language)
        return Outcome(say(TEXTS, "dice", language, numbers=numbers, sum=sum(rolled)), data)
