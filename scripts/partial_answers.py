"""Replies that are right in part, and exactly what they are worth: for `check_suites.py` and the tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from partial_texts import partial_texts
from slow_answers import SLOW

from edge.compare.task import Task

__all__ = ["Partial", "partial"]


@dataclass(frozen=True, slots=True)
class Partial:
    """One of them."""

    what: str
    replies: tuple[str, ...]
    score: float
    marks: dict[str, float]


def partial(task: Task) -> Iterator[Partial]:
    """Those for a task; none where there is nothing between right and wrong."""
    if task.suite == "coding" and (code := SLOW.get(task.uid.split(".")[1])):
        yield Partial("right, of the wrong order", (f"```python\n{code}```",), 0.7, {"correct": 1.0, "growth": 0.0})
    yield from (Partial(*one) for one in partial_texts(task))
    if task.suite == "structured":
        right = json.loads(task.references[-1])
        marks = {"valid": 1.0, "keys": 1.0, "schema": 1.0, "values": 1.0}
        translated = json.dumps(_renamed(right), ensure_ascii=False)
        yield Partial("right under other keys", (translated,), 0.5, marks | {"keys": 0.0, "schema": 0.0})
        yield Partial(
            "right, with words around it", (f"Here it is: {task.references[-1]}",), 0.9, marks | {"valid": 0.0}
        )
        empty = json.dumps(_emptied(right), ensure_ascii=False)
        yield Partial("the form without the values", (empty,), 0.0, marks | {"schema": 0.0, "values": 0.0})


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {f"键{place}": _renamed(item) for place, item in enumerate(value.values())}
    return [_renamed(item) for item in value] if isinstance(value, list) else value


def _emptied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _emptied(item) for key, item in value.items()}
    return [_emptied(item) for item in value] if isinstance(value, list) else ["?"]
