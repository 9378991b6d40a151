"""Texts told apart character by character, and the rules that write them.

As an automaton a text costs llama.cpp next to nothing: at each character one rule is left, however the pattern that
it comes from was written. Its lengths are counted in the rules, so that they hold exactly and every text ends.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from edge.engine.grammar.characters import PLAIN, Characters
from edge.engine.grammar.gbnf import Rules
from edge.engine.grammar.limits import Unsupported

__all__ = ["Arrow", "Automaton", "Both", "Excluding", "string"]

MOST_STEPS = 1500
"""States times lengths that are written as rules."""

Arrow = tuple[Characters, Hashable]

_LONG = 16
_QUOTE = r'"\""'


class Automaton(Protocol):
    """A set of texts. States are compared and hashed; there is one way at most for each character."""

    @property
    def start(self) -> Hashable:
        """The state before the first character."""
        ...

    def arrows(self, state: Hashable) -> Sequence[Arrow]:
        """The characters that may follow, none of them twice, and the state after each."""
        ...

    def ends(self, state: Hashable) -> bool:
        """Whether a text may end here."""
        ...


class Excluding:
    """Every text but some: what a key may be that is none of the declared ones. Neither quotes nor backslashes."""

    _FREE = None

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = frozenset(texts)
        self._beginnings: dict[str, set[str]] = {}
        for text in self._texts:
            for length in range(len(text)):
                self._beginnings.setdefault(text[:length], set()).add(text[length])

    @property
    def start(self) -> Hashable:
        """The text so far, as long as it may still become one of the texts."""
        return "" if self._texts else self._FREE

    def arrows(self, state: Hashable) -> Sequence[Arrow]:
        """On towards one of the texts, or away from all of them."""
        following = self._beginnings.get(state, set()) if isinstance(state, str) else set()
        free = PLAIN - Characters.text("".join(following))
        arrows: list[Arrow] = [(Characters.text(one) & PLAIN, f"{state}{one}") for one in sorted(following)]
        return [*arrows, (free, self._FREE)]

    def ends(self, state: Hashable) -> bool:
        """Everywhere but at the end of one of the texts."""
        return state not in self._texts


@dataclass(frozen=True, slots=True)
class Both:
    """The texts that are in both."""

    first: Automaton
    second: Automaton

    @property
    def start(self) -> Hashable:
        """Both states side by side."""
        return (self.first.start, self.second.start)

    def arrows(self, state: Hashable) -> Sequence[Arrow]:
        """Where both can go."""
        assert isinstance(state, tuple)
        return [
            (shared, (after_first, after_second))
            for first, after_first in self.first.arrows(state[0])
            for second, after_second in self.second.arrows(state[1])
            if (shared := first & second)
        ]

    def ends(self, state: Hashable) -> bool:
        """Where both may end."""
        assert isinstance(state, tuple)
        return self.first.ends(state[0]) and self.second.ends(state[1])


def string(rules: Rules, automaton: Automaton, least: int, most: int) -> str | None:
    """A rule for a JSON string with one of the texts of `least` to `most` characters, or None if there are none.

    Raises TooLarge, or Unsupported when this one alone would take too many rules.
    """

    @functools.cache
    def one_of(sets: tuple[Characters, ...]) -> list[str]:
        """How one of the characters is written; what is long is written once and named."""
        written = Characters.union(sets).written()
        return [rules.add("one", written)] if sum(map(len, written)) > _LONG else written

    levels = _levels(automaton, most)
    follow: dict[Hashable, str] = {}
    for length in range(len(levels) - 1, -1, -1):
        here: dict[Hashable, str] = {}
        for state, arrows in levels[length].items():
            ways: dict[str, list[Characters]] = {}
            for characters, after in arrows:
                if after in follow:
                    ways.setdefault(follow[after], []).append(characters)
            alternatives = [f"{one} {rest}" for rest, sets in ways.items() for one in one_of(tuple(sets))]
            if length >= least and automaton.ends(state):
                alternatives.append(_QUOTE)
            if alternatives:
                here[state] = rules.add("text", alternatives)
        follow = here
    rest = follow.get(automaton.start)
    return None if rest is None else rules.add("string", [f"{_QUOTE} {rest}"])


def _levels(automaton: Automaton, most: int) -> list[dict[Hashable, Sequence[Arrow]]]:
    """For each length up to `most` the states that a text may be in, and where it can go on."""
    known: dict[Hashable, Sequence[Arrow]] = {}
    levels: list[dict[Hashable, Sequence[Arrow]]] = []
    # dictionaries, because sets have no order: the same schema has to give the same grammar
    states: dict[Hashable, None] = {automaton.start: None}
    steps = 0
    while states:
        steps += len(states)
        if steps > MOST_STEPS:
            raise Unsupported
        for state in states:
            if state not in known:
                known[state] = automaton.arrows(state)
        levels.append({state: known[state] for state in states})
        if len(levels) > most:
            break
        states = {after: None for arrows in levels[-1].values() for characters, after in arrows if characters}
    return levels
