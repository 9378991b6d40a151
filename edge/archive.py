"""What was said before: the matches of a search over all conversations, and one conversation turn by turn."""

from __future__ import annotations

from dataclasses import dataclass

from edge.events import TurnRecord
from edge.transcript import Message
from edge.turn import ConversationInfo

__all__ = ["Exchange", "Found", "Match"]


@dataclass(frozen=True, slots=True)
class Match:
    """A conversation in which the words of a search stand."""

    conversation: ConversationInfo
    passage: str
    """One line of the newest message that has all of the words, from a little before the first of them; empty where
    only the title has them. `edge.search.spans` finds the words in it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A part of a search's result."""

    matches: tuple[Match, ...]
    before: int | None
    """Where to go on: to be given as `before` to the next search for the same. None: everything was looked through.
    There may be more where this part has no matches."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn as it is kept."""

    turn: str
    """The turn's uid."""
    begun: str
    """When the question was asked; ISO 8601 in UTC, by the wall clock."""
    question: Message
    reply: Message | None
    """None where there is no text of one (yet)."""
    record: TurnRecord | None
    """None while the turn is under way."""
