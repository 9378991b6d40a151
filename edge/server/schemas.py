"""What requests look like, as JSON schemas: bodies are checked against them, and the OpenAPI description shows them."""

from __future__ import annotations

from typing import Any

__all__ = ["COMPLETION", "TURN", "without_messages"]

_TEXT = {"type": "string", "minLength": 1, "maxLength": 1_000_000}
_CONTENT = {
    "description": "A text, or parts of which all are text.",
    "anyOf": [
        {"type": "string", "maxLength": 1_000_000},
        {
            "type": "array",
            "minItems": 1,
            "maxItems": 1000,
            "items": {
                "type": "object",
                "required": ["type", "text"],
                "properties": {"type": {"const": "text"}, "text": {"type": "string", "maxLength": 1_000_000}},
            },
        },
    ],
}
_NO_CALLS = {"not": {"required": ["tool_calls"], "properties": {"tool_calls": {"not": {"type": "null"}}}}}
_SYSTEM = {
    **_NO_CALLS,
    "type": "object",
    "required": ["role", "content"],
    "properties": {"role": {"enum": ["system", "developer"]}, "content": _CONTENT},
}
_SAID = {
    **_NO_CALLS,
    "type": "object",
    "required": ["role", "content"],
    "properties": {"role": {"enum": ["user", "assistant"]}, "content": _CONTENT},
}
_CALL = {
    "type": "object",
    "required": ["id", "type", "function"],
    "properties": {
        "id": {"type": "string", "maxLength": 200},
        "type": {"const": "function"},
        "function": {
            "type": "object",
            "required": ["name", "arguments"],
            "properties": {
                "name": {"type": "string", "maxLength": 200},
                "arguments": {"type": "string", "maxLength": 1_000_000, "description": "JSON in a string."},
            },
        },
    },
}
_CALLING = {
    "type": "object",
    "required": ["role", "tool_calls"],
    "properties": {
        "role": {"const": "assistant"},
        "content": {"anyOf": [{"type": "null"}, _CONTENT]},
        "tool_calls": {"type": "array", "minItems": 1, "maxItems": 128, "items": _CALL},
    },
}
_EMPTY = {
    **_NO_CALLS,
    "type": "object",
    "required": ["role", "content"],
    "properties": {"role": {"const": "assistant"}, "content": {"type": "null"}},
}
_CALLED = {
    **_NO_CALLS,
    "type": "object",
    "required": ["role", "tool_call_id", "content"],
    "properties": {
        "role": {"const": "tool"},
        "tool_call_id": {"type": "string", "maxLength": 200},
        "content": _CONTENT,
    },
}
_TOOL = {
    "type": "object",
    "required": ["type", "function"],
    "properties": {
        "type": {"const": "function"},
        "function": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"},
                "description": {"type": "string", "maxLength": 100_000},
                "parameters": {"type": "object"},
            },
        },
    },
}
_MAX_TOKENS = {
    "type": ["integer", "null"],
    "minimum": 1,
    "maximum": 10_000_000,
    "description": "More than 32,768 is as much as that.",
}
_TEMPERATURE = {"type": ["number", "null"], "minimum": 0, "maximum": 2}
_TOP_P = {"type": ["number", "null"], "exclusiveMinimum": 0, "maximum": 1}
_SEED = {"type": ["integer", "null"], "minimum": 0, "maximum": 2**32 - 2}
_NOTHING = {"description": "Is not supported: leave it out.", "enum": [None, 0, 0.0]}

COMPLETION: dict[str, Any] = {
    "type": "object",
    "required": ["model", "messages"],
    "properties": {
        "model": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200,
            "description": "auto (the router decides), device, cloud, or one of the local models of /v1/models.",
        },
        "messages": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1000,
            "description": "The conversation, the question of the user last. System messages stand first.",
            "items": {"anyOf": [_SYSTEM, _SAID, _EMPTY, _CALLING, _CALLED]},
        },
        "stream": {"type": ["boolean", "null"]},
        "stream_options": {
            "type": ["object", "null"],
            "properties": {"include_usage": {"type": ["boolean", "null"]}},
        },
        "max_tokens": _MAX_TOKENS,
        "max_completion_tokens": _MAX_TOKENS,
        "temperature": _TEMPERATURE,
        "top_p": _TOP_P,
        "seed": _SEED,
        "n": {"enum": [None, 1]},
        "response_format": {
            "anyOf": [
                {"type": "null"},
                {"type": "object", "required": ["type"], "properties": {"type": {"const": "text"}}},
                {"type": "object", "required": ["type"], "properties": {"type": {"const": "json_object"}}},
                {
                    "type": "object",
                    "required": ["type", "json_schema"],
                    "properties": {
                        "type": {"const": "json_schema"},
                        "json_schema": {
                            "type": "object",
                            "required": ["schema"],
                            "properties": {"name": {"type": "string"}, "schema": {"type": "object"}},
                        },
                    },
                },
            ]
        },
        "stop": {"description": "Is not supported: leave it out.", "enum": [None, []]},
        "frequency_penalty": _NOTHING,
        "presence_penalty": _NOTHING,
        "logprobs": {"enum": [None, False]},
        "logit_bias": {"description": "Is not supported: leave it out.", "enum": [None, {}]},
        "tools": {
            "type": ["array", "null"],
            "maxItems": 128,
            "description": "Are passed on to an endpoint, with `auto` or `cloud` as the model; the device calls none.",
            "items": _TOOL,
        },
        "tool_choice": {
            "anyOf": [
                {"enum": [None, "none", "auto", "required"]},
                {
                    "type": "object",
                    "required": ["type", "function"],
                    "properties": {
                        "type": {"const": "function"},
                        "function": {
                            "type": "object",
                            "required": ["name"],
                            "properties": {"name": {"type": "string", "maxLength": 64}},
                        },
                    },
                },
            ]
        },
        "parallel_tool_calls": {"type": ["boolean", "null"]},
    },
}

TURN: dict[str, Any] = {
    "type": "object",
    "required": ["text"],
    "not": {  # it is kept in a conversation, or brings its own history
        "required": ["history", "conversation"],
        "properties": {"history": {"not": {"type": "null"}}, "conversation": {"not": {"type": "null"}}},
    },
    "properties": {
        "text": {**_TEXT, "description": "The message.", "pattern": r"\S"},
        "history": {
            "type": ["array", "null"],
            "maxItems": 1000,
            "description": "What was said before; nothing of the turn is kept. Not together with `conversation`.",
            "items": _SAID,
        },
        "conversation": {
            "type": ["string", "null"],
            "minLength": 1,
            "maxLength": 128,
            "description": "Keep the turn in this conversation of the home: its name, or `new`.",
        },
        "model": {"type": ["string", "null"], "maxLength": 200, "description": "As for a chat completion."},
        "private": {"type": ["boolean", "null"], "description": "Nothing of it may leave the device, now or later."},
        "offline": {"type": ["boolean", "null"], "description": "Nothing may leave in this turn."},
        "system": {"type": ["string", "null"], "maxLength": 100_000},
        "schema": {"type": ["object", "null"], "description": "A JSON schema that the reply has to fit."},
        "max_tokens": _MAX_TOKENS,
        "temperature": _TEMPERATURE,
        "top_p": _TOP_P,
        "seed": _SEED,
    },
}


def without_messages(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema for everything but the messages, which are checked by hand (`edge.server.conversation`)."""
    known = {name: one for name, one in schema["properties"].items() if name not in {"messages", "history"}}
    return {**schema, "properties": known}
