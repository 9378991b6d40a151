"""A turn that outlives the process that was answering it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from edge.errors import CancelledError, EdgeError, OwnerGoneError
from edge.events import Event, Notice
from edge.home.client import AttachedTurn
from edge.home.told import Told
from edge.turn import Question, Turn

__all__ = ["HomeTurn"]


class HomeTurn:
    """A question that an owner in another process answers, and another one if that ends too early."""

    def __init__(self, question: Question, turn: AttachedTurn, begin: Callable[[Question], Turn]) -> None:
        """`begin` asks a question of whoever owns the home by then."""
        self._question = question
        self._turn: Turn = turn
        self._begin = begin
        self._cancelled = False

    def cancel(self) -> None:
        """Ask for the end."""
        self._cancelled = True
        self._turn.cancel()

    def __iter__(self) -> Iterator[Event]:
        told = Told(self._question)
        while True:
            turn = self._turn
            try:
                for event in turn.events() if isinstance(turn, AttachedTurn) else turn:
                    if told.hear(event):
                        yield event
                return
            except EdgeError as error:
                if self._cancelled:
                    yield from told.end(CancelledError("You stopped it."))
                    return
                if told.has_shown or told.in_command or not isinstance(error, OwnerGoneError):
                    yield from told.end(error)
                    return
            yield Notice(
                "The edge process that was answering has ended before its first word; your question is asked again."
            )
            try:
                self._turn = self._begin(told.question)
            except EdgeError as error:
                yield from told.end(error)
                return
            if self._cancelled:
                self._turn.cancel()
