"""The rows of the store, each as it stands in its table."""

from __future__ import annotations

from dataclasses import dataclass

from edge.rings import Kind

__all__ = ["TABLES", "Alert", "Item", "Kind", "Note", "Record", "table_of"]


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that rings at a time; a reminder may have none."""

    id: int
    kind: Kind
    text: str
    """A timer's or an alarm's name, which may be empty; what a reminder reminds of."""
    due: float | None
    """By the wall clock, in seconds since 1970 (UTC); None for a reminder without a time."""
    made: float
    """When it was set, by the same clock."""
    seconds: float
    """How long a timer runs in all; 0 for the others."""
    boot: str
    """The boot of the machine in which a timer was set; empty for the others."""
    due_ticks: float
    """When a timer rings by that boot's clock, in seconds, whatever happens to the wall clock."""
    language: str
    """In which it is announced."""
    conversation: str
    """The uid of the conversation in which it was set: who forgets that one forgets this text."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on a list."""

    id: int
    list: str
    """The list's name in the user's words, the same on all of its items."""
    text: str
    conversation: str


@dataclass(frozen=True, slots=True)
class Note:
    """One note."""

    id: int
    text: str
    made: float
    conversation: str


Record = Alert | Item | Note

TABLES: dict[str, type[Record]] = {"alert": Alert, "item": Item, "note": Note}


def table_of(record: Record) -> str:
    """The name of the table that it stands in."""
    return type(record).__name__.lower()
