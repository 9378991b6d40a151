"""The text of a reply on its way from an answerer to whoever asked."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from edge.answerer import Answered, Progress, Remark, Seam, Step, Text, Uncertainty
from edge.cleaning import Cleaner
from edge.engine.constraint import complaint
from edge.errors import ReplyNotValidError
from edge.events import Event, Face, Fallback, Notice, Piece, Started, Switched, Waiting
from edge.transcript import By
from edge.turn import Question

__all__ = ["Outcome", "Reply", "validated"]

Emit = Callable[[Event], None]
Save = Callable[[str, str, By, str], None]
"""(turn, text so far, by, model)"""
KeepFace = Callable[[str, Face], None]
"""(turn, the text that was put aside)"""

SAVE_EVERY = 1.0
"""Seconds between two writes of a reply that is still growing: what a power cut may take of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a turn's reply ended."""

    answered: Answered
    """Of the text that stands."""
    fallback: Fallback | None = None
    """Where the device wrote what stands, or a part of it, although it was to be the cloud's."""

    @property
    def by_cloud(self) -> bool:
        """Whether what stands is the cloud's, and was not broken off."""
        return self.answered.by == "cloud" and self.answered.error is None and self.fallback is None


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

    def __init__(self, emit: Emit, asked: Asked, save: Save, keep_face: KeepFace) -> None:
        self.ttft_ms: float | None = None
        """From the question to the first text that was told."""
        self.faces: list[Face] = []
        """Texts that were put aside."""
        self._emit = emit
        self._save = save
        self._keep_face = keep_face
        self._cleaner = Cleaner()
        self._by: By = "local"
        self._model = ""
        self._turn = asked.started.turn
        self._begun = self._saved = asked.begun
        self._pieces: list[str] = []

    @property
    def text(self) -> str:
        """All of it so far."""
        return "".join(self._pieces)

    def begin_with(self, begun: Face) -> None:
        """Tell what stands of it already, which an answerer is to go on with."""
        self._by, self._model = begun.by, begun.model
        self._pieces.append(begun.text)
        self._emit(Piece(begun.text, begun.by, begun.model))

    def relay(self, steps: Iterator[Step]) -> Answered:
        """Pass on what an answerer says, and return how it ended."""
        for step in steps:
            self.hear(step)
            if isinstance(step, Answered):
                return step
        raise AssertionError("an answerer ends with Answered")

    def hear(self, step: Step) -> None:
        """Pass on one step of an answerer. Between two answerers stands the `Answered` of one, `goes_on` or
        `put_aside`.
        """
        match step:
            case Progress():
                self._emit(Waiting(step.state, step.detail))
            case Uncertainty():
                pass  # the record has it; nothing is decided by it yet
            case Remark():
                self._emit(Notice(step.text))
            case Text():
                self._tell(self._cleaner.feed(step.text), step.by, step.model)
            case Seam():
                if step.anew:
                    self.put_aside("cloud", step.why)
                else:
                    self.goes_on("cloud", "cloud", step.why)
            case Answered():
                self._tell(self._cleaner.end(), step.by, step.model)

    def goes_on(self, from_: By, to: By, why: str) -> None:
        """Another answerer writes from here on, behind the text so far."""
        self._tell(self._cleaner.end(), self._by, self._model)
        self._emit(Switched(from_, to, why))

    def put_aside(self, to: By, why: str, *, complete: bool = False) -> None:
        """Another answerer begins a text of its own, in the place of the text so far, which becomes a face of the
        reply; `complete` says whether it came to its end.
        """
        self._tell(self._cleaner.end(), self._by, self._model)
        if self._pieces:
            face = Face("provisional", self.text, self._by, self._model, complete)
            self.faces.append(face)
            self._keep_face(self._turn, face)
        self._pieces.clear()
        self._emit(Switched(self._by, to, why, anew=True))

    def _tell(self, text: str, by: By, model: str) -> None:
        self._by, self._model = by, model
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
