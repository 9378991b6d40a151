"""A whole conversation, fetched in pages, so that nobody waits for the journal behind a long one."""

from __future__ import annotations

from dataclasses import dataclass

from edge.archive import Exchange
from edge.errors import UsageError
from edge.turn import AssistantLike, ConversationInfo

__all__ = ["Whole", "gather"]

PAGE = 200
"""Turns that are fetched at once."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A conversation and all of its turns, the oldest first."""

    info: ConversationInfo
    turns: tuple[Exchange, ...]


def gather(assistant: AssistantLike, conversation: str) -> Whole:
    """All of a conversation. Raises UsageError if there is none of that name."""
    info = assistant.conversation(conversation)
    if info is None:
        raise UsageError("This conversation is not there any more: it was deleted.")
    pages: list[list[Exchange]] = []
    before: str | None = None
    while page := assistant.exchanges(conversation, PAGE, before):
        pages.append(page)
        before = page[0].turn
    return Whole(info, tuple(exchange for page in reversed(pages) for exchange in page))
