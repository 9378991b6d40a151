"""How long the files of a message are."""

from __future__ import annotations

from collections.abc import Iterable

from edge.transcript import Message

__all__ = ["attached_tokens", "has_attachments"]


def attached_tokens(message: Message) -> int | None:
    """About how many tokens its files have; None where it has none."""
    if not message.attachments:
        return None
    from edge.router.text import tokens_of

    return sum(tokens_of(one.text) for one in message.attachments)


def has_attachments(messages: Iterable[Message]) -> bool:
    """Whether a file goes with any of them."""
    return any(message.attachments for message in messages)
