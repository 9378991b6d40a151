"""The grammar of a schema: which forms a value may have, and the rules that write each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edge.engine.grammar.arrays import array
from edge.engine.grammar.form import RECURSION, TYPES, Form, Impossible, Nodes
from edge.engine.grammar.forms import Forms
from edge.engine.grammar.gbnf import Rules, choice, sequence
from edge.engine.grammar.limits import Meter
from edge.engine.grammar.objects import Objects
from edge.engine.grammar.ranges import any_integer, any_number, integers, numbers
from edge.engine.grammar.schema import Document, Node
from edge.engine.grammar.strings import Strings, json_text

__all__ = ["Fits", "Values"]

MOST_WORK = 60_000
"""Steps to make a grammar, of some microseconds each."""

SMALL = 5
"""Items or members of a value that may be anything."""

Fits = Callable[[Any, Any], bool]
"""Whether a value fits a subschema, whose references are those of the document."""

_KINDS = ("object", "array", "string", "number", "integer", "boolean", "null")
_BESIDE_VALUES = {
    *("type", "enum", "const", "allOf", "anyOf", "$ref", "$defs", "definitions", "$schema", "$id", "$comment"),
    *("title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"),
}
"""Keywords beside an `enum` that need no further look at its values: they say nothing, or are merged already."""


class Values:
    """Writes the rules of values. `fits` is asked where a value of an `enum` has to meet other keywords as well."""

    def __init__(self, document: Document, fits: Fits) -> None:
        self._root = document.root
        self._fits = fits
        self._meter = Meter(MOST_WORK)
        self._rules = Rules()
        self._forms = Forms(document, self._meter)
        self._strings = Strings(self._rules, self._meter)
        self._objects = Objects(self._rules, self._strings, self._forms, self._meter, self._value)
        self._known: dict[tuple[frozenset[Node], int], str | Impossible] = {}

    def grammar(self) -> str:
        """The whole grammar. Raises Impossible when no value fits, TooLarge."""
        return self._rules.text(self._value((self._root,), RECURSION))

    def _value(self, nodes: Nodes, depth: int) -> str:
        """The rule of a value that fits all of `nodes`. Raises Impossible, TooLarge."""
        nodes, depth = self._forms.followed(nodes, depth)
        key = (frozenset(nodes), depth)
        if key not in self._known:
            try:
                self._known[key] = self._rules.add("value", self._alternatives(nodes, depth))
            except Impossible as reason:
                self._known[key] = reason
        known = self._known[key]
        if isinstance(known, Impossible):
            raise known
        return known

    def _alternatives(self, nodes: Nodes, depth: int) -> list[str]:
        values: dict[str, str] = {}
        others: dict[str, None] = {}
        reason: Impossible | None = None
        for form in self._forms.of(nodes, depth):
            self._meter.spend(10)
            if form.values is not None:
                values |= {json_text(value): "" for value in self._allowed(form)}
                where = form.where("enum", "const")
                reason = reason or Impossible(f"no value of 'enum' or 'const' at {where} fits what stands beside it")
                continue
            for kind in _kinds(form):
                try:
                    others |= dict.fromkeys(self._of_kind(kind, form))
                except Impossible as why:
                    reason = reason or why
        if not values and not others:
            raise reason or Impossible(f"{nodes[0].path} allows no value")
        return [*choice(values), *others]

    def _allowed(self, form: Form) -> list[Any]:
        """Of the values of an `enum` those that fit what stands beside it."""
        beside = [
            {keyword: value for keyword, value in part.schema.items() if keyword not in ("enum", "const")}
            for part in form.parts
            if isinstance(part.schema, dict)
        ]
        judged = any(part.keys() - _BESIDE_VALUES for part in beside)
        found = []
        for value in form.values or ():
            # of a float the draft says whether it can be an integer
            if not judged and not isinstance(value, float):
                fits = _type_of(value) in form.types
            else:
                self._meter.spend(20 * len(beside))
                fits = all(self._fits(value, part) for part in beside)
            if fits:
                found.append(value)
        return found

    def _of_kind(self, kind: str, form: Form) -> list[str]:
        """Alternatives for a value of one type."""
        bounded = form.lower is not None or form.upper is not None
        match kind:
            case "object":
                return [self._objects.of(form)]
            case "array":
                return [array(self._rules, form, self._value)]
            case "string":
                return [self._strings.of(form)]
            case "integer":
                found = integers(form.lower, form.upper) if bounded else any_integer()
            case "number":
                found = numbers(form.lower, form.upper) if bounded else any_number()
            case "boolean":
                return ['"true"', '"false"']
            case "null":
                return ['"null"']
            case _:
                return self._anything(2)
        if not found:
            where = form.where("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
            raise Impossible(f"no {kind} lies within the bounds at {where}")
        return [self._rules.add(kind, found)]

    def _anything(self, levels: int) -> list[str]:
        """Any value, with so many levels of arrays and objects, all of them small."""
        scalars = [self._strings.any(), self._rules.add("number", any_number()), '"true"', '"false"', '"null"']
        if not levels:
            return scalars
        value = self._rules.add("any", self._anything(levels - 1))
        member = self._rules.add("member", [f'{self._strings.any_key()} ":" {self._rules.space} {value}'])
        return [
            self._rules.add("object", [sequence('"{"', self._rules.listed(member, 0, SMALL), '"}"')]),
            self._rules.add("array", [sequence('"["', self._rules.listed(value, 0, SMALL), '"]"')]),
            *scalars,
        ]


def _kinds(form: Form) -> list[str]:
    """The types that a value of that form may have, or "anything".

    Where no `type` is given, the keywords say what is meant: with `properties` it is an object, though anything that
    is not one would fit as well.
    """
    types = form.types
    if types == TYPES:
        if not form.hinted:
            return ["anything"]
        types = form.hinted
    return [kind for kind in _KINDS if kind in types and not (kind == "integer" and "number" in types)]


def _type_of(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case str():
            return "string"
        case None:
            return "null"
        case list():
            return "array"
        case _:
            return "object"
