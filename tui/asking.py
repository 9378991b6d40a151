"""The messages on their way: the one that is being answered, those that wait behind it, and the last one before."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.turn import Question
from tui.commands import Said
from tui.message import UserMessage

if TYPE_CHECKING:
    from tui.reply import Reply

__all__ = ["NEW", "Asking", "Pending"]

NEW = "new"
"""As the conversation of a question: begin another one."""


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

    def question(self, conversation: str | None) -> Question:
        """As the assistant gets it."""
        said = self.said
        return Question(
            said.text,
            uid=self.uid,
            conversation=conversation,
            choice=said.choice,
            private=said.private,
            attachments=said.attachments,
            surface="terminal",
        )


class Asking:
    """The queue of one conversation."""

    def __init__(self) -> None:
        self.current: Pending | None = None
        """The one that is being answered."""
        self.waiting: deque[Pending] = deque()
        self.answered: Said | None = None
        """The last one that came to its turn in this conversation."""

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way."""
        return self.current is None and not self.waiting

    @property
    def latest(self) -> Said | None:
        """The last question, answered or not."""
        return self.waiting[-1].said if self.waiting else self.answered

    @property
    def unkept(self) -> list[str]:
        """What only this app has, as it was typed."""
        current = [self.current.typed] if self.current is not None and not self.current.kept else []
        return [*current, *(pending.typed for pending in self.waiting)]

    def begin(self) -> Pending:
        """The turn of the one that has waited longest has come."""
        self.current = self.waiting.popleft()
        self.answered = self.current.said
        return self.current

    def take_all(self) -> list[Pending]:
        """Nothing can be asked now: all that are on their way, which none of them is any more."""
        taken = [*([self.current] if self.current is not None else []), *self.waiting]
        self.current = None
        self.waiting.clear()
        return taken
