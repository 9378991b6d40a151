"""Requests to an engine's process, put together as the answerer does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from edge.answerer import Cancel
from edge.engine.process import EngineProcess

GREEDY = {"temperature": 0.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0, "repeat_penalty": 1.0, "seed": 1}


def message(role: str, text: str, uid: str) -> dict[str, str]:
    return {"role": role, "text": text, "uid": uid}


def request(messages: list[dict[str, str]], reply_uid: str = "reply", **more: Any) -> dict[str, Any]:
    return {
        "conversation": "c",
        "messages": messages,
        "reply_uid": reply_uid,
        "max_tokens": 24,
        "sampling": GREEDY,
        "grammar": None,
        **more,
    }


@dataclass
class Seen:
    """What came back for one request."""

    text: str = ""
    prompt: dict[str, Any] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)


def run(process: EngineProcess, wanted: dict[str, Any], cancel: Cancel | None = None) -> Seen:
    seen = Seen()
    for frame in process.generate(wanted, cancel or Cancel()):
        if frame["ev"] == "piece":
            seen.text += frame["text"]
        elif frame["ev"] == "prompt":
            seen.prompt = frame
        else:
            seen.last = frame
    return seen
