"""The request for a chat completion that a hand-over becomes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from cloud_client.marks import Marked, Outgoing
from edge.answerer import Request, Sampling
from edge.transcript import Message

__all__ = ["options", "outgoing", "reply_tokens"]


def outgoing(messages: Sequence[Message]) -> Iterator[Outgoing]:
    """The messages with their marks; questions that nobody answered are joined to the next one.

    Chat templates of several models refuse two messages of one role behind each other.
    """
    for role, group in groupby(messages, key=lambda message: message.role):
        parts = [Marked(message.text, message.may_leave) for message in group]
        yield Outgoing(role, Marked.derived("\n\n".join(part.text for part in parts), *parts))


def options(request: Request, reply: int, *, old_form: bool = False) -> dict[str, Any]:
    """The fields of the request beside its messages.

    Sampling is left to the server, which knows what suits its model, unless the user chose otherwise: then those of
    the choices go along that every server knows. A schema is asked for as `response_format`; with `old_form` as
    servers take it that know no `json_schema` there (llama-cpp-python's).
    """
    wanted: dict[str, Any] = {"max_tokens": reply}
    sampling = request.sampling
    if sampling != Sampling():
        wanted |= {"temperature": sampling.temperature, "top_p": sampling.top_p}
        if sampling.seed is not None:
            wanted["seed"] = sampling.seed
    if request.schema is not None and old_form:
        wanted["response_format"] = {"type": "json_object", "schema": request.schema}
    elif request.schema is not None:
        wanted["response_format"] = {"type": "json_schema", "json_schema": {"name": "reply", "schema": request.schema}}
    return wanted


def reply_tokens(request: Request, context: int) -> int:
    """Tokens that the reply may have: what is wanted, and of a short context at most half."""
    return min(request.max_tokens, max(1, context // 2))
