"""The rules that write an array."""

from __future__ import annotations

from collections.abc import Callable

from edge.engine.grammar.form import RECURSION, Form, Impossible, Nodes
from edge.engine.grammar.gbnf import MOST_REPEATS, Rules, either, repeat, sequence

__all__ = ["array"]

LONGEST = 20
"""Items where the schema sets no bound; half as many each time that a schema contains itself."""


def array(rules: Rules, form: Form, value: Callable[[Nodes, int], str]) -> str:
    """The rule of an array. `value` gives that of an item. Raises Impossible, TooLarge."""
    least, most, others = _bounds(form)
    prefix: list[str] = []
    for nodes in form.prefix[:most]:
        try:
            prefix.append(value(nodes, form.depth))
        except Impossible:
            if least > len(prefix):
                raise
            most = len(prefix)
            break
    item = ""
    if most > len(prefix):
        try:
            item = value(others, form.depth)
        except Impossible:
            if least > len(prefix):
                raise
            most = len(prefix)
    if not prefix:
        return rules.add("array", [sequence('"["', rules.listed(item, least, most), '"]"')])
    rest = repeat(rules.more(item), max(0, least - len(prefix)), most - len(prefix)) if item else ""
    for index in range(len(prefix) - 1, 0, -1):
        rest = sequence(rules.more(prefix[index]), rest)
        if index >= least:
            rest = rules.add("items", [rest, ""])
    items = [sequence(prefix[0], rest)]
    return rules.add("array", [sequence('"["', either(items if least else [*items, ""]), '"]"')])


def _bounds(form: Form) -> tuple[int, int, Nodes]:
    """How many items at least and at most, and what those behind the prefix have to be."""
    least = form.items_least
    if least > MOST_REPEATS:
        raise Impossible(f"'minItems' at {form.where('minItems')} asks for more than {MOST_REPEATS} items")
    items = form.items_else if form.items is None else form.items
    most = form.items_most
    if most is None:
        beyond = 0 if form.prefix and items is None else max(1, LONGEST >> (RECURSION - form.depth))
        most = max(least, len(form.prefix) + beyond)
    if least > most:
        raise Impossible(f"'minItems' at {form.where('minItems')} is larger than 'maxItems'")
    return least, min(most, MOST_REPEATS), items or ()
