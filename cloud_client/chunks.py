"""The chunks of a chat completion, put together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast, get_args

from cloud_client.completion import Completion, Delta, FinishReason, Usage
from cloud_client.errors import ErrorInStreamError, InvalidJsonError
from cloud_client.faults import Fault
from cloud_client.rejection import of_error
from cloud_client.sse import Event

__all__ = ["Assembly"]

_REASONS = frozenset(get_args(FinishReason))
_FAILED = frozenset({"abort", "error"})
"""Reasons that say that the server gave up: vLLM and some gateways write them."""


class Assembly:
    """Takes events, gives pieces, and keeps what has come. Only the first choice is read."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._half = ""
        self._calls: dict[int, dict[str, Any]] = {}
        self._usage: Usage | None = None
        self._model: str | None = None
        self.finish_reason: FinishReason | None = None
        self.done = False
        """Whether the end mark has come: nothing follows it."""
        self.answered = False
        """Whether any chunk of an answer has come."""
        self.begun = False
        """Whether a piece of it has: the first token."""

    @property
    def complete(self) -> bool:
        """Whether the server has said that this is all."""
        return self.finish_reason is not None or (self.done and self.answered)

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._text)

    def take(self, event: Event) -> Delta | None:
        """What an event adds; None if that is no piece of the answer. Raises Fault."""
        if event.data == "[DONE]":
            self.done = True
            return None
        chunk = _object(event.data)
        if event.event == "error" and "error" not in chunk:
            raise of_error(chunk)
        return self._chunk(chunk, "delta")

    def take_whole(self, body: str) -> Delta | None:
        """The same for a server that answers with one JSON object in place of a stream. Raises Fault."""
        delta = self._chunk(_object(body), "message")
        self.done = True
        return delta

    def completion(self, ttft_ms: float | None, tries: int) -> Completion:
        """All that has come."""
        return Completion(
            text="".join(self._text),
            reasoning="".join(self._reasoning),
            tool_calls=tuple(self._calls[index] for index in sorted(self._calls)),
            finish_reason=self.finish_reason,
            complete=self.complete,
            usage=self._usage,
            model=self._model,
            ttft_ms=ttft_ms,
            tries=tries,
        )

    def _chunk(self, chunk: dict[str, Any], part: str) -> Delta | None:
        if chunk.get("error"):
            raise of_error(chunk["error"])
        if isinstance(chunk.get("model"), str):
            self._model = chunk["model"]
        if isinstance(chunk.get("usage"), dict):
            self._usage = _usage(chunk["usage"])
        choices = chunk.get("choices")
        if choices is None:
            if chunk.get("object") == "error":  # vLLM before 0.10
                raise of_error(chunk)
            return None
        choice = next(iter(choices), None) if isinstance(choices, list) else choices
        if choice is None or (isinstance(choice, dict) and choice.get("index")):
            return None
        if not isinstance(choice, dict):
            raise Fault(InvalidJsonError, "a choice that is no object")
        self.answered = True
        delta = self._delta(choice.get(part))
        self._end(choice.get("finish_reason"))
        return delta

    def _delta(self, part: Any) -> Delta | None:
        if part is None:
            return None
        if not isinstance(part, dict):
            raise Fault(InvalidJsonError, "a delta that is no object")
        text = self._whole_characters(_text(part.get("content")))
        reasoning = _characters(_text(part.get("reasoning_content") or part.get("reasoning")))
        calls = tuple(call for call in part.get("tool_calls") or () if isinstance(call, dict))
        if not (text or reasoning or calls):
            return None
        self.begun = True
        if text:
            self._text.append(text)
        if reasoning:
            self._reasoning.append(reasoning)
        for position, call in enumerate(calls):
            self._add_call(call, position)
        return Delta(text, reasoning, calls)

    def _whole_characters(self, text: str) -> str:
        """The text without half of a surrogate pair at its end, which waits for its other half in the next piece."""
        text = self._half + text
        self._half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        return _characters(text.removesuffix(self._half))

    def _add_call(self, piece: Mapping[str, Any], position: int) -> None:
        """Put a piece of a tool call where it belongs: names and ids come once, arguments in pieces."""
        index = piece.get("index")
        call = self._calls.setdefault(index if isinstance(index, int) else position, {"type": "function"})
        for name in ("id", "type"):
            if isinstance(piece.get(name), str):
                call[name] = piece[name]
        function = piece.get("function")
        if isinstance(function, dict):
            whole = call.setdefault("function", {"name": "", "arguments": ""})
            whole["name"] = whole["name"] or _text(function.get("name"))
            whole["arguments"] += _text(function.get("arguments"))

    def _end(self, reason: Any) -> None:
        if reason is None or reason == "":
            return
        if reason in _FAILED:
            raise Fault(ErrorInStreamError, f"finish_reason {reason}")
        # A reason that nobody knows still says that it is the end.
        self.finish_reason = cast("FinishReason", reason) if reason in _REASONS else "stop"


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        fault = Fault(InvalidJsonError, f"{error.msg} at character {error.pos}")
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets without end
        fault = Fault(InvalidJsonError, "it goes beyond all bounds")
    else:
        if isinstance(value, dict):
            return value
        fault = Fault(InvalidJsonError, "it is no object")
    raise fault


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _characters(text: str) -> str:
    """Text that can be written: JSON can hold halves of surrogate pairs, which no encoding takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _usage(value: Mapping[str, Any]) -> Usage:
    details = value.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else 0
    return Usage(_count(value.get("prompt_tokens")), _count(value.get("completion_tokens")), _count(cached))


def _count(value: Any) -> int:
    return value if type(value) is int and value >= 0 else 0
