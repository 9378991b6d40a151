"""A `TurnRecord` as columns of the table `turn`, and back."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import sqlite3
from typing import Any, TypeVar, cast

from edge.answerer import CutOff, Tokens, Uncertainty
from edge.events import (
    Egress,
    Face,
    Fallback,
    Intent,
    Memory,
    Reason,
    Receipt,
    Route,
    SecondReading,
    TurnRecord,
    build,
)
from edge.journal.text import storable
from edge.transcript import By
from edge.turn import Choice

__all__ = ["from_row", "to_columns"]

Made = TypeVar("Made")

_PLAIN = (
    *("by", "model", "quantization", "cut_off", "why", "error", "outbox"),
    *("ttft_ms", "total_ms", "load_ms", "prefill_ms", "decode_ms", "tok_s", "dropped_turns", "choice", "confidence"),
)
"""Fields that are columns of the same name."""

_MEMORY = ("rss_mb", "peak_mb", "engine_rss_mb", "engine_peak_mb", "free_mb", "cpu_load", "temperature_c")

_TOKENS = ("prompt", "cached", "completion", "forced", "drafted", "accepted")


def to_columns(record: TurnRecord) -> dict[str, Any]:
    """What of `record` stands in the turn's own row: all but its names, its text, its faces and its receipts."""
    egress, fallback = record.egress, record.fallback
    return {
        **{name: getattr(record, name) for name in _PLAIN},
        **{name: getattr(record.memory, name) for name in _MEMORY},
        "complete": record.complete,
        "route_to": record.route.to,
        "p_cloud": record.route.p_cloud,
        "reasons": _json([dataclasses.asdict(reason) for reason in record.route.reasons]),
        "language": record.route.language,
        "task": record.route.task,
        "route_endpoint": record.route.endpoint,
        "route_model": record.route.model,
        "route_choice": record.route.choice,
        "second_reading": record.second_reading and _json(dataclasses.asdict(record.second_reading)),
        "intents": _json([{"name": i.name, "slots": i.slots, "confidence": i.confidence} for i in record.intents]),
        **{f"{name}_tokens": getattr(record.tokens, name) for name in _TOKENS},
        "uncertainty": _json([{"entropy": one.entropy, "margin": one.margin} for one in record.uncertainty]),
        "egress_endpoint": egress and egress.endpoint,
        "egress_bytes": egress and egress.bytes,
        "egress_masked": egress and _json(egress.masked),
        "fallback_from": fallback and fallback.from_,
        "fallback_why": fallback and fallback.why,
    }


def from_row(joined: sqlite3.Row, faces: tuple[Face, ...] = (), receipts: tuple[Receipt, ...] = ()) -> TurnRecord:
    """The record of a row of `turn`, with the columns `conversation_uid` and `text` joined to it.

    A turn whose process died before anything was known of it counts as the device's, with an empty model.
    """
    row = dict(joined)
    by = cast("By", row["by"] or row["route_to"] or "local")
    fallback = None
    egress = Egress.of(receipts)  # of a turn that did not come to its end, there is no more than these
    if row["egress_endpoint"] is not None:
        masked = _read(row["egress_masked"], {})
        egress = Egress(row["egress_endpoint"], row["egress_bytes"] or 0, masked, receipts)
    if row["fallback_from"] is not None:
        fallback = Fallback(row["fallback_from"], row["fallback_why"] or "")
    return TurnRecord(
        turn=row["uid"],
        conversation=row["conversation_uid"],
        text=row["text"] or "",
        by=by,
        model=row["model"] or "",
        complete=bool(row["complete"]),
        route=Route(
            to=cast("By", row["route_to"] or by),
            p_cloud=row["p_cloud"],
            reasons=_tuple(Reason, row["reasons"]),
            language=row["language"],
            task=row["task"],
            endpoint=row["route_endpoint"],
            model=row["route_model"],
            choice=cast("Choice | None", row["route_choice"]),
        ),
        quantization=row["quantization"],
        cut_off=cast("CutOff | None", row["cut_off"]),
        why=row["why"],
        error=row["error"],
        intents=_tuple(Intent, row["intents"]),
        ttft_ms=row["ttft_ms"],
        total_ms=row["total_ms"] or 0.0,
        load_ms=row["load_ms"],
        prefill_ms=row["prefill_ms"],
        decode_ms=row["decode_ms"],
        tokens=Tokens(**{name: row[f"{name}_tokens"] for name in _TOKENS}),
        tok_s=row["tok_s"],
        memory=Memory(**{name: row[name] for name in _MEMORY}),
        dropped_turns=row["dropped_turns"],
        choice=row["choice"],
        confidence=row["confidence"],
        uncertainty=_tuple(Uncertainty, row["uncertainty"]),
        egress=egress,
        fallback=fallback,
        outbox=row["outbox"],
        second_reading=_second_reading(row["second_reading"]),
        faces=faces,
    )


def _second_reading(text: str | None) -> SecondReading | None:
    """What the column holds; None where there was none, or a damaged file left something else."""
    try:
        return cast("SecondReading", build(SecondReading, _read(text, {}))) if text else None
    except (ValueError, AttributeError, TypeError):
        return None


def _json(value: Any) -> str:
    return storable(json.dumps(value, ensure_ascii=False))


def _tuple(kind: type[Made], text: str | None) -> tuple[Made, ...]:
    """The values in a JSON column, without those that a damaged file made unreadable."""
    made: list[Made] = []
    for item in _read(text, []):
        with contextlib.suppress(ValueError, AttributeError, TypeError):
            made.append(build(kind, item))
    return tuple(made)


def _read(text: str | None, otherwise: Any) -> Any:
    """The value in a JSON column; `otherwise` where a damaged file left something else."""
    try:
        value = json.loads(text or "")
    except ValueError:
        return otherwise
    return value if type(value) is type(otherwise) else otherwise
