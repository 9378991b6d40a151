"""A visit: one conversation, one turn at a time, and nothing left of it when it ends."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from edge.errors import EdgeError, JournalError, UsageError
from edge.events import Event, Started
from edge.journal.uid import new_uid
from edge.kiosk.visits import Visits
from edge.turn import AssistantLike, Question, Turn

__all__ = ["Visit", "VisitTurn"]

_END_S = 10.0
"""Seconds that a turn has to end when it is cancelled; the visit is forgotten then, and once more when it has."""


class Visit:
    """All calls may come from any thread but an event loop's: they wait for disk, socket or the end of a turn.

    folder  where it is noted until it is forgotten (`Paths.visits`)
    failed  is called with what keeps it from being forgotten
    """

    def __init__(self, assistant: AssistantLike, folder: Path, failed: Callable[[EdgeError], None]) -> None:
        self._assistant = assistant
        self._noted = Visits(folder)
        self._failed = failed
        self._lock = threading.Lock()
        self._conversation: str | None = None
        self._turn: VisitTurn | None = None
        self._open: set[VisitTurn] = set()
        """Turns that have not ended."""
        self._unnoted = False
        self._over = False
        self.left = False
        """Whether forgetting it has failed, so that it has to be tried again."""
        self._done = False
        """Over and forgotten, and its last turn has ended, too."""

    @property
    def conversation(self) -> str | None:
        """Its conversation; None before the first question."""
        return self._conversation

    @property
    def done(self) -> bool:
        """Whether it is forgotten, and needs nobody any more."""
        return self._done

    def ask(self, text: str) -> VisitTurn:
        """Begin a turn; the one under way is stopped before, and what there is of it stays.

        Raises UsageError if the visit is over, and what `AssistantLike.ask` raises.
        """
        with self._lock:
            self._stop_and_wait()
            if self._over:
                raise UsageError("The visit is over.")
            question = Question(text, new_uid(), self._conversation or "new", surface="kiosk")
            try:
                turn = self._begun(question)
            except UsageError:
                if self._conversation is None or self._assistant.conversation(self._conversation) is not None:
                    raise
                self._conversation = None  # somebody had all conversations forgotten meanwhile
                turn = self._begun(dataclasses.replace(question, conversation="new"))
            self._turn = VisitTurn(self, turn, question.uid)
            self._open.add(self._turn)
            return self._turn

    def _begun(self, question: Question) -> Turn:
        try:
            self._noted.asked(question)
        except JournalError:
            if not self._assistant.status().memory_only:
                raise
            self._unnoted = True  # nothing of it comes to the disk
        return self._assistant.ask(question)

    def stop(self) -> bool:
        """Stop the turn under way; what there is of its answer stays. Returns whether there was one."""
        turn = self._turn
        if turn is None or turn.ended.is_set():
            return False
        turn.cancel()
        return True

    def end(self) -> None:
        """End the visit and forget it everywhere. When this returns, that is so, unless `failed` was called.

        Called again, it tries again what failed; what is never forgotten here is at the next start.
        """
        with self._lock:
            if self._done:
                return
            self._over = True
            self._stop_and_wait()
            self._forget()

    def _stop_and_wait(self) -> None:
        if self._turn is not None and not self._turn.ended.is_set():
            self._turn.cancel()
            self._turn.ended.wait(_END_S)

    def _forget(self) -> None:
        """Forget what there is of it; while a turn has not ended it stays noted, to be forgotten once more then."""
        under_way = bool(self._open)
        try:
            self._noted.forget(self._assistant, again=under_way)
            if self._unnoted and self._conversation is not None:
                self._assistant.forget(self._conversation)
        except EdgeError as error:
            self.left = True
            self._failed(error)
            return
        self.left = False
        if not under_way:
            self._done = True
            self._noted.close()

    def _is_in(self, question: str, conversation: str) -> None:
        if self._conversation is None:
            self._conversation = conversation
            with contextlib.suppress(JournalError):  # then it is found by its question
                self._noted.begun(conversation, question)

    def _turn_ended(self, turn: VisitTurn) -> None:
        self._open.discard(turn)
        turn.ended.set()
        if not self._over:
            return
        with self._lock:  # behind `end`, which may not have waited so long
            if not self._done and not self._open:
                self._forget()


class VisitTurn:
    """A turn of a visit (`edge.turn.Turn`). It has to be iterated to its end, also by who cancelled it."""

    def __init__(self, visit: Visit, turn: Turn, question: str) -> None:
        self._visit = visit
        self._turn = turn
        self._question = question
        self.ended = threading.Event()

    def __iter__(self) -> Iterator[Event]:
        try:
            for event in self._turn:
                if isinstance(event, Started):
                    self._visit._is_in(self._question, event.conversation)
                yield event
        finally:
            self._visit._turn_ended(self)

    def cancel(self) -> None:
        """Ask for the end from any thread."""
        self._turn.cancel()
