"""The chunks of a streamed chat completion, as OpenAI's API has them."""

from __future__ import annotations

import time
from typing import Any

from edge.journal.uid import new_uid
from edge.server.sse import data

__all__ = ["DONE", "Chunks"]

DONE = b"data: [DONE]\n\n"


class Chunks:
    """Makes the chunks of one answer."""

    def __init__(self) -> None:
        self._name = f"chatcmpl-{new_uid()}"
        self._created = int(time.time())

    def chunk(self, model: str, delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
        """A piece of the answer, or with `finish` its end; `more` stands beside `choices`."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return data({**self._head(model), "choices": [choice], **more})

    def usage(self, model: str, counted: dict[str, Any]) -> bytes:
        """The tokens, behind the end."""
        return data({**self._head(model), "choices": [], "usage": counted})

    def _head(self, model: str) -> dict[str, Any]:
        return {"id": self._name, "object": "chat.completion.chunk", "created": self._created, "model": model}
