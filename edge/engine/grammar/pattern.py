"""Regular expressions that are regular: literals, classes, groups, alternatives, quantifiers, anchors at both ends.

Where Python's `re`, which validates the reply, and ECMA-262, which JSON schema means, differ, the smaller set is
taken: \\d, \\w and \\s are those of ASCII, and their opposites leave out what either counts to them.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from edge.engine.grammar.automaton import Arrow
from edge.engine.grammar.characters import STRING, Characters
from edge.engine.grammar.limits import Meter, Unsupported
from edge.engine.grammar.regex import Alternatives, Repeat, Sequenced, Tree, parse

__all__ = ["Pattern"]

MOST_STATES = 2000
MOST_WORK = 20_000
"""Steps for one pattern; a short one can make an automaton of more states than there are atoms in the world."""


class Pattern:
    """The texts in which a regular expression is found. An automaton.

    Raises Unsupported for an expression that is not regular or is huge, also when it is used; then TooLarge, too, when
    the work that `meter` counts is too much altogether.
    """

    def __init__(self, text: str, meter: Meter) -> None:
        self._meter = meter
        self._left = MOST_WORK
        self._skips: list[list[int]] = []
        self._steps: list[tuple[Characters, int] | None] = []
        self._known: dict[Hashable, Sequence[Arrow]] = {}
        first, self._last = self._state(), self._state()
        for open_start, node, open_end in parse(text):
            begin, end = self._build(node)
            if open_start:
                before = self._anything()
                self._skips[before].append(begin)
                begin = before
            if open_end:
                behind = self._anything()
                self._skips[end].append(behind)
                end = behind
            self._skips[first].append(begin)
            self._skips[end].append(self._last)
        self._start = self._reach([first])

    def _state(self) -> int:
        if len(self._skips) > MOST_STATES:
            raise Unsupported
        self._skips.append([])
        self._steps.append(None)
        return len(self._skips) - 1

    def _anything(self) -> int:
        """A state that any text leads back to."""
        state, step = self._state(), self._state()
        self._steps[step] = (STRING, state)
        self._skips[state].append(step)
        return state

    def _build(self, node: Tree) -> tuple[int, int]:
        """The states before and after a node."""
        begin, end = self._state(), self._state()
        match node:
            case Characters():
                self._steps[begin] = (node, end)
            case Sequenced(parts):
                last = begin
                for part in parts:
                    first, after = self._build(part)
                    self._skips[last].append(first)
                    last = after
                self._skips[last].append(end)
            case Alternatives(parts):
                for part in parts:
                    first, after = self._build(part)
                    self._skips[begin].append(first)
                    self._skips[after].append(end)
            case Repeat(part, least, most):
                last = begin
                for count in range(least if most is None else most):
                    if count >= least:
                        self._skips[last].append(end)
                    first, after = self._build(part)
                    self._skips[last].append(first)
                    last = after
                if most is None:
                    first, after = self._build(part)
                    self._skips[last].append(first)
                    self._skips[after].append(last)
                self._skips[last].append(end)
        return begin, end

    def _reach(self, states: list[int]) -> frozenset[int]:
        """Where one stands in `states`, those included that cost no character."""
        reached = set(states)
        while states:
            self._spend(1)
            for state in self._skips[states.pop()]:
                if state not in reached:
                    reached.add(state)
                    states.append(state)
        return frozenset(reached)

    @property
    def start(self) -> Hashable:
        """The states where one stands before the first character."""
        return self._start

    def ends(self, state: Hashable) -> bool:
        """Whether the expression has been found."""
        assert isinstance(state, frozenset)
        return self._last in state

    def arrows(self, state: Hashable) -> Sequence[Arrow]:
        """Where each character leads."""
        if state not in self._known:
            self._known[state] = self._arrows(state)
        return self._known[state]

    def _arrows(self, state: Hashable) -> Sequence[Arrow]:
        assert isinstance(state, frozenset)
        steps = [step for one in sorted(state) if (step := self._steps[one]) is not None]
        borders = sorted({border for characters, _ in steps for a, b in characters.ranges for border in (a, b + 1)})
        index = {border: place for place, border in enumerate(borders)}
        targets: list[list[int]] = [[] for _ in borders]
        for characters, target in steps:
            for a, b in characters.ranges:
                self._spend(index[b + 1] - index[a])
                for place in range(index[a], index[b + 1]):
                    targets[place].append(target)
        after: dict[frozenset[int], list[tuple[int, int]]] = {}
        reached: dict[tuple[int, ...], frozenset[int]] = {}
        for place, found in enumerate(map(tuple, targets)):
            if found:
                if found not in reached:
                    reached[found] = self._reach(list(found))
                after.setdefault(reached[found], []).append((borders[place], borders[place + 1] - 1))
        return [(Characters.of(*ranges), state) for state, ranges in after.items()]

    def _spend(self, amount: int) -> None:
        self._meter.spend(amount)
        self._left -= amount
        if self._left < 0:
            raise Unsupported
