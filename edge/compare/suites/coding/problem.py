"""What a coding task is made of; what is asked stands in a file for each language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

__all__ = ["Case", "Problem", "dice"]


@dataclass(frozen=True, slots=True)
class Case:
    """One call and what it has to give."""

    arguments: tuple[Any, ...]
    wanted: Any


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A function to be written."""

    name: str
    """Of the function, and of the task."""
    signature: str
    reference: str
    """Code that does it, and does it as fast as may be expected."""
    cases: tuple[Case, ...]
    """Ordinary ones, and those at the limits: nothing, one, negative, repeated, other scripts."""
    large: Callable[[], tuple[Any, ...]]
    """Arguments with which an algorithm of the wrong order takes at least fifty times as long as the reference. Made
    when they are needed, the same every time."""


def dice(seed: int) -> Random:
    """Numbers for large arguments: the same for a seed, always."""
    return Random(seed)  # noqa: S311 - what is counted and sorted need not be a secret
