"""A request's body: read within bounds, checked against its schema, and made a question."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Iterable, Mapping
from itertools import dropwhile
from typing import TYPE_CHECKING, Any, cast

from starlette.requests import ClientDisconnect, Request

from edge.answerer import Sampling
from edge.server import conversation
from edge.server.problem import Problem
from edge.transcript import Message, Role
from edge.turn import Choice, Question

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

__all__ = ["NAMES", "completion_question", "read", "turn_question"]

READ_S = 30.0
"""Seconds in which a body has to arrive."""
_SYSTEM = frozenset({"system", "developer"})
_SHOWN = 120
"""Characters of a value that a sentence about it repeats."""

_WHOLE = frozenset({"seed", "max_tokens", "max_completion_tokens"})
_MOST_TOKENS = 32_768

NAMES: Mapping[str, Choice | None] = {"auto": None, "device": "local", "cloud": "cloud"}
"""The names of models that leave the model open, and who has to answer."""


async def read(request: Request, schema: Validator) -> dict[str, Any]:
    """The JSON object in the body. Raises Problem where it is none, comes too slowly or is not as its schema says."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Problem(415, "The body has to be JSON: send it with Content-Type: application/json.", code="content_type")
    try:
        async with asyncio.timeout(READ_S):
            data = await request.body()
    except TimeoutError:
        raise Problem(408, f"The body did not arrive within {READ_S:.0f} s.", code="too_slow") from None
    except ClientDisconnect:
        raise Problem(400, "The client went before its body was there.", code="gone") from None
    return await asyncio.to_thread(_checked, data, schema)


def _checked(data: bytes, schema: Validator) -> dict[str, Any]:
    """In a thread: a large body would keep everybody else waiting."""
    try:
        body = json.loads(data.decode("utf-8"), parse_constant=_no_number)
        json.dumps(body, ensure_ascii=False).encode()  # half of a surrogate pair is valid JSON, and no text
    except (ValueError, RecursionError):
        raise Problem(400, "The body is not valid JSON in UTF-8.", code="not_json") from None
    error = next(schema.iter_errors(body), None)
    if error is not None:
        where = ".".join(map(str, error.absolute_path))
        said = error.message if len(error.message) <= _SHOWN else f"{error.message[:_SHOWN]}…"
        raise Problem(400, f"{where or 'The body'}: {said}", code="not_as_described", param=where or None)
    if "messages" in body:
        conversation.check(body["messages"], "messages", chat=True)
    if body.get("history") is not None:
        conversation.check(body["history"], "history", chat=False)
    for name in _WHOLE & body.keys():
        if isinstance(body[name], float):  # for JSON, 1.0 is a whole number
            body[name] = int(body[name])
    return cast("dict[str, Any]", body)


def completion_question(body: Mapping[str, Any], models: Mapping[str, str], uid: str) -> Question:
    """The question of a chat completion; `models` has the path or name of each local model by its name.

    Raises Problem where the conversation does not end with a question, or the model is unknown.
    """
    messages = [(str(one["role"]), conversation.text_of(one["content"])) for one in body["messages"]]
    system = [text for role, text in messages if role in _SYSTEM]
    said = [(role, text) for role, text in messages if role not in _SYSTEM and (role == "user" or text)]
    if any(role not in _SYSTEM for role, _ in messages[: len(system)]):
        raise Problem(400, "System messages have to stand before all others.", code="messages", param="messages")
    if not said or said[-1][0] != "user" or not said[-1][1].strip():
        text = "A conversation ends with a question of the user."
        raise Problem(400, text, code="messages", param="messages")
    question = Question(
        text=said[-1][1],
        uid=uid,
        surface="http",
        history=_history(said[:-1]),
        system="\n\n".join(system) if system else None,
        max_tokens=_most(body.get("max_completion_tokens") or body.get("max_tokens")),
        schema=_schema(body.get("response_format")),
        sampling=_sampling(body),
    )
    return _directed(question, body["model"], models)


def turn_question(body: Mapping[str, Any], models: Mapping[str, str], uid: str) -> Question:
    """The question of a turn. Raises Problem as `completion_question`."""
    kept = body.get("conversation")
    said = _history((str(one["role"]), conversation.text_of(one["content"])) for one in body.get("history") or ())
    question = Question(
        text=body["text"],
        uid=uid,
        surface="http",
        conversation=kept,
        history=said if kept is None else None,
        private=bool(body.get("private")),
        offline=bool(body.get("offline")),
        system=body.get("system"),
        max_tokens=_most(body.get("max_tokens")),
        schema=body.get("schema"),
        sampling=_sampling(body),
    )
    return _directed(question, body.get("model") or "auto", models)


def _directed(question: Question, name: str, models: Mapping[str, str]) -> Question:
    if name in NAMES:
        return dataclasses.replace(question, choice=NAMES[name])
    if name not in models:
        known = ", ".join([*NAMES, *models])
        raise Problem(
            404, f"There is no model '{name[:_SHOWN]}'; there are {known}.", code="model_not_found", param="model"
        )
    return dataclasses.replace(question, choice="local", model=models[name])


def _schema(wanted: Mapping[str, Any] | None) -> dict[str, Any] | None:
    match wanted:
        case {"type": "json_schema", "json_schema": {"schema": dict(schema)}}:
            return schema
        case {"type": "json_object"}:
            return {"type": "object"}
    return None


def _sampling(body: Mapping[str, Any]) -> Sampling | None:
    """None where the request says nothing of it: then it is as the settings say."""
    given = {name: body[name] for name in ("temperature", "top_p", "seed") if body.get(name) is not None}
    return Sampling(**given) if given else None


def _history(said: Iterable[tuple[str, str]]) -> tuple[Message, ...]:
    """The conversation from the first question on: many clients begin it with a greeting of the assistant."""
    return tuple(
        Message(cast("Role", role), text, "") for role, text in dropwhile(lambda one: one[0] == "assistant", said)
    )


def _most(tokens: int | None) -> int | None:
    return None if tokens is None else min(tokens, _MOST_TOKENS)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
