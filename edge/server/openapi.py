"""The description of this server (OpenAPI 3.1), served at `/openapi.json`."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from edge import __version__
from edge.server.schemas import COMPLETION, TURN

__all__ = ["description"]

_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": ["string", "null"]},
            },
        }
    },
}


def description(models: Iterable[str]) -> dict[str, Any]:
    """The whole document; `models` are the names that may be asked for now."""
    completion = copy.deepcopy(COMPLETION)
    completion["properties"]["model"]["enum"] = list(models)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "edge serve",
            "version": __version__,
            "description": "An assistant that lives on this device. Chat completions are as OpenAI's API has them.",
        },
        "security": [{"token": []}],
        "paths": {
            "/healthz": {
                "get": {
                    "operationId": "healthz",
                    "summary": "Whether the server runs",
                    "security": [],
                    "responses": {"200": _json("It runs.", {"type": "object"})},
                }
            },
            "/readyz": {
                "get": {
                    "operationId": "readyz",
                    "summary": "Whether it can answer",
                    "responses": _responses(
                        _json("It can.", {"type": "object"}), {"503": _json("It cannot.", {"type": "object"})}
                    ),
                }
            },
            "/metrics": {
                "get": {
                    "operationId": "metrics",
                    "summary": "Figures for Prometheus",
                    "responses": _responses({"description": "Text.", "content": {"text/plain": {}}}),
                }
            },
            "/v1/models": {
                "get": {
                    "operationId": "models",
                    "summary": "What can be asked for as a model",
                    "responses": _responses(_json("The list.", _MODELS)),
                }
            },
            "/v1/chat/completions": {
                "post": _post("completions", "An answer to a conversation", completion, "chat.completion")
            },
            "/v1/turns": {"post": _post("turns", "Every event of a turn, as server-sent events", TURN, None)},
        },
        "components": {
            "schemas": {"Error": _ERROR},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


_MODELS = {
    "type": "object",
    "required": ["object", "data"],
    "properties": {
        "object": {"const": "list"},
        "data": {
            "type": "array",
            "items": {"type": "object", "required": ["id", "object"], "properties": {"id": {"type": "string"}}},
        },
    },
}


def _post(name: str, summary: str, body: dict[str, Any], kind: str | None) -> dict[str, Any]:
    content: dict[str, Any] = {"text/event-stream": {}}
    if kind is not None:
        wanted = {
            "type": "object",
            "required": ["id", "object", "choices", "usage"],
            "properties": {"object": {"const": kind}},
        }
        content["application/json"] = {"schema": wanted}
    return {
        "operationId": name,
        "summary": summary,
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": _responses(
            {"description": "The answer.", "content": content},
            {
                "400": _error("What is wrong with the request."),
                "403": _error("It may not leave, and was to."),
                "404": _error("There is no such model."),
                "408": _error("The body came too slowly."),
                "413": _error("The body is too large."),
                "415": _error("The body is not JSON."),
                "429": _error("Too many wait; Retry-After says when to come again."),
                "500": _error("A fault of this program."),
                "502": _error("The endpoint's answer broke off, or could not be used."),
                "503": _error("Nobody can answer now."),
                "504": _error("There was no answer in time."),
            },
        ),
    }


def _responses(good: dict[str, Any], more: dict[str, Any] | None = None) -> dict[str, Any]:
    always = {
        "401": _error("The token is missing or wrong."),
        "403": _error("The origin is not listed."),
        "421": _error("The host is not listed."),
    }
    return {"200": good, **always, **(more or {})}


def _error(about: str) -> dict[str, Any]:
    return _json(about, {"$ref": "#/components/schemas/Error"})


def _json(about: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": about, "content": {"application/json": {"schema": schema}}}
