"""What a client has heard of a turn so far, so that it can end the turn itself when the owner cannot."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from edge.answerer import CutOff
from edge.errors import CancelledError, EdgeError, OwnerGoneError
from edge.events import Event, Face, Finished, Notice, Piece, Read, Reason, Route, Routed, Started, Switched, TurnRecord
from edge.transcript import By
from edge.turn import Question

__all__ = ["Told"]


class Told:
    """Listens to the events of one question, however many owners it takes."""

    def __init__(self, question: Question) -> None:
        self.started: Started | None = None
        self.text = ""
        """What was shown of the reply."""
        self._question = question
        self._read: Read | None = None
        self._route = Route("local", None, (Reason("owner_gone", "The process that routes was gone."),), "und")
        self._routed = False
        self._by: By | None = None
        self._model = ""
        self._faces: list[Face] = []
        self._begun = time.monotonic()
        self._ttft_ms: float | None = None

    @property
    def question(self) -> Question:
        """The question as it has to be asked again: in the conversation in which it is kept by now."""
        if self.started is None or not self.started.kept:
            return self._question
        return replace(self._question, conversation=self.started.conversation)

    @property
    def in_command(self) -> bool:
        """Whether a command was under way: asked again, it could be carried out twice."""
        return self._routed and self._route.to == "skill"

    @property
    def has_shown(self) -> bool:
        """Whether the user has seen any text of it, also one that was put aside since."""
        return bool(self.text or self._faces)

    def hear(self, event: Event) -> bool:
        """Note the event; False if it only repeats what the user was told before another owner took over."""
        match event:
            case Started():
                before, self.started = self.started, event
                return before is None or before.conversation != event.conversation
            case Read():
                before_read, self._read = self._read, event
                return before_read != event
            case Routed():
                new = not self._routed or self._route != event.route
                self._routed, self._route = True, event.route
                return new
            case Piece():
                if self._ttft_ms is None:
                    self._ttft_ms = self._ms()
                self.text += event.text
                self._by, self._model = event.by, event.model
            case Switched(anew=True):
                self._aside()
        return True

    def _aside(self) -> None:
        """Another text begins in the place of the one so far."""
        if self.text:
            self._faces.append(Face("provisional", self.text, self._by or "local", self._model, complete=False))
        self.text = ""

    def end(self, error: EdgeError) -> Iterator[Event]:
        """The last events of a turn that ends with this error: a sentence, and a record with the text so far."""
        why = self._gone() if isinstance(error, OwnerGoneError) else str(error)
        if not isinstance(error, CancelledError):
            yield Notice(why)
        started, read = self.started, self._read
        yield Finished(
            TurnRecord(
                turn=started.turn if started else "",
                conversation=started.conversation if started else self._question.conversation or "",
                text=self.text,
                by=self._by or self._route.to,
                model=self._model,
                complete=False,
                route=self._route,
                cut_off=_cut_off(error),
                why=why,
                error=None if isinstance(error, CancelledError) else error.kind,
                intents=read.intents if read else (),
                ttft_ms=self._ttft_ms,
                total_ms=self._ms(),
                faces=tuple(self._faces),
            )
        )

    def _gone(self) -> str:
        if self.in_command:
            return (
                "The edge process that was carrying out your command has ended. It may be done or not: look, and say it"
                " again if it is not."
            )
        kept = self.started is None or self.started.kept
        stored = "Your message is stored" if kept else "Your message was in its memory only"
        return f"The edge process that was answering has ended. {stored}; ask again, and a new one answers."

    def _ms(self) -> float:
        return (time.monotonic() - self._begun) * 1000


def _cut_off(error: EdgeError) -> CutOff:
    if isinstance(error, CancelledError):
        return "cancelled"
    return "died" if isinstance(error, OwnerGoneError) else "error"
