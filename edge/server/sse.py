"""Server-sent events (WHATWG HTML, 9.2)."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["BEAT", "BEAT_S", "EVENT_STREAM", "HEADERS", "data"]

EVENT_STREAM = "text/event-stream; charset=utf-8"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Nobody on the way keeps it, or holds it back until it is whole."""
BEAT_S = 10.0
"""Seconds without an event after which something is sent all the same: many close a connection that is silent."""
BEAT = b": waiting\n\n"


def data(value: Any, event: str | None = None) -> bytes:
    """One event with a JSON value, which has no line break."""
    name = f"event: {event}\n" if event is not None else ""
    return f"{name}data: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}\n\n".encode("utf-8", "replace")
