"""One question, timed from outside."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from edge.answerer import Sampling
from edge.errors import EdgeError, EngineError, error_from_kind
from edge.events import Event, Finished, Piece, TurnRecord
from edge.journal import new_uid
from edge.turn import AssistantLike, Question, Turn

__all__ = ["GREEDY", "Timed", "ask", "question"]

GREEDY = Sampling(temperature=0, top_k=0, top_p=1, min_p=0, repeat_penalty=1)
"""Always the likeliest token, and nothing else looked at."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A finished turn with the asker's clock, in ms since the question."""

    record: TurnRecord
    first_ms: float | None
    """The first text; None if there was none."""
    last_ms: float | None
    """The last text."""
    total_ms: float
    """The end."""

    @property
    def evaluated(self) -> int:
        """Tokens of the prompt that were computed."""
        return self.record.tokens.prompt - self.record.tokens.cached

    @property
    def after_first_ms(self) -> float | None:
        """From the first text to the last."""
        return None if self.first_ms is None or self.last_ms is None else self.last_ms - self.first_ms


def question(text: str, **more: Any) -> Question:
    """A question that is answered greedily and by this device, in a new conversation if nothing else is said."""
    given = {"conversation": "new", "choice": "local", "sampling": GREEDY, **more}
    return dataclasses.replace(Question(text, new_uid()), **given)


def ask(assistant: AssistantLike, what: Question, watch: Callable[[Turn, Event], None] | None = None) -> Timed:
    """Ask and wait for the end; `watch(turn, event)` sees every event as it comes.

    Raises the error that ended the turn. A limit or a cancellation is none.
    """
    first = last = None
    begun = time.monotonic()
    turn = assistant.ask(what)
    try:
        for event in turn:
            now = (time.monotonic() - begun) * 1000
            if isinstance(event, Piece):
                first = now if first is None else first
                last = now
            if watch is not None:
                watch(turn, event)
            if isinstance(event, Finished):
                return Timed(_sound(event.record), first, last, now)
    except BaseException:
        turn.cancel()
        raise
    raise EngineError("The assistant gave no account of a turn; this is a fault of ours: please report it.")


def _sound(record: TurnRecord) -> TurnRecord:
    if record.error is not None and record.cut_off != "cancelled":
        error: EdgeError = error_from_kind(record.error, record.why or "The turn failed.")
        raise error
    return record
