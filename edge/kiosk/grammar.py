"""The sentences of one language, compiled: which of them a message is, and what it says in their slots.

Hundreds of templates are too many to try. What each needs to be said is known (`Scope.needs`), so one search for these
pieces leaves the few that can fit, and only those are compared. A comparison is `Network`'s, whose work is bounded by
the template's size times the message's length, and is made ready when it is first needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from typing import TYPE_CHECKING, Any

from edge.kiosk.contexts import context_slots, fits
from edge.kiosk.faults import Faults
from edge.kiosk.file import House, Named, Thing
from edge.kiosk.lists import Entry, Matching, TextList, slot_value
from edge.kiosk.scopes import Clause, Known, NeverSaid, Scope, TemplateError
from edge.kiosk.sentence_files import Block, SentenceFile
from edge.skills.names import SlotValue
from edge.skills.recognition.network import Capture, Network, Path, word_edges
from edge.skills.recognition.reading import fold, without_fillers
from edge.skills.values import Found, Text

if TYPE_CHECKING:
    from hassil import Expression

__all__ = ["Grammar", "Matched", "house_lists"]

_LISTS_OF_HOUSE = ("name", "area", "floor")


@dataclass(frozen=True, slots=True)
class Matched:
    """A sentence that a message is."""

    intent: str
    slots: Mapping[str, SlotValue]
    score: int
    """Characters that the template and its values account for; any words count nothing."""
    own_words: bool
    """Whether some of it may be any words."""


@dataclass(slots=True)
class _Template:
    """One sentence of a block."""

    block: Block
    scope: Scope
    expression: Expression
    lists: dict[str, Matching] = field(default_factory=dict)
    network: Network | None = None

    def ready(self) -> Network:
        if self.network is None:
            network = Network()
            network.complete(self._add(network, 0, self.expression), 0)
            self.network = network
        return self.network

    def _add(self, network: Network, state: int, part: Expression) -> int:
        """Add a part after a state; the state after it."""
        from hassil import Alternative, ListReference, Permutation, RuleReference, Sequence, TextChunk

        if isinstance(part, TextChunk):
            return network.literal(state, fold(part.text)) if part.text else state
        if isinstance(part, ListReference):
            slot = "" if part.is_capture else part.slot_name
            matching = self.scope.matching(part)
            if matching is None:
                return network.own_words(state, part.list_name, slot)
            self.lists[part.list_name] = matching
            return network.value(state, part.list_name, slot)
        if isinstance(part, RuleReference):
            return network.join([self._add(network, state, one) for one in self.scope.rule(part.rule_name)])
        if isinstance(part, Alternative):
            return network.join([self._add(network, state, item) for item in part.items])
        if isinstance(part, Permutation):
            rows = permutations(part.items)
            return network.join([self._add(network, state, Sequence(list(row))) for row in rows])
        for item in getattr(part, "items", ()):
            state = self._add(network, state, item)
        return state

    def find(self, name: str, text: Text, at: int) -> tuple[Found[object], ...]:
        return self.lists[name].find(text, at)


def house_lists(house: House, language: str) -> dict[str, TextList]:
    """The lists that sentence files expect from outside: `name`, `area` and `floor`."""

    def rows(named: Iterable[Named]) -> TextList:
        return TextList((said, _entry(one)) for one in named for said in one.names.get(language, ()))

    return dict(zip(_LISTS_OF_HOUSE, (rows(house.names), rows(house.areas), rows(house.floors)), strict=True))


def _entry(one: Named) -> Entry:
    return Entry(one.id, one.context, one.area) if isinstance(one, Thing) else Entry(one.id)


class Grammar:
    """The sentences of the intents that a kiosk has commands for, in one language."""

    def __init__(
        self, files: Iterable[SentenceFile], house: House, language: str, intents: Iterable[str], faults: Faults
    ) -> None:
        """What cannot be used goes into `faults`, and the rest works without it."""
        wanted = frozenset(intents)
        self._here = {} if house.here is None else {"area": house.here}
        self._things = {thing.id: thing.area for thing in house.names}
        self._known = Known(house_lists(house, language), faults)
        self._skip: list[str] = []
        self._templates: list[_Template] = []
        self._index = _Index()
        self.counts: dict[str, int] = {}
        """Sentences by their intent."""
        self.never: dict[str, int] = {}
        """Sentences that nothing can fit, by the list that has no text."""
        self.slots: dict[str, set[str]] = {}
        """By intent, the slots that its sentences can fill."""
        files = list(files)
        for file in files:
            self._known.add(file.path, file.rules, file.lists)
            self._skip += file.skip_words
        for file in files:
            for block in file.blocks:
                if block.intent in wanted:
                    self._take(block, faults)
        self._skip = sorted(set(map(fold, self._skip)), key=len, reverse=True)

    def _take(self, block: Block, faults: Faults) -> None:
        scope = self._known.scope(block)
        keywords = frozenset({frozenset(map(fold, block.keywords))} if block.keywords else ())
        slots = self.slots.setdefault(block.intent, set())
        slots.update(block.slots)
        slots.update(key for key, one in block.requires.items() if isinstance(one, Mapping) and one.get("slot") is True)
        for sentence in block.sentences:
            try:
                expression = self._known.parse(sentence.value)
                needs = scope.needs(expression)
            except TemplateError as error:
                reason = str(error)
                faults.add(block.path, sentence.line, reason if reason.endswith((".", "?")) else f"{reason}.")
            except NeverSaid as error:
                self.never[str(error)] = self.never.get(str(error), 0) + 1
            else:
                self._index.add(needs | keywords, len(self._templates))
                self._templates.append(_Template(block, scope, expression))
                self.counts[block.intent] = self.counts.get(block.intent, 0) + 1
                slots.update(scope.slots(expression))

    def may_match(self, text: Text) -> bool:
        """Whether any template has all that it needs in a text."""
        return bool(self._index.candidates(text.plain))

    def match(self, text: Text, skip: Iterable[str] = ()) -> Matched | None:
        """The sentence that a message is, the most of it in words of the template; None if it is none.

        `skip` are more words that may be said around a sentence, folded.
        """
        candidates = self._index.candidates(text.plain)
        if not candidates:
            return None
        whole = without_fillers(text, ())
        spans = list(dict.fromkeys((whole, without_fillers(text, (*self._skip, *skip)))))
        edges = [word_edges(text.plain, *span) for span in spans]
        best: Matched | None = None
        for number in candidates:
            template = self._templates[number]
            for span, ends in zip(spans, edges, strict=True):
                for path in template.ready().paths(text, *span, template.find, ends):
                    found = self._matched(template.block, path, text)
                    if found is not None and (best is None or _better(found, best)):
                        best = found
        return best

    def _matched(self, block: Block, path: Path, text: Text) -> Matched | None:
        context: dict[str, Any] = dict(self._here)
        slots: dict[str, SlotValue] = {name: slot_value(value) for name, value in block.slots.items()}
        several: list[tuple[Capture, tuple[Entry, ...]]] = []
        own_words = False
        for capture in path.captures:
            value = capture.value
            if value is None:
                own_words = True
                slots[capture.slot] = text.source(capture.start, capture.end)
            elif isinstance(value, tuple):
                several.append((capture, value))
            else:
                assert isinstance(value, (str, int, float))
                slots[capture.slot] = value
        for capture, entries in sorted(several, key=lambda one: len(one[1])):
            entry = self._meant(entries, slots.get("area"))
            slots[capture.slot] = entry.out
            context.update(entry.context)
        if not fits(block.requires, block.excludes, context):
            return None
        slots = {**context_slots(block.requires, context), **slots}
        slots.pop("", None)
        return Matched(block.intent, slots, path.score, own_words)

    def _meant(self, entries: tuple[Entry, ...], area: SlotValue | None) -> Entry:
        """Of several things that are called the same, the one in the area that was said, else here, else the first."""
        for where in (area, self._here.get("area")):
            for entry in entries:
                if where is not None and entry.area == where:
                    return entry
        return entries[0]


def _better(one: Matched, other: Matched) -> bool:
    return (one.score, not one.own_words) > (other.score, not other.own_words)


class _Index:
    """Which templates can fit a message, by the pieces that they need."""

    def __init__(self) -> None:
        self._pieces: dict[str, int] = {}
        self._clauses: dict[Clause, int] = {}
        self._masks: list[int] = []
        """For each clause its pieces, as bits."""
        self._templates: dict[int, list[int]] = {}
        """By the clauses that they need, as bits."""

    def add(self, needs: Iterable[Clause], template: int) -> None:
        """Remember a template by its number."""
        mask = 0
        for clause in needs:
            if clause not in self._clauses:
                self._clauses[clause] = len(self._masks)
                self._masks.append(sum(1 << self._pieces.setdefault(piece, len(self._pieces)) for piece in clause))
            mask |= 1 << self._clauses[clause]
        self._templates.setdefault(mask, []).append(template)

    def candidates(self, plain: str) -> list[int]:
        """The numbers of the templates that can fit a folded text, in their order."""
        text = plain.replace(" ", "")
        said = 0
        for piece, number in self._pieces.items():
            if piece in text:
                said |= 1 << number
        fulfilled = 0
        for number, mask in enumerate(self._masks):
            if mask & said:
                fulfilled |= 1 << number
        return sorted(
            number for mask, numbers in self._templates.items() if mask & fulfilled == mask for number in numbers
        )
