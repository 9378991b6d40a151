"""The journal: what was said and how each turn went, on disk before it is answered.

It is used by the one process that owns the home, from any of its threads. Nothing that happens to its file ends a
conversation: the journal then goes on in a new file or in memory, and `notices` says so.
"""

from __future__ import annotations

import contextlib
import dataclasses
from pathlib import Path
from typing import Any

from edge.archive import Exchange, Found
from edge.errors import JournalError, UsageError
from edge.events import Face, Receipt, Started, TurnRecord
from edge.journal import exchanges, figures_only, forgetting, listing, reading, replaced, searching, writing
from edge.journal.current import Current, OpenTurn
from edge.journal.database import Database
from edge.journal.outbox import OutboxTable
from edge.journal.storage import Storage
from edge.timing import Timing
from edge.transcript import By, Message
from edge.turn import ConversationInfo, Question

__all__ = ["Journal"]


class Journal:
    """Conversations, messages and turns. Make one with `Journal.open`."""

    def __init__(self, storage: Storage, current: Current) -> None:
        self._storage = storage
        self._current = current
        self.outbox = OutboxTable(storage)
        """Questions that are to be asked again; `finish` decides which of a turn's own is."""

    @classmethod
    def in_memory(cls, path: Path, why: str) -> Journal:
        """A journal for a process that may not touch the file in `path`; `why` is a sentence for the user."""
        current = Current()
        return cls(Storage(path, current, in_memory=why), current)

    @classmethod
    def open(cls, path: Path) -> Journal:
        """The journal in `path`; file and folder are made if they are not there, for this user only.

        Never raises for what is wrong with the file: a damaged one is set aside as `….damaged-N` and a new one begun;
        where none can be had, or a newer version of the program wrote it, the journal is in memory. Turns that an
        earlier process left unfinished are closed, with what there is of their replies.
        """
        current = Current()
        storage = Storage(path, current)
        journal = cls(storage, current)
        last = journal.last_conversation()
        if last is not None:
            journal._remember(last)
            journal.messages(last)  # damage in what is needed next shows here
            journal.turns(last)
        storage.write(writing.close_unfinished)
        forgetting.finish(storage)
        return journal

    @property
    def memory_only(self) -> bool:
        """Whether what is said now is lost when the process ends."""
        return self._storage.memory_only

    @property
    def notices(self) -> list[str]:
        """One sentence for each thing that went wrong with the file, for the user to see; the oldest is first."""
        return self._storage.notices

    def close(self) -> None:
        """Let go of the file. Everything else raises JournalError from now on; closing again does nothing."""
        self._storage.close()

    # -- one turn ----------------------------------------------------------------------------------------------------

    def begin(self, question: Question, language: str = "und") -> Started:
        """Keep a question and open its turn. When this returns, it survives the end of the process and a power cut.

        A question whose uid is kept already is not kept again. If its turn was not finished (it is under way, or a
        process died over it), that turn is opened again. Whether a message may leave is decided here: not if it is
        private, and not in a conversation that began with a private message.

        Raises UsageError, and keeps nothing, for an unknown conversation, a uid that cannot be one, and a uid of
        another message or of a question that was answered.
        """
        with self._storage.lock:
            self._storage.look_after_file()
            conversation = self._resolve(question)
            started = self._storage.write(lambda db: writing.begin(db, question, conversation, language))
            self._remember(started.conversation)
            self._current.opened(OpenTurn(question, started, language))
            return dataclasses.replace(started, kept=not self.memory_only)

    def _resolve(self, question: Question) -> str | None:
        """The conversation's uid, or None for a new one."""
        uid = self.last_conversation() if question.conversation is None else question.conversation
        if uid is None or uid == "new":
            return None
        if self._storage.read(lambda db: reading.private(db, uid)) is None:
            if question.conversation is None:
                return None  # damage hides it
            raise UsageError(f"There is no conversation '{uid}': leave it out to go on with the last one.")
        self._remember(uid)
        return uid

    def progress(self, turn: str, text: str, by: By | None = None, model: str | None = None) -> None:
        """Keep the reply of an open turn as far as it has come: all of `text`, which replaces what was kept before.

        Made to be called about once a second: it does not wait for the disk. It survives the end of the process, and
        a power cut may take the last of it. A turn that is finished or forgotten is left alone.
        """
        self._storage.write(lambda db: writing.progress(db, turn, text, by, model), durable=False)

    def keep_back(self, turn: str) -> None:
        """Let no message of a turn leave the device, now or later; what is made of them inherits that."""
        with self._storage.lock:
            self._current.keep_back(turn)
            self._storage.write(lambda db: writing.keep_back(db, turn), durable=False)

    def put_aside(self, turn: str, face: Face) -> None:
        """Keep a text of an open turn's reply in whose place another one begins; `finish` says what stays of it.

        It does not wait for the disk, as `progress` does not.
        """
        self._storage.write(lambda db: writing.put_aside(db, turn, face), durable=False)

    def finish(self, record: TurnRecord, reply_uid: str) -> bool:
        """Close a turn: keep its reply as a message named `reply_uid`, and its record.

        Where the record names a row of the outbox, that waits from now on; else the turn's row goes, if it has one.
        An empty text makes no message. A turn that is finished already or was forgotten meanwhile is left alone.
        Returns False if it was forgotten.
        """
        with self._storage.lock:
            kept = self._storage.write(lambda db: writing.finish(db, record, reply_uid))
            self._current.closed(record.turn)
            return kept

    def keep_figures(self, record: TurnRecord) -> None:
        """Keep how a turn of a guest went, and nothing that was said in it. It does not wait for the disk."""
        with contextlib.suppress(JournalError):  # closed meanwhile: the guest got their answer all the same
            self._storage.write(lambda db: figures_only.keep(db, record), durable=False)

    def earlier(self, turn: str) -> tuple[Face, ...]:
        """The replies of the turns in whose place this one stands, the oldest first."""

        def read(db: Database) -> tuple[Face, ...]:
            row = db.value("SELECT id FROM turn WHERE uid = :uid", {"uid": turn})
            return replaced.earlier(db, [row]).get(row, ()) if row is not None else ()

        return self._storage.read(read)

    def stands(self, turn: str) -> bool:
        """Whether no other turn stands in the place of this one."""
        return self._storage.read(lambda db: replaced.stands(db, turn))

    # -- what is kept ------------------------------------------------------------------------------------------------

    def transcript(self, conversation: str, limit: int = 200, turn: str | None = None) -> list[Message]:
        """At most the last `limit` messages for an answerer, the oldest first, beginning with a question.

        With `turn` they end with the question of that turn, even if others were asked or answered since.
        """
        return self._storage.read(lambda db: reading.transcript(db, conversation, limit, turn))

    def messages(self, conversation: str, limit: int = 200) -> list[Message]:
        """The last `limit` messages, the oldest of them first, each reply behind its question."""
        return self._storage.read(lambda db: reading.messages(db, conversation, limit))

    def turns(self, conversation: str, limit: int = 200) -> list[TurnRecord]:
        """The records of the last `limit` turns that have ended, the oldest of them first."""
        return self._storage.read(lambda db: reading.turns(db, conversation, limit))

    def conversations(self, limit: int = 50, before: int | None = None) -> list[ConversationInfo]:
        """The one that was last talked in first; with `before` those behind this place."""
        return self._storage.read(lambda db: listing.conversations(db, limit, before))

    def conversation(self, uid: str) -> ConversationInfo | None:
        """One of them; None where there is none of that name."""
        return self._storage.read(lambda db: listing.conversation(db, uid))

    def search(self, text: str, limit: int = 50, before: int | None = None) -> Found:
        """The conversations that have all words of `text`; see `edge.journal.searching`."""
        return self._storage.read(lambda db: searching.search(db, text, limit, before))

    def exchanges(
        self, conversation: str, limit: int = 200, before: str | None = None, after: str | None = None
    ) -> list[Exchange]:
        """Turns of a conversation, the oldest of them first; see `edge.turn.AssistantLike.exchanges`."""
        return self._storage.read(lambda db: exchanges.read(db, conversation, limit, before, after))

    def rename(self, conversation: str, title: str) -> str:
        """Give a conversation another title; an empty one is the beginning of its first message again.

        Returns it as it was kept. Raises UsageError if there is no such conversation.
        """
        return self._storage.write(lambda db: listing.rename(db, conversation, title))

    def last_conversation(self) -> str | None:
        """The uid of the conversation that was last talked in."""
        return self._storage.read(reading.last_conversation)

    def stats_rows(self, since: float | None = None) -> list[dict[str, Any]]:
        """One flat row for each turn that has ended, the oldest first; `since` in seconds since the epoch.

        The keys are `edge.journal.reading.ROW_COLUMNS`, always all of them. No row holds anything that was said.
        """
        return self._storage.read(lambda db: reading.stats_rows(db, since))

    def timings(self, since: float | None = None, last: int | None = None) -> list[Timing]:
        """Each turn that has ended in few figures, the oldest first: the `last` ones of those begun since `since`."""
        return self._storage.read(lambda db: reading.timings(db, since, last))

    def receipts(self, since: float | None = None) -> list[Receipt]:
        """What left the device, a request each, the oldest first; `since` in seconds since the epoch."""
        return self._storage.read(lambda db: reading.receipts(db, since))

    # -- forgetting --------------------------------------------------------------------------------------------------

    def forget(self, conversation: str | None) -> int:
        """Erase a conversation, or everything where None, from all files of the journal. Returns how many there were.

        A turn of it that is under way can go on; what it brings is not kept. Files that were set aside as damaged go
        when everything goes; else a notice says that they may hold a copy.

        Raises JournalError when something of it may be left in a file, with what to do.
        """
        with self._storage.lock:
            if conversation is None:
                self._current.clear()
                return forgetting.forget_all(self._storage)
            self._current.drop(conversation)
            return forgetting.forget_one(self._storage, conversation)

    def _remember(self, uid: str) -> None:
        private = self._storage.read(lambda db: reading.private(db, uid))
        self._current.talked_in(uid, private=bool(private))
