"""The members of an object, in the order of the schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edge.engine.grammar.gbnf import Rules, choice, either, repeat, sequence

__all__ = ["Member", "members"]

MOST_OTHERS = 10
"""Members that the schema does not declare."""

TOGETHER = 16
"""Optional members that are offered in one choice, where keys that begin alike share their beginning; behind them
stands the choice of the next ones. One choice of all of them would be offered anew behind each, shorter by one."""


@dataclass(frozen=True, slots=True)
class Member:
    """A declared member."""

    key: str
    """As JSON writes it, with its colon."""
    value: str
    """The rule of its value."""
    required: bool


def members(
    rules: Rules, declared: Sequence[Member], other: str | None, least: int, most: int | None
) -> list[str] | None:
    """Alternatives for what stands between the braces: the declared members in their order, whichever of the optional
    ones, and then others; at least and at most so many together. None if that cannot be. Raises TooLarge.

    `other` is the rule of one more member.
    """
    writer = _Members(rules, declared, other, least, most)
    return writer.first() or None


class _Members:
    def __init__(
        self, rules: Rules, declared: Sequence[Member], other: str | None, least: int, most: int | None
    ) -> None:
        self._rules = rules
        self._declared = declared
        self._least = least
        self._most = len(declared) + max(MOST_OTHERS, least) if most is None else most
        self._others = 0 if other is None else MOST_OTHERS
        self._other = other or ""
        self._more = rules.more(other) if other else ""
        required = [index for index, member in enumerate(declared) if member.required]
        self._last_required = max(required, default=-1)
        # members are counted only where their number matters, which takes a rule for each number
        self._counted = least > len(required) or self._most < len(declared) + self._others
        self._choices: dict[tuple[int, int], str] = {}
        self._rests: dict[tuple[int, int], str] = {}
        for index in range(len(declared), 0, -1):
            for written in range(1, index + 1) if self._counted else (index,):
                self._add_rest(index, written)

    def first(self) -> list[str]:
        """What may stand there, when nothing has been written."""
        alternatives = self._next(0, 0)
        if self._last_required < 0:
            if self._other and (rest := self._end(1)) is not None and self._most > 0:
                alternatives.append(sequence(self._other, rest))
            if self._least == 0:
                alternatives.append("")
        return alternatives

    def _add_rest(self, index: int, written: int) -> None:
        """What may follow when `written` members stand there, and those before `index` are over."""
        alternatives = [f'"," {self._rules.space} {either(ways)}' for ways in [self._next(index, written)] if ways]
        if self._last_required < index and (end := self._end(written)) is not None:
            alternatives.append(end)
        if alternatives:
            rest = "" if alternatives == [""] else self._rules.add("rest", alternatives)
            self._rests[index, written] = rest

    def _next(self, index: int, written: int) -> list[str]:
        """The next declared member: one of the optional ones, up to the first that is required."""
        options = {}
        end = min(len(self._declared), index - index % TOGETHER + TOGETHER)
        for following in range(index, end):
            member = self._declared[following]
            rest = self._rests.get((following + 1, written + 1 if self._counted else following + 1))
            if rest is not None:
                options[member.key] = sequence(self._rules.space, member.value, rest)
            if member.required:
                return choice(options)
        return [*choice(options), *self._further(end, written)]

    def _further(self, index: int, written: int) -> list[str]:
        """The same from the next choice on."""
        key = (index, written if self._counted else 0)
        if index < len(self._declared) and key not in self._choices:
            further = self._next(index, written)
            self._choices[key] = self._rules.add("next", further) if further else ""
        return [self._choices[key]] if self._choices.get(key) else []

    def _end(self, written: int) -> str | None:
        """Members that are not declared, when `written` stand there, to the end."""
        least = max(0, self._least - written) if self._counted else 0
        most = min(self._most - written, max(self._others, least)) if self._counted else self._others
        if least > most or (least and not self._other):
            return None
        return repeat(self._more, least, most) if self._other else ""
