"""Sentence templates as one network of states, walked once from left to right.

All templates of a skill share one network without loops but for the user's own words, which go on from word to word.
Of two ways to the same state at the same character only the better one is kept, so that the work is at most the number
of states times the length of the message, whatever the templates say (a matcher that tries one alternative after the
other takes exponential time on some).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from edge.skills.recognition.reading import joins
from edge.skills.values import Found, Text

__all__ = ["Capture", "Edge", "Finder", "Network", "Path", "word_edges"]

Finder = Callable[[str, Text, int], Found[object] | tuple[Found[object], ...] | None]
"""Answers the value of a list (its name comes first) that begins exactly at a position of the text, or several."""


@dataclass(frozen=True, slots=True)
class Capture:
    """What stands in a slot: a value of a list, or (value None) the user's own words between two positions."""

    list: str
    slot: str
    start: int
    end: int
    value: object = None


@dataclass(frozen=True, slots=True)
class Path:
    """A way through the network that fits a whole message: the template block's number, and the slots in order."""

    block: int
    score: int
    """Characters that templates and values account for; the user's own words count nothing."""
    captures: tuple[Capture, ...]


@dataclass(slots=True)
class _State:
    """The ways that lead on from here. Sentences with the same first words share their first states."""

    skips: list[int] = field(default_factory=list)
    """Without reading anything."""
    space: int | None = None
    """Over a space, or over the edge of a word without one."""
    literals: dict[str, int] = field(default_factory=dict)
    values: list[tuple[str, str, int]] = field(default_factory=list)
    """List, slot and where it leads."""
    words: list[int] = field(default_factory=list)
    """States that read the user's own words."""
    own: tuple[str, str] | None = None
    """List and slot, if this state reads the user's own words: it leads to itself."""
    block: int | None = None
    """The block of templates that is complete here."""


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways that lead on from a state, with those of all states that it leads to without reading anything."""

    literals: dict[str, tuple[tuple[str, int], ...]]
    """By their first character: words and where they lead."""
    values: tuple[tuple[str, str, int], ...]
    words: tuple[int, ...]
    spaces: tuple[int, ...]
    blocks: tuple[int, ...]


class Edge(NamedTuple):
    """Whether words begin or end at a position."""

    here: bool
    """Whether no Latin word or number goes on over it."""
    after: int
    """The next position of which that is true, or the end: the user's own words are whole words."""


@dataclass(slots=True)  # not frozen, which would make each three times as slow, and there are many
class _Step:
    """How a state was reached at a position; the best way so far."""

    score: int
    before: tuple[int, int] | None
    """Position and state."""
    capture: Capture | None = None


class Network:
    """States numbered so that each leads only to later ones, own words apart; state 0 is the beginning."""

    def __init__(self) -> None:
        self._states = [_State()]
        self._known_ways: dict[int, _Ways] = {}
        self.steps = 0
        """Ways looked at in the last `paths`, for whoever wants to see that the work is bounded."""

    def __len__(self) -> int:
        return len(self._states)

    def _new(self) -> int:
        self._states.append(_State())
        return len(self._states) - 1

    def literal(self, state: int, words: str) -> int:
        """Folded words; a space in them is also fulfilled by the edge of a word."""
        for i, piece in enumerate(words.split(" ")):
            if i:
                if self._states[state].space is None:
                    self._states[state].space = self._new()
                state = self._states[state].space or 0
            if piece:
                if piece not in self._states[state].literals:
                    self._states[state].literals[piece] = self._new()
                state = self._states[state].literals[piece]
        return state

    def value(self, state: int, list_name: str, slot: str) -> int:
        """A value of a list."""
        following = self._new()
        self._states[state].values.append((list_name, slot, following))
        return following

    def own_words(self, state: int, list_name: str, slot: str) -> int:
        """The user's own words: at least one character, whole words."""
        reading = self._new()
        self._states[reading].own = (list_name, slot)
        self._states[state].words.append(reading)
        following = self._new()
        self._states[reading].skips.append(following)
        return following

    def join(self, states: list[int]) -> int:
        """One state that all of these lead to."""
        following = self._new()
        for state in states:
            self._states[state].skips.append(following)
        return following

    def complete(self, state: int, block: int) -> None:
        """Says that a template of this block ends here."""
        end = self._new()
        self._states[state].skips.append(end)
        self._states[end].block = block

    def paths(self, text: Text, start: int, end: int, find: Finder, edges: list[Edge] | None = None) -> list[Path]:
        """For each block of which a template fits the text from `start` to `end`, the best way; the best one first.

        `edges` is `word_edges` of the same, for whoever walks many networks over one text.
        """
        self.steps = 0
        best: list[dict[int, _Step]] = [{} for _ in range(end - start + 1)]
        best[0][0] = _Step(0, None)
        given = edges is not None
        edges = edges or [_first_edge(text.plain, start, end)]
        finished: list[tuple[int, int, int]] = []
        furthest = start
        for offset, here in enumerate(best):
            at = start + offset
            if at > furthest:
                return []  # no template goes on so far: most messages end here after a word or two
            if offset == 1 and not given:
                edges = word_edges(text.plain, start, end)
            waiting = list(here)
            heapq.heapify(waiting)
            while waiting:
                number = heapq.heappop(waiting)
                step = here[number]
                if at == end:
                    finished.extend((-step.score, block, number) for block in self._ways_from(number).blocks)
                for target, position, gain, capture in self._ways(number, text, at, end, edges[offset], find):
                    self.steps += 1
                    score = step.score + gain
                    furthest = max(furthest, position)
                    known = best[position - start].get(target)
                    if known is None or score > known.score:
                        best[position - start][target] = _Step(score, (at, number), capture)
                        if position == at and known is None:
                            heapq.heappush(waiting, target)
        ways = {block: (score, number) for score, block, number in sorted(finished, reverse=True)}
        ranked = sorted((score, block, number) for block, (score, number) in ways.items())
        return [self._path(best, start, end, -score, block, number) for score, block, number in ranked]

    def _ways_from(self, number: int) -> _Ways:
        """Worked out when it is first needed: the templates are complete then."""
        known = self._known_ways.get(number)
        if known is not None:
            return known
        reached: dict[int, None] = {}
        waiting = [number]
        while waiting:
            here = waiting.pop()
            if here not in reached:
                reached[here] = None
                waiting.extend(self._states[here].skips)
        literals: dict[str, list[tuple[str, int]]] = {}
        states = [self._states[one] for one in sorted(reached)]
        for state in states:
            for words, target in state.literals.items():
                literals.setdefault(words[0], []).append((words, target))
        ways = _Ways(
            {char: tuple(rows) for char, rows in literals.items()},
            tuple(row for state in states for row in state.values),
            tuple(target for state in states for target in state.words),
            tuple(state.space for state in states if state.space is not None),
            tuple(state.block for state in states if state.block is not None),
        )
        self._known_ways[number] = ways
        return ways

    def _ways(
        self, number: int, text: Text, at: int, end: int, edge: Edge, find: Finder
    ) -> Iterator[tuple[int, int, int, Capture | None]]:
        """Where a state leads: state, position, characters gained, and what was read into a slot."""
        plain = text.plain
        char = plain[at] if at < end else ""
        if self._states[number].own is not None:
            if char:
                yield number, edge.after, 0, None
            if not edge.here:
                return
        ways = self._ways_from(number)
        if edge.here:
            for target in ways.spaces:
                yield target, at + (char == " "), 0, None
        if not char:
            return
        if char == " " and joins(plain[at - 1 : at], plain[at + 1 : at + 2]):
            yield number, at + 1, 0, None
        for words, target in ways.literals.get(char, ()):
            stop = _literal(plain, words, at, end)
            if stop is not None:
                yield target, stop, len(words), None
        for list_name, slot, target in ways.values:
            found = find(list_name, text, at)
            if found is None:
                continue
            for one in found if isinstance(found, tuple) else (found,):
                if at < one.end <= end:
                    capture = Capture(list_name, slot, at, one.end, one.value)
                    yield target, one.end, len(plain[at : one.end].strip()), capture
        if edge.here and char != " ":
            for target in ways.words:
                yield target, edge.after, 0, None

    def _path(self, best: list[dict[int, _Step]], start: int, at: int, score: int, block: int, number: int) -> Path:
        captures: list[Capture] = []
        while True:
            step = best[at - start][number]
            if step.before is None:
                break
            own = self._states[number].own
            if step.capture is not None:
                captures.append(step.capture)
            elif own is not None:
                position = at
                before = step.before
                while before[1] == number:
                    before = best[before[0] - start][number].before or before
                captures.append(Capture(*own, before[0], position))
                at, number = before
                continue
            at, number = step.before
        return Path(block, score, tuple(reversed(captures)))


def _first_edge(plain: str, start: int, end: int) -> Edge:
    """The same as the first of `word_edges`, which most messages need no more of."""
    after = next((at for at in range(start + 1, end) if _is_edge(plain, at)), end)
    return Edge(_is_edge(plain, start), after)


def word_edges(plain: str, start: int, end: int) -> list[Edge]:
    """What is known of each position from `start` to `end`."""
    edges: list[Edge] = []
    after = end
    for at in range(end, start - 1, -1):
        edges.append(Edge(_is_edge(plain, at), after))
        if edges[-1].here:
            after = at
    edges.reverse()
    return edges


def _is_edge(plain: str, at: int) -> bool:
    """Whether no Latin word or number goes on over this position."""
    before, after = plain[at - 1 : at], plain[at : at + 1]
    return not (_in_word(before) and _in_word(after))


def _in_word(char: str) -> bool:
    return bool(char) and char.isalnum() and char < "\u0250"


def _literal(plain: str, words: str, at: int, end: int) -> int | None:
    """Where the words end that stand at `at`, meaningless spaces inside them left out; None if they do not."""
    if plain.startswith(words, at, end):
        return at + len(words)
    if words.isascii():
        return None
    for char in words:
        while at < end and plain[at] == " ":
            at += 1
        if at >= end or plain[at] != char:
            return None
        at += 1
    return at
