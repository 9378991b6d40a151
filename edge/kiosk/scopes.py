"""The rules and lists that a block of sentences can use, and what its sentences need to be said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import factorial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge.kiosk.contexts import allowed
from edge.kiosk.faults import Faults
from edge.kiosk.lists import Entry, Matching, NumberList, TextList, number_list, slot_value
from edge.kiosk.sentence_files import Block, Written
from edge.kiosk.tables import nearest
from edge.skills.recognition.reading import LONGEST, fold

if TYPE_CHECKING:
    from hassil import Expression, ListReference

__all__ = ["Clause", "Known", "NeverSaid", "Scope", "TemplateError"]

Rows = list[tuple[Path, Written]]
"""All that files say of one name."""
Clause = frozenset[str]
"""Pieces of text without spaces, of which at least one stands in whatever a template fits."""

_DEEPEST = 60
"""Brackets and expansion rules inside one another."""
_LARGEST = 20_000
"""Pieces of a template with all that its rules say."""
_MOST_TEXTS = 2_000
"""Texts that a template in a list may stand for."""
_MOST_WORDS = 200
"""Texts of a list beyond which a search for all of them does not pay."""
_NOTHING = NumberList(0, -1)
"""What stands in for a list that cannot be used."""


class TemplateError(ValueError):
    """A template that cannot be used, with the reason."""


class NeverSaid(Exception):
    """A template with a list that has no text: nothing can fit it. The text is the list's name."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """What is known of a template, or of a part of it."""

    clauses: frozenset[Clause]
    size: int
    """Pieces, with all that its rules say."""
    height: int = 0
    """Brackets and rules inside one another."""
    never: str | None = None
    """A list without any text, because of which nothing can fit."""


class Known:
    """What the files of a language say: rules and lists, by all files that define them."""

    def __init__(self, house: Mapping[str, TextList], faults: Faults) -> None:
        """`house` are the lists that come from `kiosk.toml`."""
        self.faults = faults
        self._house = dict(house)
        self._rules: dict[str, Rows] = {}
        self._lists: dict[str, Rows] = {}
        self._parsed: dict[str, Expression] = {}
        self._scopes: dict[str, Scope] = {}

    def add(self, path: Path, rules: Mapping[str, Written], lists: Mapping[str, Written]) -> None:
        """Take over what a file defines. A rule that several files define fits what any of them says."""
        for there, new in ((self._rules, rules), (self._lists, lists)):
            for name, written in new.items():
                rows = there.setdefault(name, [])
                if all(row.value != written.value for _, row in rows):
                    rows.append((path, written))

    def scope(self, block: Block) -> Scope:
        """What a block sees; blocks without rules and lists of their own share it."""
        if block.rules or block.lists:
            return Scope(self, block)
        key = repr((block.requires, block.excludes))
        if key not in self._scopes:
            self._scopes[key] = Scope(self, block)
        return self._scopes[key]

    def rule(self, name: str) -> Rows:
        """What the files say that a rule stands for."""
        return self._rules.get(name, [])

    def rules(self) -> list[str]:
        """The names of all rules."""
        return list(self._rules)

    def listed(self, name: str) -> tuple[Rows, TextList | None]:
        """What the files and what `kiosk.toml` say of a list."""
        return self._lists.get(name, []), self._house.get(name)

    def parse(self, template: str) -> Expression:
        """A template's parts. Raises TemplateError."""
        if template not in self._parsed:
            from hassil import parse_sentence
            from hassil.parser import ParseError

            try:
                self._parsed[template] = parse_sentence(template).expression
            except (ParseError, ValueError, AssertionError) as error:
                reason = str(error).split("\n")[0] or "its brackets do not fit"
                raise TemplateError(f"this is no template: {reason}") from None
            except RecursionError:
                raise TemplateError("its brackets are nested too deep") from None
        return self._parsed[template]


class Scope:
    """What one block of sentences sees."""

    def __init__(self, known: Known, block: Block) -> None:
        self._known = known
        self._block = block
        self._expressions: dict[str, list[Expression]] = {}
        self._measured_rules: dict[str, _Measured] = {}
        self._said_by_rules: dict[str, list[str]] = {}
        self._made: dict[str, Matching | None] = {}

    def rule(self, name: str) -> list[Expression]:
        """What a rule stands for, any of these. Raises TemplateError if there is none."""
        if name not in self._expressions:
            own = self._block.rules.get(name)
            rows = [own] if own is not None else [written for _, written in self._known.rule(name)]
            if not rows:
                known = [*self._block.rules, *self._known.rules()]
                hint = f"; {nearest(name, known)}" if known else ""
                raise TemplateError(f"there is no rule <{name}> in 'expansion_rules'{hint}")
            self._expressions[name] = [self._known.parse(written.value) for written in rows]
        return self._expressions[name]

    def matching(self, reference: ListReference) -> Matching | None:
        """What a list holds; None if it is any words. Raises TemplateError if there is none."""
        name = reference.list_name
        span = reference.get_inline_range()
        if span is not None:
            return NumberList(*span)
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Matching | None:
        own = self._block.lists.get(name)
        rows, house = self._known.listed(name)
        if own is not None:
            rows = [(self._block.path, own)]
        if not rows and house is None:
            raise TemplateError(f"there is no list {{{name}}}: define it in 'lists'")
        texts = list(house.rows) if house is not None else []
        other: Matching | None = None
        for path, written in rows:
            try:
                if "values" in written.value:
                    texts += self._texts(written.value["values"])
                elif "range" in written.value and isinstance(written.value["range"], dict):
                    other = number_list(written.value["range"])
                elif written.value.get("wildcard") is not True:
                    raise ValueError("it needs 'values', 'range' or 'wildcard: true'")
            except (ValueError, TypeError) as error:
                self._known.faults.add(path, written.line, f"the list '{name}' cannot be used: {error}.")
                other = _NOTHING
        if texts or house is not None:
            requires, excludes = self._block.requires, self._block.excludes
            return TextList(texts).only(lambda entry: allowed(requires, excludes, entry.context))
        return other

    def _texts(self, values: Any) -> list[tuple[str, Entry]]:
        if not isinstance(values, list) or not values:
            raise ValueError("'values' has to be a list of at least one")
        found: list[tuple[str, Entry]] = []
        for value in values:
            said, context = (value.get("in"), value.get("context")) if isinstance(value, dict) else (value, None)
            if not isinstance(said, (str, int)) or isinstance(said, bool):
                raise ValueError("each value has to be text, or a table with 'in' and 'out'")
            out = value.get("out", said) if isinstance(value, dict) else said
            entry = Entry(slot_value(out), context if isinstance(context, dict) else {})
            found += [(text, entry) for text in self._said(self._known.parse(str(said)), 0)]
        return found

    def _said(self, part: Expression, depth: int) -> list[str]:
        """Every text that a template without lists stands for."""
        from hassil import Alternative, ListReference, Permutation, RuleReference, TextChunk

        if depth > _DEEPEST:
            raise TemplateError("a list's text is nested too deep, or a rule in it contains itself")
        if isinstance(part, TextChunk):
            return [part.text]
        if isinstance(part, (ListReference, Permutation)):
            raise TemplateError("a list's text can have no list in braces and no ';' in it")
        if isinstance(part, RuleReference):
            known = self._said_by_rules.get(part.rule_name)
            if known is None:
                known = self._said_by_any(self.rule(part.rule_name), depth)
                self._said_by_rules[part.rule_name] = known
            return known
        if isinstance(part, Alternative):
            return self._said_by_any(part.items, depth)
        texts = [""]
        for item in getattr(part, "items", ()):
            following = self._said(item, depth + 1)
            texts = _bounded(before + after for before in texts for after in following)
        return texts

    def _said_by_any(self, branches: Iterable[Expression], depth: int) -> list[str]:
        return _bounded(text for item in branches for text in self._said(item, depth + 1))

    def slots(self, part: Expression) -> set[str]:
        """The slots that a template can fill, with those of the rules in it."""
        from hassil import ListReference, RuleReference

        if isinstance(part, ListReference):
            return set() if part.is_capture else {part.slot_name}
        if isinstance(part, RuleReference):
            return {slot for one in self.rule(part.rule_name) for slot in self.slots(one)}
        return {slot for item in getattr(part, "items", ()) for slot in self.slots(item)}

    def needs(self, part: Expression) -> frozenset[Clause]:
        """What has to be said for a template to fit: something of each clause.

        Raises TemplateError if the template cannot be used, NeverSaid if nothing can fit it.
        """
        measured = self._measured(part, 0, ())
        if measured.size > _LARGEST:
            raise TemplateError(f"with its rules it has more than {_LARGEST} pieces: write it as several")
        if measured.never is not None:
            raise NeverSaid(measured.never)
        return measured.clauses

    def _measured(self, part: Expression, depth: int, within: tuple[str, ...]) -> _Measured:
        """All of it is looked at, also what nothing can fit; `within` are the rules that it stands in.

        Raises TemplateError.
        """
        from hassil import Alternative, ListReference, Permutation, RuleReference, TextChunk

        if depth > _DEEPEST:
            raise TemplateError("its brackets and rules are nested too deep")
        if isinstance(part, TextChunk):
            return _Measured(frozenset(frozenset((piece,)) for piece in fold(part.text).split()), 1)
        if isinstance(part, ListReference):
            return self._measured_list(part)
        if isinstance(part, RuleReference):
            measured = self._measured_rule(part.rule_name, depth, within)
        elif isinstance(part, Alternative):
            measured = self._either([self._measured(item, depth + 1, within) for item in part.items])
        else:
            found = [self._measured(item, depth + 1, within) for item in getattr(part, "items", ())]
            size = sum(one.size for one in found)
            measured = _Measured(
                frozenset(clause for one in found for clause in one.clauses),
                size * factorial(len(found)) if isinstance(part, Permutation) else size,
                1 + max((one.height for one in found), default=0),
                next((one.never for one in found if one.never is not None), None),
            )
        if measured.height > _DEEPEST:
            raise TemplateError("its brackets and rules are nested too deep")
        return measured

    def _measured_rule(self, name: str, depth: int, within: tuple[str, ...]) -> _Measured:
        known = self._measured_rules.get(name)
        if known is None:
            if name in within:
                raise TemplateError("a rule contains itself")
            known = self._either([self._measured(one, depth + 1, (*within, name)) for one in self.rule(name)])
            self._measured_rules[name] = known
        return known

    def _either(self, branches: list[_Measured]) -> _Measured:
        """An alternative needs what all its branches need; one that nobody can say counts in its size only.

        Of each branch it takes one clause: the one whose pieces are the longest, and so the rarest.
        """
        size = sum(one.size for one in branches) + 1
        height = 1 + max((one.height for one in branches), default=0)
        sayable = [one.clauses for one in branches if one.never is None]
        if branches and not sayable:
            return _Measured(frozenset(), size, height, branches[0].never)
        if not all(sayable):
            return _Measured(frozenset(), size, height)
        rarest = [max(clauses, key=lambda clause: (min(map(len, clause)), -len(clause))) for clauses in sayable]
        clauses = frozenset((frozenset[str]().union(*rarest),)) if rarest else frozenset[Clause]()
        return _Measured(clauses, size, height)

    def _measured_list(self, reference: ListReference) -> _Measured:
        found = self.matching(reference)
        if not isinstance(found, TextList) or len(found.words) > _MOST_WORDS:
            return _Measured(frozenset(), 1)
        if not found.words:
            return _Measured(frozenset(), 1, never=reference.list_name)
        return _Measured(frozenset((frozenset(words.replace(" ", "") for words in found.words),)), 1)


def _bounded(texts: Iterable[str]) -> list[str]:
    """All of these. Raises TemplateError if there are too many, or one is longer than any command."""
    found: list[str] = []
    for text in texts:
        if len(text) > LONGEST:
            raise TemplateError(f"a list's text is longer than {LONGEST} characters, as no command is")
        found.append(text)
        if len(found) > _MOST_TEXTS:
            raise TemplateError(f"a list's text stands for more than {_MOST_TEXTS} texts")
    return found
