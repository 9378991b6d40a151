"""Commands in messages, without a language model: sentence templates in three languages, and values for their slots.

`recognize` is a pure function and as strict as it can be: what is not surely a command is none, and goes to whoever
answers questions. Ordinary talk ends at a first filter (`cues`): what compares a message with templates, and hassil
with it, is imported when one may match.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edge.skills.names import Command
from edge.skills.recognition.context import NOTHING, Context
from edge.skills.recognition.cues import may_be_command
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
    message = repaired(text.strip())
    if context.last is None and not may_be_command(message):
        return Recognition()
    from edge.skills.recognition.one import match_one  # the grammars of all values, which most messages do not need
    from edge.skills.recognition.parts import in_parts

    return Recognition(in_parts(message, context, lambda part, before: match_one(part, now, before)))
