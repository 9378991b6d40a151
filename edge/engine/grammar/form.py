"""What a subschema allows by its own keywords, without references and combinations: a form that a value may have."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from edge.engine.grammar.ranges import Bound, tightest
from edge.engine.grammar.schema import Node

__all__ = ["RECURSION", "TYPES", "Form", "Impossible", "Nodes", "form_of", "same"]

RECURSION = 5
"""How often a schema that contains itself may be entered on the way from a value to its innermost part."""

TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})

Nodes = tuple[Node, ...]
"""Schemas that hold together; none of them stands for any value."""


class Impossible(Exception):
    """No value fits. Its text is a clause that names the keyword and the path."""


@dataclass(frozen=True, slots=True)
class Form:
    """Keywords that hold together. What is None has no bound; `…_least` is at least 0."""

    types: frozenset[str] = TYPES
    hinted: frozenset[str] = frozenset()
    """The types that the keywords speak of."""
    values: tuple[Any, ...] | None = None
    """The only values allowed, of `enum` or `const`; they still have to fit every schema in `parts`."""
    lower: Bound | None = None
    upper: Bound | None = None
    length_least: int = 0
    length_most: int | None = None
    patterns: tuple[str, ...] = ()
    format: str | None = None
    items_least: int = 0
    items_most: int | None = None
    prefix: tuple[Nodes, ...] = ()
    items: Nodes | None = None
    """The items behind the prefix; None when nothing is said of them."""
    items_else: Nodes | None = None
    """The same by `unevaluatedItems`, which holds when nothing else does."""
    members_least: int = 0
    members_most: int | None = None
    properties: dict[str, Nodes] | None = None
    required: tuple[str, ...] = ()
    patterned: tuple[tuple[str, Node], ...] = ()
    others: Nodes | None = None
    """The members that are not declared; None when nothing is said of them."""
    others_else: Nodes | None = None
    """The same by `unevaluatedProperties`."""
    names: Nodes = ()
    parts: Nodes = ()
    """The schemas that this was merged from."""
    depth: int = RECURSION
    """How many schemas that contain themselves may still be entered."""

    def where(self, *keywords: str) -> str:
        """The path of the first schema that has one of the keywords, for a message."""
        parts = [part for part in self.parts if isinstance(part.schema, dict)]
        found = [part for part in parts if any(keyword in part.schema for keyword in keywords)]
        return next((part.path for part in found or parts), "#")

    def item(self, index: int) -> Nodes:
        """The schemas of the item at an index."""
        return self.prefix[index] if index < len(self.prefix) else self.items or ()

    def member(self, name: str) -> Nodes:
        """The schemas of a member. One that is declared nowhere but in a pattern is left to validation."""
        if name in (self.properties or {}):
            return (self.properties or {})[name]
        return () if self.patterned else self.others or ()


_HINTS: dict[str, set[str]] = {
    "object": {
        "properties",
        "required",
        "additionalProperties",
        "patternProperties",
        "propertyNames",
        "minProperties",
        "maxProperties",
    },
    "array": {"items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"},
    "string": {"minLength", "maxLength", "pattern", "format"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
}
"""What is meant where no `type` is given."""


def form_of(node: Node, depth: int) -> Form:
    """The form of a schema's own keywords, of which those that a grammar cannot hold are passed over."""
    schema = node.schema
    if schema is True:
        return Form(depth=depth)
    given = schema.get("type")
    types = TYPES if given is None else frozenset([given] if isinstance(given, str) else given)
    values = schema.get("enum")
    if "const" in schema:
        values = [schema["const"]] if values is None else [one for one in values if same(one, schema["const"])]
    prefix, items = _items(node)
    properties = node.at("properties") if "properties" in schema else None
    return Form(
        types=types | {"integer"} if "number" in types else types,
        hinted=frozenset(kind for kind, keywords in _HINTS.items() if keywords & schema.keys()),
        values=None if values is None else tuple(values),
        lower=_bound(schema, "minimum", "exclusiveMinimum", lower=True),
        upper=_bound(schema, "maximum", "exclusiveMaximum", lower=False),
        length_least=int(schema.get("minLength", 0)),
        length_most=_whole(schema.get("maxLength")),
        patterns=(schema["pattern"],) if "pattern" in schema else (),
        format=schema.get("format"),
        items_least=int(schema.get("minItems", 0)),
        items_most=_whole(schema.get("maxItems")),
        prefix=prefix,
        items=items,
        items_else=_inside(node, "unevaluatedItems"),
        members_least=int(schema.get("minProperties", 0)),
        members_most=_whole(schema.get("maxProperties")),
        properties=None if properties is None else {name: (properties.at(name),) for name in properties.schema},
        required=tuple(schema.get("required", ())),
        patterned=tuple((text, node.at("patternProperties", text)) for text in schema.get("patternProperties", ())),
        others=_inside(node, "additionalProperties"),
        others_else=_inside(node, "unevaluatedProperties"),
        names=_inside(node, "propertyNames") or (),
        parts=(node,),
        depth=depth,
    )


def _inside(node: Node, keyword: str) -> Nodes | None:
    return (node.at(keyword),) if keyword in node.schema else None


def _items(node: Node) -> tuple[tuple[Nodes, ...], Nodes | None]:
    """The first items and the others. Before 2020 a list under `items` was what `prefixItems` is now."""
    old = isinstance(node.schema.get("items"), list)
    first, others = ("items", "additionalItems") if old else ("prefixItems", "items")
    return tuple((node.at(first, i),) for i in range(len(node.schema.get(first, ())))), _inside(node, others)


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)


def _bound(schema: dict[str, Any], inclusive: str, exclusive: str, *, lower: bool) -> Bound | None:
    """The bound of the two keywords. In draft 4 the exclusive one is true or false."""
    beyond = schema.get(exclusive)
    first = (_exact(schema[inclusive]), beyond is True) if inclusive in schema else None
    second = None if beyond is None or isinstance(beyond, bool) else (_exact(beyond), True)
    return tightest(first, second, lower=lower)


def _exact(number: float) -> int | Decimal:
    """The number as the schema writes it."""
    return int(number) if number == int(number) else Decimal(repr(number))


def same(a: Any, b: Any) -> bool:
    """Whether two values are the same to JSON schema, where 1 and 1.0 are, and 1 and true are not."""
    return bool(a == b) and isinstance(a, bool) == isinstance(b, bool)
