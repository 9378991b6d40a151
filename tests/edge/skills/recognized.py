"""What the tests of the three languages share: one moment, and a message's commands as names with slots."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from edge.skills.names import Command, SlotValue
from edge.skills.recognition import Context, recognize

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=timezone(timedelta(hours=1)))
"""A Sunday."""

Said = tuple[str, dict[str, SlotValue]]
Row = tuple[str, str, dict[str, SlotValue]]


def at(day: int, hour: int, minute: int = 0) -> str:
    """A time in this November."""
    return f"2026-11-{day:02}T{hour:02}:{minute:02}:00+01:00"


def said(text: str, last: Command | None = None) -> list[Said]:
    """The commands of a message, after the command `last`."""
    return [(one.name, one.slots) for one in recognize(text, NOW, Context(last)).commands]
