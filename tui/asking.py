"""The messages on their way: the one that is being answered, those that wait behind it, and the last one before."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edge.events import Event, TurnRecord
from edge.turn import Question
from tui.asked import NEW, question
from tui.commands import Said
from tui.message import UserMessage
from tui.stead import Stead

if TYPE_CHECKING:
    from tui.reply import Reply

__all__ = ["NEW", "Asking", "Last", "Pending"]


@dataclass(frozen=True, slots=True)
class Last:
    """The last message that came to its turn."""

    uid: str
    said: Said
    record: TurnRecord | None = None
    """Of its turn, once that has ended."""


@dataclass(slots=True)
class Pending:
    """A message that was sent and is not answered yet."""

    uid: str
    """The message's name; see `edge.turn.Question`."""
    typed: str
    """As it stood in the composer."""
    said: Said
    shown: UserMessage
    reply: Reply | None = None
    kept: bool = False
    """Whether the assistant has it on disk; until then it belongs to the draft."""
    stopping: bool = False
    stead: Stead | None = None
    """The turn on screen in whose place this one is asked."""
    before: Last | None = None
    """What was the last message before."""
    events: list[Event] = field(default_factory=list)
    """What was told of its turn so far, for who leaves the conversation and comes back."""

    def question(self, conversation: str | None) -> Question:
        """As the assistant gets it."""
        return question(self.said, self.uid, conversation)


class Asking:
    """The queue of one conversation."""

    def __init__(self) -> None:
        self.current: Pending | None = None
        """The one that is being answered."""
        self.waiting: deque[Pending] = deque()
        self.answered: Last | None = None
        """The last one that came to its turn in this conversation."""

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way."""
        return self.current is None and not self.waiting

    @property
    def under_way(self) -> list[Pending]:
        """All that are on their way, the one that is being answered first."""
        return [*([self.current] if self.current is not None else []), *self.waiting]

    @property
    def latest(self) -> Said | None:
        """The last question, answered or not."""
        if self.waiting:
            return self.waiting[-1].said
        return self.answered.said if self.answered is not None else None

    @property
    def unkept(self) -> list[str]:
        """What only this app has, as it was typed."""
        current = [self.current.typed] if self.current is not None and not self.current.kept else []
        return [*current, *(pending.typed for pending in self.waiting)]

    def begin(self) -> Pending:
        """The turn of the one that has waited longest has come."""
        self.current = self.waiting.popleft()
        self.current.before = self.answered
        self.answered = Last(self.current.uid, self.current.said.alone)
        return self.current

    def take_all(self) -> list[Pending]:
        """Nothing can be asked now: all that are on their way, which none of them is any more."""
        taken = self.under_way
        if self.current is not None:
            self.answered = self.current.before
        self.current = None
        self.waiting.clear()
        return taken
