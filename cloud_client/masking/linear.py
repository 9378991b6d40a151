"""The user's own patterns: a part of the usual regular expressions that can be matched without going back.

`re` goes back, and a pattern such as `(a+)+b` can keep it, and with it the whole process, busy for hours. Here a
pattern becomes an automaton whose states are made as they are needed (Thompson 1968, Aho and others 1986, 3.7): each
character of the text is one step. Of the matches at a place the longest counts. A match has at most `LONGEST`
characters, and one search at most a number of steps that grows with the text: beyond it `TooMuchWorkError` is raised.

Known: characters, `.`, classes `[a-z]` `[^0-9]`, `\\d \\w \\s \\D \\W \\S`, `\\n \\t \\uXXXX`, groups `( )` and
`(?: )`, `|`, `* + ? {2} {2,} {2,5}`, `(?i)` at the beginning, and at the two ends `^`, `$` (of a line) and `\\b`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cloud_client.masking.syntax import Either, One, PatternError, Repeated, Row, Test, Tree, is_word, parse

__all__ = ["LONGEST", "LinearPattern", "PatternError", "TooMuchWorkError"]

LONGEST = 500
"""Characters of a match."""
_MOST_NODES = 1500
_MOST_STATES = 3000


class TooMuchWorkError(RuntimeError):
    """A search took more steps than it may."""


@dataclass(slots=True)
class _Node:
    """A state of the automaton: it takes one character to `next`, or goes without one to each of `free`."""

    test: Test | None = None
    next: int = -1
    free: list[int] = field(default_factory=list)


class LinearPattern:
    """One pattern. Its `repr` does not show it: what it looks for is what is to be kept."""

    def __init__(self, pattern: str) -> None:
        """Raises PatternError."""
        parsed = parse(pattern)
        self._opens, self._closes = parsed.opens, parsed.closes
        self._nodes: list[_Node] = []
        self._final = self._node()
        first = self._before(parsed.tree, self._final)
        self._forget()
        self._start = self._state(self._closure([first]))
        if self._accepts[self._start]:
            raise PatternError("it also matches where there is nothing")

    def __repr__(self) -> str:
        return "LinearPattern(hidden)"

    def search(self, text: str) -> Iterator[tuple[int, int]]:
        """The matches from left to right, none overlapping. Raises TooMuchWorkError."""
        steps, most = 0, 500_000 + 5 * len(text)
        after = 0
        for begin in self._beginnings(text):
            if begin < after or not self._edge(text, begin, self._opens, beginning=True):
                continue
            end, state, place = -1, self._start, begin
            for place in range(begin, min(len(text), begin + LONGEST)):
                following = self._moves[state].get(text[place])
                if following is None:
                    following = self._move(state, text[place])
                    steps += 20
                if following < 0:
                    break
                state = following
                if self._accepts[state] and self._edge(text, place + 1, self._closes, beginning=False):
                    end = place + 1
            steps += place - begin + 1
            if steps > most:
                raise TooMuchWorkError
            if end >= 0:
                yield begin, end
                after = end

    def _beginnings(self, text: str) -> Iterator[int]:
        """The places whose character a match can begin with."""
        first = [node.test for node in map(self._nodes.__getitem__, self._sets[self._start]) if node.test is not None]
        chars = [char for char in set(text) if any(test(char) for test in first)]
        if chars:
            for found in re.finditer("[" + "".join(map(re.escape, chars)) + "]", text):
                yield found.start()

    def _edge(self, text: str, at: int, kind: str, *, beginning: bool) -> bool:
        if not kind:
            return True
        before, after = text[at - 1 : at] if at else "", text[at : at + 1]
        if kind == "word":
            return is_word(before) != is_word(after)
        return (before if beginning else after) in {"", "\n"}

    def _before(self, tree: Tree, following: int) -> int:
        """The node at which `tree` begins when `following` comes after it."""
        if isinstance(tree, One):
            return self._node(tree.test, following)
        if isinstance(tree, Row):
            for piece in reversed(tree.pieces):
                following = self._before(piece, following)
            return following
        if isinstance(tree, Either):
            return self._node(free=[self._before(choice, following) for choice in tree.choices])
        return self._repeated(tree, following)

    def _repeated(self, tree: Repeated, following: int) -> int:
        end = following
        if tree.most is None:
            again = self._node(free=[end])
            self._nodes[again].free.append(self._before(tree.piece, again))
            following = again
        for _ in range((tree.most or tree.least) - tree.least):
            following = self._node(free=[end, self._before(tree.piece, following)])
        for _ in range(tree.least):
            following = self._before(tree.piece, following)
        return following

    def _node(self, test: Test | None = None, following: int = -1, free: list[int] | None = None) -> int:
        if len(self._nodes) >= _MOST_NODES:
            raise PatternError("it asks for too many repetitions")
        self._nodes.append(_Node(test, following, free or []))
        return len(self._nodes) - 1

    def _forget(self) -> None:
        self._numbers: dict[frozenset[int], int] = {}
        self._sets: list[frozenset[int]] = []
        self._moves: list[dict[str, int]] = []
        self._accepts: list[bool] = []

    def _state(self, nodes: frozenset[int]) -> int:
        number = self._numbers.get(nodes)
        if number is None:
            number = self._numbers[nodes] = len(self._sets)
            self._sets.append(nodes)
            self._moves.append({})
            self._accepts.append(self._final in nodes)
        return number

    def _move(self, state: int, char: str) -> int:
        nodes = self._sets[state]
        if len(self._sets) > _MOST_STATES:
            # The states so far are dropped, and the search goes on from the one that it is in.
            start = self._sets[self._start]
            self._forget()
            self._start = self._state(start)
            state = self._state(nodes)
        reached = [
            node.next for node in map(self._nodes.__getitem__, nodes) if node.test is not None and node.test(char)
        ]
        following = self._state(self._closure(reached)) if reached else -1
        self._moves[state][char] = following
        return following

    def _closure(self, nodes: list[int]) -> frozenset[int]:
        seen, left = set(nodes), list(nodes)
        while left:
            for other in self._nodes[left.pop()].free:
                if other not in seen:
                    seen.add(other)
                    left.append(other)
        return frozenset(seen)
