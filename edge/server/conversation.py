"""The messages of a request: checked by hand, since there are many, and a schema takes seconds for them.

`edge.server.schemas` has the same rules for the description; a test holds that both accept the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edge.server.problem import Problem

__all__ = ["MOST_MESSAGES", "MOST_TEXT", "check", "text_of"]

MOST_MESSAGES = 1000
MOST_TEXT = 1_000_000
"""Characters of a message."""
_MOST_PARTS = 1000
_MOST_CALLS = 128
_LONGEST_NAME = 200


def check(messages: Any, where: str, *, chat: bool) -> None:
    """Raise Problem where this is no list of messages.

    where  the name of the field
    chat   whether it is OpenAI's: with system messages and with calls of tools
    """
    if not isinstance(messages, list) or not (0 if not chat else 1) <= len(messages) <= MOST_MESSAGES:
        raise _wrong(f"{where}: there have to be {'1' if chat else '0'} to {MOST_MESSAGES} messages.", where)
    for number, message in enumerate(messages):
        wrong = _wrong_with(message, chat)
        if wrong is not None:
            raise _wrong(f"{where}.{number}: {wrong}", f"{where}.{number}")


def text_of(content: Any) -> str:
    """The text of a message's content that was checked; nothing for none."""
    if content is None:
        return ""
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def _wrong_with(message: Any, chat: bool) -> str | None:
    if not isinstance(message, Mapping):
        return "it is no object with role and content."
    role, content, calls = message.get("role"), message.get("content"), message.get("tool_calls")
    roles = ("user", "assistant", *(("system", "developer", "tool") if chat else ()))
    if role not in roles:
        return f"its role has to be one of {', '.join(roles)}."
    if calls is not None and not (chat and role == "assistant"):
        return "only a message of the assistant has tool_calls."
    if calls is not None and not _are_calls(calls):
        return "its tool_calls are none."
    if role == "tool" and not _is_name(message.get("tool_call_id")):
        return "a message of a tool names its tool_call_id."
    if content is None and role == "assistant" and chat and "content" in message:
        return None
    if content is None and calls is not None:
        return None
    return _wrong_with_content(content)


def _wrong_with_content(content: Any) -> str | None:
    if isinstance(content, str):
        return None if len(content) <= MOST_TEXT else f"it has more than {MOST_TEXT} characters."
    if not isinstance(content, list) or not 1 <= len(content) <= _MOST_PARTS:
        return "its content has to be a text, or parts of which all are text."
    for part in content:
        is_text = isinstance(part, Mapping) and part.get("type") == "text" and isinstance(part.get("text"), str)
        if not is_text or len(part["text"]) > MOST_TEXT:
            return "its content has to be a text, or parts of which all are text."
    return None


def _are_calls(calls: Any) -> bool:
    if not isinstance(calls, list) or not 1 <= len(calls) <= _MOST_CALLS:
        return False
    for call in calls:
        function = call.get("function") if isinstance(call, Mapping) else None
        if not isinstance(function, Mapping) or call.get("type") != "function" or not _is_name(call.get("id")):
            return False
        arguments = function.get("arguments")
        if not _is_name(function.get("name")) or not isinstance(arguments, str) or len(arguments) > MOST_TEXT:
            return False
    return True


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and len(name) <= _LONGEST_NAME


def _wrong(text: str, param: str) -> Problem:
    return Problem(400, text, code="not_as_described", param=param)
