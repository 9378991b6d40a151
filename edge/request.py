"""What is asked of an answerer: the transcript with its system prompt, and how the reply is to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edge.answerer import Request, Sampling
from edge.settings import Settings
from edge.transcript import Message, Transcript

__all__ = ["HISTORY", "request_of"]

HISTORY = 400
"""Messages of a conversation that a turn can see at most; of them an answerer takes what fits into its context."""


def request_of(
    settings: Settings,
    conversation: str,
    messages: Sequence[Message],
    reply_uid: str,
    *,
    system: str | None = None,
    max_tokens: int | None = None,
    sampling: Sampling | None = None,
    schema: dict[str, Any] | None = None,
    grammar: str | None = None,
    begun: str = "",
    keep: bool = True,
) -> Request:
    """The request for a reply to the last of these messages. What is None is as the settings say.

    system  the system prompt; an empty one leaves it out
    """
    system = settings.reply.system if system is None else system
    first = [Message("system", system, "system")] if system.strip() else []
    return Request(
        transcript=Transcript(conversation, (*first, *messages)),
        reply_uid=reply_uid,
        max_tokens=max_tokens or settings.reply.max_tokens,
        sampling=sampling or settings.sampling.as_sampling(),
        schema=schema,
        grammar=grammar,
        begun=begun,
        keep=keep,
    )
