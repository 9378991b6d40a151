"""Commands in messages, without a language model: sentence templates in three languages, and values for their slots.

`recognize` is a pure function and as strict as it can be: what is not surely a command is none, and goes to whoever
answers questions. Ordinary talk ends at a first filter (`cues`) before any template is read; hassil is imported when a
template may match.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edge.skills.names import Command
from edge.skills.recognition.context import NOTHING, Context
from edge.skills.recognition.one import match_one
from edge.skills.recognition.parts import in_parts
from edge.skills.recognition.reading import LONGEST, repaired

__all__ = ["Command", "Context", "Recognition", "recognize"]


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a message asks the skills to do."""

    commands: tuple[Command, ...] = ()
    """In the order in which they were said; empty for a message that is no command, or not only commands."""


def recognize(text: str, now: datetime, context: Context = NOTHING) -> Recognition:
    """The commands that a message consists of.

    Args:
        text: any string; one of more than 300 characters is no command.
        now: aware; times are resolved against it and in its zone.
        context: the last command, where the turn before was one.
    """
    if len(text) > LONGEST or not text.strip():
        return Recognition()
    return Recognition(in_parts(repaired(text.strip()), context, lambda part, before: match_one(part, now, before)))
