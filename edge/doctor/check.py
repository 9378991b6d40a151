"""One thing that was looked at, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Check", "State", "bytes_text"]

State = Literal["ok", "warning", "problem"]
"""`warning`: it works, and could be better. `problem`: it keeps the program from answering."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report."""

    name: str
    """Stable, for example `engine.build`; what stands before the dot is the theme."""
    state: State
    text: str
    """What was found, as a phrase or a sentence for a person."""
    advice: str = ""
    """What to do about it; empty where nothing has to be done."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """The same as JSON values, where there are figures."""


def bytes_text(size: int | None) -> str:
    """A size for a person."""
    if size is None:
        return "unknown"
    return f"{size / 1e9:,.1f} GB" if size >= 10_000_000_000 else f"{size / 1e6:,.0f} MB"
