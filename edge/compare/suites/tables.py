"""The suites' texts, which are TOML files beside their code."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from edge.compare.task import Task

__all__ = ["tables", "tasks_of"]


def tables(package: str, name: str) -> dict[str, Any]:
    """What the file `name` of that package holds, in its order."""
    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))


@functools.cache
def tasks_of(
    package: str, languages: tuple[str, ...], make: Callable[[str, str, dict[str, Any]], Task]
) -> tuple[Task, ...]:
    """A task for each table of each language's file in that package; made once.

    make  the task of a language, a table's name, and what it holds
    """
    return tuple(
        make(language, name, entry)
        for language in languages
        for name, entry in tables(package, f"{language}.toml").items()
    )
