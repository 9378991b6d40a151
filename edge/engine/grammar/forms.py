"""All forms that a value may have under a subschema.

A form is a conjunction: `allOf`, `$ref` and what stands beside them are merged into it. `anyOf` and `oneOf` make
several forms of one schema.
"""

from __future__ import annotations

from typing import Any, TypeVar

from edge.engine.grammar.form import Form, Impossible, Nodes, form_of, same
from edge.engine.grammar.limits import Meter, TooLarge
from edge.engine.grammar.ranges import tightest
from edge.engine.grammar.schema import Document, Node

__all__ = ["Forms"]

MOST_FORMS = 1000

_BESIDE_REFERENCE = {"$ref", "title", "description", "default", "examples", "$comment"}

Part = TypeVar("Part")


def merged(a: Form, b: Form) -> Form:
    """What fits both. Raises Impossible."""
    types = a.types & b.types
    if not types:
        raise Impossible(f"'type' at {a.where('type')} and at {b.where('type')} exclude each other")
    values = a.values if b.values is None else b.values
    if a.values is not None and b.values is not None:
        values = tuple(value for value in a.values if any(same(value, other) for other in b.values))
    names = dict.fromkeys([*(a.properties or {}), *(b.properties or {})])
    undeclared = a.properties is None and b.properties is None
    return Form(
        types=types,
        hinted=a.hinted | b.hinted,
        values=values,
        lower=tightest(a.lower, b.lower, lower=True),
        upper=tightest(a.upper, b.upper, lower=False),
        length_least=max(a.length_least, b.length_least),
        length_most=_smaller(a.length_most, b.length_most),
        patterns=_together(a.patterns, b.patterns),
        format=a.format or b.format,
        items_least=max(a.items_least, b.items_least),
        items_most=_smaller(a.items_most, b.items_most),
        prefix=tuple(_together(a.item(i), b.item(i)) for i in range(max(len(a.prefix), len(b.prefix)))),
        items=_joined(a.items, b.items),
        items_else=_joined(a.items_else, b.items_else),
        members_least=max(a.members_least, b.members_least),
        members_most=_smaller(a.members_most, b.members_most),
        properties=None if undeclared else {name: _together(a.member(name), b.member(name)) for name in names},
        required=_together(a.required, b.required),
        patterned=_together(a.patterned, b.patterned),
        others=_joined(a.others, b.others),
        others_else=_joined(a.others_else, b.others_else),
        names=_together(a.names, b.names),
        parts=_together(a.parts, b.parts),
        depth=min(a.depth, b.depth),
    )


def _smaller(a: int | None, b: int | None) -> int | None:
    return a if b is None else b if a is None else min(a, b)


def _joined(a: Nodes | None, b: Nodes | None) -> Nodes | None:
    return a if b is None else b if a is None else _together(a, b)


def _together(a: tuple[Part, ...], b: tuple[Part, ...]) -> tuple[Part, ...]:
    return a + tuple(part for part in b if part not in a)


class Forms:
    """Finds the forms of schemas, and finds each only once."""

    def __init__(self, document: Document, meter: Meter) -> None:
        self._document = document
        self._recursive = document.recursive()
        self._meter = meter
        self._known: dict[tuple[int, int], list[Form] | Impossible] = {}

    def of(self, nodes: Nodes, depth: int) -> list[Form]:
        """The forms of a value that has to fit all of `nodes`. Raises Impossible, TooLarge.

        `depth` is how many schemas that contain themselves may still be entered.
        """
        forms = [Form(depth=depth)]
        for node in nodes:
            forms = self._product(forms, self._of(node, depth))
        return forms

    def followed(self, nodes: Nodes, depth: int) -> tuple[Nodes, int]:
        """The same schemas and depth behind references that nothing stands beside: many lead to the same place."""
        while len(nodes) == 1 and isinstance(nodes[0].schema, dict) and not nodes[0].schema.keys() - _BESIDE_REFERENCE:
            target = self._document.target(nodes[0])
            left = depth if target is None or id(target.schema) not in self._recursive else depth - 1
            if target is None or left < 0:
                break
            nodes, depth = (target,), left
        return nodes, depth

    def _of(self, node: Node, depth: int) -> list[Form]:
        key = (id(node.schema), depth)
        if key not in self._known:
            try:
                self._known[key] = self._found(node, depth)
            except Impossible as reason:
                self._known[key] = reason
        known = self._known[key]
        if isinstance(known, Impossible):
            raise known
        return known

    def _found(self, node: Node, depth: int) -> list[Form]:
        self._meter.spend(10)
        if node.schema is False:
            raise Impossible(f"{node.path} allows no value")
        forms = [form_of(node, depth)]
        if node.schema is True:
            return forms
        target = self._document.target(node)
        if target is not None:
            left = depth - 1 if id(target.schema) in self._recursive else depth
            if left < 0:
                raise Impossible(f"'$ref' at {node.path} leads back to itself without an end")
            forms = self._product(forms, self._of(target, left))
        for index in range(len(node.schema.get("allOf", ()))):
            forms = self._product(forms, self._of(node.at("allOf", index), depth))
        for keyword in ("anyOf", "oneOf"):
            if keyword in node.schema:
                forms = self._product(forms, self._any(node, keyword, depth))
        return forms

    def _any(self, node: Node, keyword: str, depth: int) -> list[Form]:
        """The forms of all alternatives that are possible."""
        forms: list[Form] = []
        reason: Impossible | None = None
        for index in range(len(node.schema[keyword])):
            try:
                forms += self._of(node.at(keyword, index), depth)
            except Impossible as found:
                reason = reason or found
        if not forms:
            raise reason or Impossible(f"'{keyword}' at {node.path} is empty")
        return forms

    def _product(self, one: list[Form], other: list[Form]) -> list[Form]:
        """Each form of one side merged with each of the other."""
        if len(one) * len(other) > MOST_FORMS:
            raise TooLarge
        self._meter.spend(len(one) * len(other) * 10)
        found: dict[tuple[Any, ...], Form] = {}
        reason: Impossible | None = None
        for a in one:
            for b in other:
                try:
                    form = merged(a, b)
                except Impossible as why:
                    reason = reason or why
                else:
                    found.setdefault((form.depth, *(id(part.schema) for part in form.parts)), form)
        if not found:
            raise reason or Impossible("it allows no value")
        return list(found.values())
