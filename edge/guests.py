"""Turns of guests: who asks brings the conversation along, and nothing of it is kept.

A client over HTTP holds its own conversation and sends all of it with every question. `GuestJournal` is to such a turn
what the journal is to others, for as long as the turn lasts.
"""

from __future__ import annotations

import dataclasses
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Protocol

from edge.errors import UsageError
from edge.events import Face, Started, TurnRecord
from edge.journal.uid import new_uid
from edge.transcript import By, Message
from edge.turn import Question

__all__ = ["GuestJournal", "TurnJournal", "named"]

REMEMBERED = 50_000
"""Messages of which it is remembered whether they may leave."""


class TurnJournal(Protocol):
    """What a turn needs of a journal; see `edge.journal.Journal`."""

    @property
    def memory_only(self) -> bool:
        """Whether what is said is lost when the process ends."""
        ...

    def transcript(self, conversation: str, limit: int, turn: str | None = None) -> list[Message]:
        """The last messages up to the question of a turn."""
        ...

    def messages(self, conversation: str, limit: int = 200) -> list[Message]:
        """The last messages, the oldest of them first."""
        ...

    def turns(self, conversation: str, limit: int = 200) -> list[TurnRecord]:
        """The records of the last turns that have ended, the oldest of them first."""
        ...

    def progress(self, turn: str, text: str, by: By | None = None, model: str | None = None) -> None:
        """Keep the reply of an open turn as far as it has come."""
        ...

    def keep_back(self, turn: str) -> None:
        """Let no message of a turn leave the device."""
        ...

    def put_aside(self, turn: str, face: Face) -> None:
        """Keep a text of an open turn's reply in whose place another one begins."""
        ...

    def finish(self, record: TurnRecord, reply_uid: str) -> bool:
        """Close a turn; False if it was forgotten meanwhile."""
        ...

    def stands(self, turn: str) -> bool:
        """Whether no other turn stands in the place of this one."""
        ...


class GuestJournal:
    """The turns of guests that are under way. All calls may come from any thread."""

    memory_only = True

    def __init__(
        self,
        is_note: Callable[[str], bool] = lambda _text: False,
        keep_figures: Callable[[TurnRecord], None] = lambda _record: None,
    ) -> None:
        """What it needs to know, and what it tells.

        is_note       whether a message is a command whose text stays on the device
        keep_figures  gets the record of each turn that has ended: how it went is kept, what was said is not
        """
        self._is_note = is_note
        self._keep_figures = keep_figures
        self._lock = threading.Lock()
        self._may_leave: OrderedDict[str, bool] = OrderedDict()
        """By the uid of each message of a user that was seen: the client sends them back without their mark."""
        self._open: dict[str, tuple[Message, ...]] = {}
        """What was said, the question last, by the name of the conversation, which is made up for one turn."""

    def begin(self, question: Question) -> Started:
        """Open a turn for a question that brings its `history`.

        Raises UsageError where the history does not consist of questions and answers in turn, a question first.
        """
        said = self._looked_at(question)
        conversation = f"guest.{new_uid()}"
        with self._lock:
            self._open[conversation] = said
        return Started(conversation, conversation, said[-1].uid, kept=False)

    def marked(self, question: Question) -> tuple[Message, ...]:
        """The `history` of a question, with what is known of what may leave; that of the question is noted.

        No turn is opened. Raises UsageError as `begin`.
        """
        return self._looked_at(question)[:-1]

    def _looked_at(self, question: Question) -> tuple[Message, ...]:
        """All that was said, the question last, with names and marks."""
        history = question.history or ()
        roles = [message.role for message in history]
        if roles and (roles[0] != "user" or set(roles) - {"user", "assistant"}):
            raise UsageError("A conversation begins with a message of the user, and has only theirs and the replies.")
        may_leave = not (question.private or question.kept_back)
        asked = Message("user", question.text, "", may_leave=may_leave, attachments=question.attachments)
        said = named((*history, asked))
        unknown = [message for message in said[:-1] if message.role == "user" and message.uid not in self._may_leave]
        looked_at = {message.uid: not self._is_note(message.text) for message in unknown}
        with self._lock:
            for uid, allowed in looked_at.items():
                self._mark(uid, allowed)
            self._mark(said[-1].uid, may_leave)
            return (*(self._marked(message) for message in said[:-1]), said[-1])

    def transcript(self, conversation: str, limit: int, turn: str | None = None) -> list[Message]:  # noqa: ARG002 - a conversation has one turn
        """See `TurnJournal`."""
        found = self.messages(conversation, limit)
        return found[1:] if found and found[0].role == "assistant" else found

    def messages(self, conversation: str, limit: int = 200) -> list[Message]:
        """See `TurnJournal`."""
        with self._lock:
            return list(self._open.get(conversation, ())[-limit:])

    def turns(self, conversation: str, limit: int = 200) -> list[TurnRecord]:  # noqa: ARG002 - there are none
        """Nothing is known of a guest's turns before."""
        return []

    def progress(self, turn: str, text: str, by: By | None = None, model: str | None = None) -> None:
        """Nothing is kept."""

    def put_aside(self, turn: str, face: Face) -> None:
        """Nothing is kept."""

    def keep_back(self, turn: str) -> None:
        """See `TurnJournal`."""
        with self._lock:
            said = self._open.get(turn)
            if said is not None:
                self._mark(said[-1].uid, False)
                self._open[turn] = (*said[:-1], dataclasses.replace(said[-1], may_leave=False))

    def finish(self, record: TurnRecord, reply_uid: str) -> bool:  # noqa: ARG002 - the reply is not kept
        """Forget what was said in the turn."""
        with self._lock:
            self._open.pop(record.conversation, None)
        self._keep_figures(record)
        return True

    def stands(self, turn: str) -> bool:  # noqa: ARG002 - there is no other
        """It does."""
        return True

    def _mark(self, uid: str, may_leave: bool) -> None:
        """Once a message may not leave, it never may."""
        self._may_leave[uid] = self._may_leave.pop(uid, True) and may_leave
        while len(self._may_leave) > REMEMBERED:
            self._may_leave.popitem(last=False)

    def _marked(self, message: Message) -> Message:
        """With the mark of its turn: what was answered to what may not leave may not, either."""
        if self._may_leave.get(message.uid.removesuffix(".reply"), True):
            return message
        return dataclasses.replace(message, may_leave=False)


def named(messages: Iterable[Message]) -> tuple[Message, ...]:
    """The messages with uids that follow from what was said up to each.

    The engine keeps the token ids of replies by their uids: so it knows a reply again when its client sends it back.
    """
    said = hashlib.sha256()
    found: list[Message] = []
    for message in messages:
        before = said.hexdigest()[:24]
        said.update(f"{message.role}\0{len(message.text)}\0{message.text}".encode("utf-8", "surrogatepass"))
        uid = f"{before}.reply" if message.role == "assistant" else said.hexdigest()[:24]
        found.append(dataclasses.replace(message, uid=uid))
    return tuple(found)
