"""How long the files of a message are."""

from __future__ import annotations

from collections.abc import Iterable

from edge.transcript import Attachment, Message

__all__ = ["attached_tokens", "file_tokens", "has_attachments"]


def attached_tokens(message: Message) -> int | None:
    """About how many tokens its files have; None where it has none."""
    return sum(map(file_tokens, message.attachments)) if message.attachments else None


def file_tokens(file: Attachment) -> int:
    """About how many tokens a file has."""
    from edge.router.text import tokens_of  # most messages have none

    return tokens_of(file.text)


def has_attachments(messages: Iterable[Message]) -> bool:
    """Whether a file goes with any of them."""
    return any(message.attachments for message in messages)
