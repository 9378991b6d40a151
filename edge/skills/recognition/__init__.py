"""Commands in messages, without a language model: sentence templates in three languages, and values for their slots.

`recognize` is a pure function and as strict as it can be: what is not surely a command is none, and goes to whoever
answers questions. Ordinary talk ends at a first filter (`cues`): what compares a message with templates, and hassil
with it, is imported when one may match.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from edge.skills.names import Command
from edge.skills.recognition.context import NOTHING, Context
from edge.skills.recognition.cues import may_be_command
from edge.skills.recognition.reading import LONGEST, repaired

if TYPE_CHECKING:
    from edge.skills.recognition.one import Match

__all__ = ["Command", "Context", "Listed", "Recognition", "recognize"]


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a message asks the skills to do."""

    commands: tuple[Command, ...] = ()
    """In the order in which they were said; empty for a message that is no command, or not only commands."""


class Listed(Protocol):
    """Sentences that are compared before our own: those that a kiosk's file lists."""

    def may_match(self, message: str) -> bool:
        """Whether the message, or a part of it, may be one of them; False for nearly all others."""
        ...

    def match(self, part: str) -> Match | None:
        """The command that a message or a part of it is."""
        ...


def recognize(text: str, now: datetime, context: Context = NOTHING, listed: Listed | None = None) -> Recognition:
    """The commands that a message consists of.

    Args:
        text: any string; one of more than 300 characters is no command.
        now: aware; times are resolved against it and in its zone.
        context: the last command, where the turn before was one.
        listed: sentences that come before our own.
    """
    if len(text) > LONGEST or not text.strip():
        return Recognition()
    message = repaired(text.strip())
    if listed is not None and not listed.may_match(message):
        listed = None
    own = context.last is not None or may_be_command(message)
    if not own and listed is None:
        return Recognition()
    from edge.skills.recognition.one import match_one  # the grammars of all values, which most messages do not need
    from edge.skills.recognition.parts import in_parts

    def one(part: str, before: Context) -> Match | None:
        found = listed.match(part) if listed is not None else None
        return found or (match_one(part, now, before) if own else None)

    return Recognition(in_parts(message, context, one))
