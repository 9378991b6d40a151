"""What the turn before leaves for this one."""

from __future__ import annotations

from dataclasses import dataclass

from edge.skills.names import Command

__all__ = ["NOTHING", "Context"]


@dataclass(frozen=True, slots=True)
class Context:
    """The last command of the turn before, for what only makes sense after it ("and in feet?", 再加五分钟).

    A turn that was no command leaves `Context()`: a follow-up follows directly.
    """

    last: Command | None = None
    unit: str | None = None
    """The symbol of the unit that its answer was given in, if it has one."""


NOTHING = Context()
