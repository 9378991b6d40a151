"""What comes back: the pieces of an answer, and the answer as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Completion", "Delta", "FinishReason", "Gate", "ModelInfo", "Usage"]

Gate = Callable[[bytes], bytes]
"""What every payload passes: it gets the finished body (UTF-8 JSON) and returns the bytes that are sent, or raises.

It is called before each try, right before the bytes go out, in the thread that iterates the stream. What it raises is
not caught and nothing is sent.
"""

FinishReason = Literal["stop", "length", "tool_calls", "content_filter", "function_call"]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as the server counts them."""

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    """Tokens of the prompt that the server did not evaluate again."""


@dataclass(frozen=True, slots=True)
class Delta:
    """One piece of the answer. At least one of the fields says something."""

    text: str = ""
    reasoning: str = ""
    """What a thinking model writes beside its answer, where the server keeps it apart."""
    tool_calls: tuple[Mapping[str, Any], ...] = ()
    """Pieces of tool calls as the server sent them."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A finished answer, or what there is of one."""

    text: str = ""
    reasoning: str = ""
    tool_calls: tuple[Mapping[str, Any], ...] = ()
    """Whole tool calls, put together from their pieces: `id`, `type`, `function` with `name` and `arguments`."""
    finish_reason: FinishReason | None = None
    """Why it ended, in the server's word; None where only the end mark came, or while it is not complete."""
    complete: bool = False
    """Whether the server said that this is all."""
    usage: Usage | None = None
    """None where the server does not count."""
    model: str | None = None
    """The name that the server gave for what answered."""
    ttft_ms: float | None = None
    """From the request to the first piece, in ms, of the try that answered."""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One entry of `/v1/models`."""

    id: str
    max_model_len: int | None = None
    """Tokens that prompt and reply may have together, where the server says so (vLLM does)."""
