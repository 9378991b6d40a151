"""The record of a turn, put together from what its rungs found out."""

from __future__ import annotations

import time

from edge.asked import Asked
from edge.events import Memory, Route, TurnRecord
from edge.journal.replaced import behind
from edge.reply import Outcome, Reply
from edge.understanding import Understood

__all__ = ["record_of"]


def record_of(
    asked: Asked, understood: Understood, route: Route, outcome: Outcome, reply: Reply, memory: Memory
) -> TurnRecord:
    """Everything that is known of a turn whose answer has ended, but what left the device for it."""
    answered = outcome.answered
    generated, decode_ms = answered.tokens.completion, answered.decode_ms
    return TurnRecord(
        turn=asked.started.turn,
        conversation=asked.started.conversation,
        text=reply.text,
        by=answered.by,
        model=answered.model,
        quantization=answered.quantization,
        complete=answered.cut_off is None,
        cut_off=answered.cut_off,
        why=answered.why,
        error=answered.error,
        route=route,
        intents=understood.heard.intents,
        ttft_ms=reply.ttft_ms,
        total_ms=(time.monotonic() - asked.begun) * 1000,
        load_ms=answered.load_ms,
        prefill_ms=answered.prefill_ms,
        decode_ms=decode_ms,
        tokens=answered.tokens,
        tok_s=(generated - 1) * 1000 / decode_ms if decode_ms and generated > 1 else None,
        memory=memory,
        dropped_turns=answered.dropped_turns,
        choice=answered.choice,
        confidence=answered.confidence,
        uncertainty=answered.uncertainty,
        fallback=outcome.fallback,
        second_reading=understood.second,
        faces=(*behind(asked.earlier, reply.text), *reply.faces),
    )
