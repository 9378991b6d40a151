"""A JSON schema as a graph: where its subschemas are, what its references mean, and which of them go in circles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from edge.errors import SchemaError

__all__ = ["Document", "Node"]

_ONE_INSIDE = {
    "additionalItems",
    "additionalProperties",
    "contains",
    "items",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
}
_SEVERAL_INSIDE = {"items", "prefixItems"}
_NAMED_INSIDE = {"patternProperties", "properties"}

_ONE_IN_PLACE = {"else", "if", "not", "then"}
_SEVERAL_IN_PLACE = {"allOf", "anyOf", "oneOf"}
_NAMED_IN_PLACE = {"dependencies", "dependentSchemas"}


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A subschema, and where it is. Two are equal when they are the same object of the document."""

    schema: Any
    """An object, or true or false; anything else is for `checked` to refuse."""
    path: str
    """As a reference to it, such as `#/properties/name`."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and other.schema is self.schema

    def __hash__(self) -> int:
        return id(self.schema)

    def at(self, *steps: str | int) -> Node:
        """What is further inside."""
        schema, path = self.schema, self.path
        for step in steps:
            schema = schema[step]
            path += "/" + str(step).replace("~", "~0").replace("/", "~1")
        return Node(schema, path)

    def in_place(self) -> Iterator[Node]:
        """The subschemas that speak of the same value, but for the one that `$ref` means."""
        return self._below(_ONE_IN_PLACE, _SEVERAL_IN_PLACE, _NAMED_IN_PLACE)

    def inside(self) -> Iterator[Node]:
        """The subschemas that speak of parts of the value. Definitions speak of nothing until they are referred to."""
        return self._below(_ONE_INSIDE, _SEVERAL_INSIDE, _NAMED_INSIDE)

    def _below(self, one: set[str], several: set[str], named: set[str]) -> Iterator[Node]:
        for keyword, value in self.schema.items() if isinstance(self.schema, dict) else ():
            if keyword in several and isinstance(value, list):
                yield from (self.at(keyword, index) for index in range(len(value)))
            elif keyword in named and isinstance(value, dict):
                # what depends on a member may be a list of names
                yield from (self.at(keyword, name) for name in value if not isinstance(value[name], list))
            elif keyword in one:
                yield self.at(keyword)


class Document:
    """A whole schema. Raises SchemaError when a reference leads nowhere, or out of it: nothing is fetched."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.root = Node(schema, "#")
        self.nodes: dict[int, Node] = {}
        """Every subschema that is of use, by its `id`."""
        self.strangers: list[Node] = []
        """Those that only a reference makes one: definitions, and whatever else it points at."""
        self._collect(self.root)
        waiting = list(self.nodes.values())
        while waiting:
            target = self.target(waiting.pop())
            if target is not None and id(target.schema) not in self.nodes:
                self.strangers.append(target)
                waiting += self._collect(target)

    def _collect(self, node: Node) -> list[Node]:
        """Note a node and what is below it; returns what was not known."""
        new: list[Node] = []
        below = [node]
        while below:
            node = below.pop()
            if id(node.schema) not in self.nodes:
                self.nodes[id(node.schema)] = node
                new.append(node)
                below += [*node.in_place(), *node.inside()]
        return new

    def target(self, node: Node) -> Node | None:
        """What its `$ref` means, if it has one. Raises SchemaError."""
        reference = node.schema.get("$ref") if isinstance(node.schema, dict) else None
        return self._find(reference) if isinstance(reference, str) else None

    def _find(self, reference: str) -> Node:
        if not reference.startswith("#"):
            raise SchemaError(f"The schema refers to '{reference}', which is outside of it: put it under $defs.")
        pointer = unquote(reference[1:])
        node = self.root
        for part in pointer.split("/")[1:]:
            inside, step = node.schema, part.replace("~1", "/").replace("~0", "~")
            if isinstance(inside, dict) and step in inside:
                node = node.at(step)
            elif isinstance(inside, list) and step in map(str, range(len(inside))):
                node = node.at(int(step))
            else:
                break
        else:
            if pointer[:1] in ("", "/") and isinstance(node.schema, dict | bool):
                return node
        raise SchemaError(f"The schema refers to '{reference}', where it has no schema: correct the path.")

    def recursive(self) -> set[int]:
        """The `id` of each subschema that may be met again inside of itself; with them, what lies between two."""
        return _circular({me: self._following(node, *node.inside()) for me, node in self.nodes.items()})

    def endless(self) -> Node | None:
        """A subschema that asks of a value what it asks of the same value, and so on, if there is one."""
        circular = _circular({me: self._following(node) for me, node in self.nodes.items()})
        return min((self.nodes[me] for me in circular), key=lambda node: node.path, default=None)

    def _following(self, node: Node, *inside: Node) -> list[int]:
        target = self.target(node)
        below = [*node.in_place(), *inside, *([] if target is None else [target])]
        return [id(other.schema) for other in below]


def _circular(graph: dict[int, list[int]]) -> set[int]:
    """What is in a circle or between two: all that is left when ends and beginnings are taken off again and again."""
    left = set(graph)
    backwards: dict[int, list[int]] = {node: [] for node in graph}
    for node, following in graph.items():
        for other in following:
            backwards[other].append(node)
    for ways, opposite in ((graph, backwards), (backwards, graph)):
        entries = {node: len(opposite[node]) for node in graph}
        free = [node for node in graph if not entries[node]]
        while free:
            node = free.pop()
            left.discard(node)
            for other in ways[node]:
                entries[other] -= 1
                if not entries[other]:
                    free.append(other)
    return left
