"""Chat completions with tools: passed on to an endpoint, as OpenAI's API has them, masked and through the gate."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from edge.errors import EdgeError
from edge.journal.uid import new_uid
from edge.server.chunks import DONE, Chunks
from edge.server.problem import Problem
from edge.server.sse import BEAT

if TYPE_CHECKING:
    from cloud_client import Completion, Delta
    from edge.cloud.relay import Relay

__all__ = ["first", "parts", "streamed", "wants_tools", "whole"]

Deltas = AsyncGenerator["Delta | None", None]

_PASSED_ON = ("tools", "tool_choice", "parallel_tool_calls", "temperature", "top_p", "seed", "response_format")


def wants_tools(body: Mapping[str, Any]) -> bool:
    """Whether tools are in it, or were called before."""
    calls = any(one["role"] == "tool" or one.get("tool_calls") for one in body["messages"])
    return bool(body.get("tools")) or calls


def parts(body: Mapping[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Messages and options for an endpoint. Raises Problem where the device was to answer, or nobody is asked."""
    if body["model"] not in {"auto", "cloud"}:
        text = "The device calls no tools: ask for the model auto or cloud, or leave the tools out."
        raise Problem(400, text, code="tools", param="tools")
    messages = [dict(message) for message in body["messages"]]
    if messages[-1]["role"] not in {"user", "tool"}:
        raise Problem(
            400, "It ends with a message of the user or with what a tool gave.", code="messages", param="messages"
        )
    options = {name: body[name] for name in _PASSED_ON if body.get(name) is not None}
    most = body.get("max_completion_tokens") or body.get("max_tokens")
    return messages, {**options, "max_tokens": most} if most else options


async def whole(relay: Relay, deltas: Deltas) -> Response:
    """The answer as one JSON object."""
    async with aclosing(deltas):
        async for _delta in deltas:
            pass
    done = relay.completion
    message: dict[str, Any] = {"role": "assistant", "content": done.text or None, "refusal": None}
    if done.tool_calls:
        message["tool_calls"] = [dict(call) for call in done.tool_calls]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _finish(done)}
    return JSONResponse(
        {
            "id": f"chatcmpl-{new_uid()}",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": done.model or relay.endpoint,
            "choices": [choice],
            "usage": _usage(done),
            "edge": _edge(relay),
        },
        headers={"X-Edge-Route": "cloud", "X-Edge-By": "cloud"},
    )


async def first(deltas: Deltas) -> Delta | None:
    """The first piece of an answer; None where it ended without one."""
    async for delta in deltas:
        if delta is not None:
            return delta
    return None


async def streamed(relay: Relay, begun: Delta | None, deltas: Deltas, *, usage: bool) -> AsyncIterator[bytes]:
    """The chunks of an answer of which `begun` is there; None where it ended without a piece.

    One that breaks off ends with `finish_reason` "error", and the sentence in `edge.why`.
    """
    chunks, why = Chunks(), None
    async with aclosing(deltas):
        yield chunks.chunk(relay.model, {"role": "assistant", "content": "" if begun is None or begun.text else None})
        try:
            if begun is not None:
                yield chunks.chunk(relay.model, _delta(begun))
                async for delta in deltas:
                    yield BEAT if delta is None else chunks.chunk(relay.model, _delta(delta))
        except (EdgeError, Problem) as error:
            why = str(error)
        done = relay.completion
        finish = _finish(done) if why is None else "error"
        yield chunks.chunk(relay.model, {}, finish, edge={**_edge(relay), "why": why})
        if usage:
            yield chunks.usage(relay.model, _usage(done))
        yield DONE


def _delta(delta: Delta) -> dict[str, Any]:
    said: dict[str, Any] = {"content": delta.text} if delta.text else {}
    if delta.tool_calls:
        said["tool_calls"] = [{"index": place, **call} for place, call in enumerate(delta.tool_calls)]
    return said


def _finish(done: Completion) -> str:
    """What the endpoint said; `stop` where it only said that this is all, and `error` where it did not even do that."""
    if not done.complete:
        return "error"
    return done.finish_reason or ("tool_calls" if done.tool_calls else "stop")


def _usage(done: Completion) -> dict[str, Any]:
    used = done.usage
    prompt, completion = (used.prompt, used.completion) if used is not None else (0, 0)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _edge(relay: Relay) -> dict[str, Any]:
    egress = relay.egress
    left = None if egress is None else {"endpoint": egress.endpoint, "bytes": egress.bytes, "masked": egress.masked}
    return {"route": "cloud", "by": "cloud", "endpoint": relay.endpoint, "egress": left}
