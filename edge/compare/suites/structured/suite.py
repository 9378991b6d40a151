"""The suite of structured output."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from edge.compare.suites.structured.grading import Request
from edge.compare.suites.tables import tables
from edge.compare.task import Task, Turn

__all__ = ["LANGUAGES", "Structured"]

LANGUAGES = ("en", "zh", "ja")


class Structured:
    """Texts whose facts are wanted as JSON."""

    name = "structured"
    title = "Structured output"
    version = 1

    def tasks(self) -> tuple[Task, ...]:
        """Twelve in Chinese, eight in English, four in Japanese: each about another text."""
        return _tasks()


@cache
def _tasks() -> tuple[Task, ...]:
    return tuple(task for language in LANGUAGES for task in _of(language))


def _of(language: str) -> Iterator[Task]:
    found = tables(__package__, f"{language}.toml")
    frame = found.pop("frame")
    for name, table in found.items():
        schema = _closed({"type": "object", "properties": table["schema"]})
        reference = json.loads(table["reference"])
        shown = json.dumps(schema, ensure_ascii=False)
        yield Task(
            uid=f"structured.{name}.{language}",
            suite="structured",
            language=language,
            turns=(Turn(frame.format(text=table["text"].strip(), schema=shown).strip()),),
            grade=Request(schema, reference, table.get("also", {})),
            references=(json.dumps(reference, ensure_ascii=False),),
            schema=schema,
            max_tokens=768,
        )


def _closed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with every object in it closed: all of its properties required, no others allowed."""
    whole = dict(schema)
    if "items" in whole:
        whole["items"] = _closed(whole["items"])
    if "properties" in whole:
        whole["properties"] = {name: _closed(item) for name, item in whole["properties"].items()}
        whole |= {"required": list(whole["properties"]), "additionalProperties": False}
    return whole
