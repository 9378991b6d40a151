"""A message as the router gets it: its text, and what templates and reader made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from edge.events import Intent

if TYPE_CHECKING:
    from edge.reader.reading import Reading
    from edge.skills.names import Command

__all__ = ["Found", "Heard"]

Found = Literal["templates", "reader", "second_reader", "likeness"]
"""What recognized the commands: sentence templates, the reader's intent, the local model under a schema, or that a
question is like those of a kiosk's file."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One message and what is known of it."""

    text: str
    language: str
    """`en`, `zh`, `ja`, or `und` where it is in none."""
    commands: tuple[Command, ...] = ()
    """What it asks the skills to do; empty if it is no command."""
    found: Found = "templates"
    reading: Reading | None = None
    """None where nothing read it: the reader's file is missing, or not loaded yet."""
    speaks: str = ""
    """In which language it is answered where we choose the words; empty for that of the message, or English."""

    @property
    def intents(self) -> tuple[Intent, ...]:
        """The commands as events and records hold them: JSON values only."""
        return tuple(
            Intent(
                command.name,
                {name: list(value) if isinstance(value, tuple) else value for name, value in command.slots.items()},
                command.confidence,
            )
            for command in self.commands
        )
