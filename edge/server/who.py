"""Who answered, in the fields and headers of a response: the same for every kind of request."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from edge.events import Route, TurnRecord

__all__ = ["answered", "headers_of", "routed"]


def routed(route: Route) -> dict[str, Any]:
    """The decision, as the field `edge` of a first chunk has it."""
    return {
        "route": route.to,
        "p_cloud": route.p_cloud,
        "endpoint": route.endpoint,
        "language": route.language,
        "reasons": [{"rule": reason.rule, "text": reason.text} for reason in route.reasons],
    }


def answered(record: TurnRecord) -> dict[str, Any]:
    """The outcome, as the field `edge` of a response or of a last chunk has it."""
    egress, fallback = record.egress, record.fallback
    return {
        **routed(record.route),
        "by": record.by,
        "model": record.model,
        "complete": record.complete,
        "why": record.why,
        "intents": [{"name": one.name, "slots": one.slots, "confidence": one.confidence} for one in record.intents],
        "ttft_ms": record.ttft_ms,
        "total_ms": record.total_ms,
        "tok_s": record.tok_s,
        "rss_mb": record.memory.rss_mb,
        "engine_rss_mb": record.memory.engine_rss_mb,
        "egress": None
        if egress is None
        else {"endpoint": egress.endpoint, "bytes": egress.bytes, "masked": egress.masked},
        "fallback": None if fallback is None else {"from": fallback.from_, "why": fallback.why},
    }


def headers_of(route: Route, record: TurnRecord | None = None) -> dict[str, str]:
    """The same for those who look at headers: where it went, and where the answer is known who gave it."""
    found: dict[str, str] = {"X-Edge-Route": route.to}
    if record is not None:
        found["X-Edge-By"] = record.by
        found["X-Edge-Model"] = quote(record.model, safe=" /:@+,;=()[]")
        found["X-Edge-Complete"] = "true" if record.complete else "false"
    return found
