"""`POST /v1/chat/completions`, as OpenAI's API has it, with the routing in the field `edge` and in headers."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from starlette.responses import JSONResponse, Response

from edge.events import Event, Finished, Piece, Route, Routed, Switched, TurnRecord
from edge.server import who
from edge.server.chunks import DONE, Chunks
from edge.server.problem import Problem, status_of
from edge.server.sse import BEAT

__all__ = ["Events", "begun", "streamed", "whole"]

Events = AsyncGenerator[Event | None, None]
"""What `edge.server.following.follow` gives."""

_SEAM = "\n\n"
"""Between a text and the one that comes in its place: what was sent cannot be taken back."""


async def whole(events: Events) -> Response:
    """The answer as one JSON object."""
    record: TurnRecord | None = None
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Finished):
                record = event.record
    if record is None:
        raise Problem(500, "The answer ended without a word.", code="error")
    _refuse_empty(record)
    return JSONResponse(_completion(record), headers=who.headers_of(record.route, record))


async def begun(events: Events) -> tuple[Route, Event]:
    """Where a question went, and the first event that is to be told: a piece of text, or the end.

    Raises Problem where there is no text, so that it becomes the response's status.
    """
    route: Route | None = None
    async for event in events:
        if isinstance(event, Routed):
            route = event.route
        elif isinstance(event, Piece) and route is not None:
            return route, event
        elif isinstance(event, Finished):
            _refuse_empty(event.record)
            return event.record.route, event
    raise Problem(500, "The answer ended without a word.", code="error")


async def streamed(route: Route, first: Event, events: Events, *, usage: bool) -> AsyncIterator[bytes]:
    """The chunks of an answer of which `begun` gave the beginning. Closes `events` at its end, or when it is closed."""
    chunks, model = Chunks(), _model(first)
    async with aclosing(events):
        yield chunks.chunk(model, {"role": "assistant", "content": ""}, edge=who.routed(route))
        async for event in _from(first, events):
            match event:
                case None:
                    yield BEAT
                case Piece():
                    model = event.model
                    yield chunks.chunk(model, {"content": event.text})
                case Switched():
                    text = _SEAM if event.anew else ""
                    switched = {"from": event.from_, "to": event.to, "why": event.why, "anew": event.anew}
                    yield chunks.chunk(model, {"content": text} if text else {}, edge={"switched": switched})
                case Finished(record=record):
                    model = record.model
                    yield chunks.chunk(model, {}, _finish(record), edge=who.answered(record))
                    if usage:
                        yield chunks.usage(model, _usage(record))
        yield DONE


async def _from(first: Event, events: Events) -> AsyncIterator[Event | None]:
    yield first
    if not isinstance(first, Finished):
        async for event in events:
            yield event


def _completion(record: TurnRecord) -> dict[str, Any]:
    message = {"role": "assistant", "content": record.text, "refusal": None}
    return {
        "id": f"chatcmpl-{record.turn.removeprefix('guest.')}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": record.model,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": _finish(record)}],
        "usage": _usage(record),
        "edge": who.answered(record),
    }


def _usage(record: TurnRecord) -> dict[str, Any]:
    tokens = record.tokens
    return {
        "prompt_tokens": tokens.prompt,
        "completion_tokens": tokens.completion,
        "total_tokens": tokens.prompt + tokens.completion,
        "prompt_tokens_details": {"cached_tokens": tokens.cached},
    }


def _finish(record: TurnRecord) -> str:
    """`stop` says that the reply is whole; an answer that broke off says `error`, which no other API has a word for."""
    if record.complete:
        return "stop"
    if record.error == "content_filter":
        return "content_filter"
    return "length" if record.cut_off in {"length", "context"} else "error"


def _model(first: Event) -> str:
    if isinstance(first, Piece):
        return first.model
    return first.record.model if isinstance(first, Finished) else ""


def _refuse_empty(record: TurnRecord) -> None:
    """Raise Problem where there is an error and no text: then the response is that error."""
    if record.text or record.complete or record.cut_off == "length":
        return
    status = status_of(record.error, 502 if record.route.to == "cloud" else 500)
    why = record.why or "There was no answer."
    raise Problem(status, why, code=record.error or "error", edge=who.answered(record))
