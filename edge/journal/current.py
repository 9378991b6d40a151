"""What this process knows of the journal without its file, so that a conversation goes on when the file fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from edge.events import Started
from edge.journal import reading, writing
from edge.journal.database import Database
from edge.turn import Question

__all__ = ["Current", "OpenTurn"]

_REMEMBERED = 16


@dataclass(frozen=True, slots=True)
class OpenTurn:
    """A turn under way, as it was begun."""

    question: Question
    started: Started
    language: str


class Current:
    """The conversations that were talked in last, at most 16, and the turns under way. `Journal` holds the lock."""

    def __init__(self) -> None:
        self._private: dict[str, bool] = {}  # by uid; the one talked in last is last
        self._open: dict[str, OpenTurn] = {}

    def talked_in(self, uid: str, *, private: bool) -> None:
        """Note that somebody talks in this conversation."""
        self._private.pop(uid, None)
        self._private[uid] = private
        while len(self._private) > _REMEMBERED:
            self._private.pop(next(iter(self._private)))

    def opened(self, turn: OpenTurn) -> None:
        """Note that this turn has begun."""
        self._open[turn.started.turn] = turn

    def keep_back(self, turn: str) -> None:
        """Note that its question may not leave."""
        known = self._open.get(turn)
        if known is not None:
            self._open[turn] = replace(known, question=replace(known.question, kept_back=True))

    def closed(self, turn: str) -> None:
        """Note that it has ended."""
        self._open.pop(turn, None)

    def drop(self, uid: str) -> None:
        """Know nothing of this conversation any more."""
        self._private.pop(uid, None)
        self._open = {turn: kept for turn, kept in self._open.items() if kept.started.conversation != uid}

    def clear(self) -> None:
        """Know nothing any more."""
        self._private.clear()
        self._open.clear()

    def conversations(self) -> Iterable[str]:
        """The uids of the conversations."""
        return list(dict.fromkeys([*self._private, *(turn.started.conversation for turn in self._open.values())]))

    def pack(self, db: Database) -> None:
        """Add to `db` the conversations and questions that are not in it."""
        for uid in self.conversations():
            if reading.private(db, uid) is None:
                writing.add_conversation(db, uid, "", private=self._private.get(uid, False))
        for uid, turn in self._open.items():
            if db.value("SELECT 1 FROM turn WHERE uid = :uid", {"uid": uid}) is None:
                writing.add_turn(db, turn.question, turn.started.conversation, uid, turn.language)
