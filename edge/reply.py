"""The text of a reply on its way from an answerer to whoever asked."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from edge.answerer import Answered, Progress, Step, Text, Uncertainty
from edge.cleaning import Cleaner
from edge.engine.constraint import complaint
from edge.errors import ReplyNotValidError
from edge.events import Event, Piece, Started, Waiting
from edge.transcript import By
from edge.turn import Question

__all__ = ["Reply", "validated"]

Emit = Callable[[Event], None]
Save = Callable[[str, str, By, str], None]
"""(turn, text so far, by, model)"""

SAVE_EVERY = 1.0
"""Seconds between two writes of a reply that is still growing: what a power cut may take of it."""


class Asked(Protocol):
    """What a reply has to know of the question."""

    @property
    def started(self) -> Started:
        """The turn that it belongs to."""
        ...

    @property
    def begun(self) -> float:
        """When it was asked, by the monotonic clock."""
        ...


class Reply:
    """The text of a reply as it grows: cleaned, timed, told, and saved now and then."""

    def __init__(self, emit: Emit, asked: Asked, save: Save) -> None:
        self.ttft_ms: float | None = None
        """From the question to the first text that was told."""
        self._emit = emit
        self._save = save
        self._turn = asked.started.turn
        self._begun = self._saved = asked.begun
        self._pieces: list[str] = []

    @property
    def text(self) -> str:
        """All of it so far."""
        return "".join(self._pieces)

    def relay(self, steps: Iterator[Step]) -> Answered:
        """Pass on what an answerer says, and return how it ended."""
        cleaner = Cleaner()
        for step in steps:
            match step:
                case Progress():
                    self._emit(Waiting(step.state, step.detail))
                case Uncertainty():
                    pass  # the record has it; nothing is decided by it yet
                case Text():
                    self._tell(cleaner.feed(step.text), step.by, step.model)
                case Answered():
                    self._tell(cleaner.end(), step.by, step.model)
                    return step
        raise AssertionError("an answerer ends with Answered")

    def _tell(self, text: str, by: By, model: str) -> None:
        if not text:
            return
        now = time.monotonic()
        if self.ttft_ms is None:
            self.ttft_ms = (now - self._begun) * 1000
        self._pieces.append(text)
        self._emit(Piece(text, by, model))
        if now - self._saved > SAVE_EVERY:
            self._saved = now
            self._save(self._turn, self.text, by, model)


def validated(answered: Answered, question: Question, text: str) -> Answered:
    """With a schema, a reply is complete only when it fits."""
    if question.schema is None or answered.cut_off is not None:
        return answered
    wrong = complaint(text, question.schema)
    if wrong is None:
        return answered
    error = ReplyNotValidError(f"The reply does not fit the schema: {wrong}.")
    return dataclasses.replace(answered, cut_off="error", why=str(error), error=error.kind)
