"""Which replica holds which conversation.

Clients send the whole conversation with each question and give it no name, so that it is known by what was said. Many
conversations begin with the same words: of each beginning several holders are remembered, and whoever of them has the
least to do answers.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable

from edge.guests import named
from edge.transcript import Message
from edge.turn import Question

__all__ = ["Pins", "session_of"]

REMEMBERED = 50_000
"""Conversations, as far as they have come."""
HOLDERS = 4
"""Replicas that are remembered for one of them, the last ones."""


class Pins:
    """Conversations as far as they have come, with the replicas that answered last. All calls may come from any
    thread."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._holders: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def holders(self, question: Question) -> tuple[str, ...]:
        """Who answered the turn before this question, the last one first; nobody where that is not known."""
        if not question.history:
            return ()
        with self._lock:
            return self._holders.get(_name(_before(question)), ())

    def answered(self, question: Question, reply: str, replica: str) -> None:
        """Note who answered a question, and with what."""
        said = (*_before(question), Message("user", question.text, ""), Message("assistant", reply, ""))
        name = _name(said)
        with self._lock:
            others = [one for one in self._holders.pop(name, ()) if one != replica]
            self._holders[name] = (replica, *others[: HOLDERS - 1])
            while len(self._holders) > self._most:
                self._holders.popitem(last=False)


def session_of(question: Question) -> str | None:
    """A name for the conversation that follows from its first exchange; None for one that begins."""
    return _name(_before(question)[: 2 + (question.system is not None)]) if question.history else None


def _before(question: Question) -> tuple[Message, ...]:
    """What was said before the question, behind the client's own system prompt if it has one."""
    system = () if question.system is None else (Message("system", question.system, ""),)
    return (*system, *(question.history or ()))


def _name(said: Iterable[Message]) -> str:
    return named((*said, Message("user", "", "")))[-1].uid
