"""The one door of the process that owns a home.

Everything in front of it (terminal app, command line, a program of one's own) sees the events of `edge.events` and
nothing else. How a turn goes on behind it is in `edge.ladder`.
"""

from __future__ import annotations

import dataclasses
import glob
import os
import time
from typing import Any

from edge.catalogue import Catalogue
from edge.cleaning import clean
from edge.engine import LocalEngine
from edge.engine.constraint import checked, to_grammar
from edge.errors import EdgeError, JournalError, UsageError
from edge.events import TurnRecord
from edge.journal import Journal
from edge.ladder import Asked, Ladder
from edge.paths import Paths
from edge.resources import Sampler
from edge.running import RunningTurn
from edge.settings import Settings
from edge.transcript import Message
from edge.turn import ConversationInfo, Question, Status

__all__ = ["Assistant"]


class Assistant:
    """The assistant of one home. Make one per process, and only in the process that holds the home's lock.

    All calls may come from any thread. Turns run in threads of their own; the engine serves them one after the other.
    """

    def __init__(
        self, paths: Paths | None = None, settings: Settings | None = None, *, alone: str | None = None
    ) -> None:
        """With `alone`, a sentence that says why this process may not write the home, all is kept in memory."""
        self._paths = paths or Paths.default()
        self._settings = settings or Settings()
        self._catalogue = Catalogue.of(self._paths)
        journal = self._paths.journal
        self._journal = Journal.open(journal) if alone is None else Journal.in_memory(journal, alone)
        self._engine = LocalEngine(self._settings.engine, self._paths.cache if alone is None else None)
        self._ladder = Ladder(self._paths, self._settings, self._journal, self._engine)
        self._sampler = Sampler()
        self._turns: set[RunningTurn] = set()
        self._closed = False

    def ask(self, question: Question) -> RunningTurn:
        """Begin a turn. The message is on disk when this returns.

        Raises NoSuchModelError, SchemaError or UsageError, and then nothing was kept. What goes wrong later is in
        the record.
        """
        begun = time.monotonic()
        question = dataclasses.replace(question, text=clean(question.text))
        if not question.text.strip():
            raise UsageError("There is no message: write what you want to say.")
        if self._closed:
            raise UsageError("The assistant is closed.")
        model = self._catalogue.choose(question.model or self._settings.model)
        grammar = question.grammar if question.schema is None else to_grammar(checked(question.schema))
        asked = Asked(question, self._journal.begin(question), model, grammar, begun)
        turn = RunningTurn(lambda turn: self._ladder.climb(turn, asked))
        turn.emit(asked.started)
        self._turns.add(turn)
        turn.start(self._turns.discard)
        return turn

    def warm(self) -> None:
        """Begin to load the model, and return at once."""
        try:
            self._engine.warm(self._catalogue.choose(self._settings.model))
        except EdgeError:
            return  # the first question says it

    def status(self) -> Status:
        """The engine and the journal as they are now."""
        memory = self._sampler.memory(self._engine.pid)
        name, quantization, wrong = self._settings.model, None, ""
        try:
            model = self._catalogue.choose(name)
            name, quantization = model.name, model.quantization
        except EdgeError as error:
            wrong = str(error)
        ready = self._engine.ready
        return Status(
            model=name,
            quantization=ready.quantization if ready else quantization,
            state="down" if wrong else self._engine.state,
            detail=self._engine.down or wrong,
            owner_pid=os.getpid(),
            engine_pid=self._engine.pid,
            rss_mb=memory.rss_mb,
            engine_rss_mb=memory.engine_rss_mb,
            memory_only=self._journal.memory_only,
            notices=tuple(self._journal.notices),
        )

    def conversations(self, limit: int = 50) -> list[ConversationInfo]:
        """The newest first."""
        return self._journal.conversations(limit)

    def messages(self, conversation: str, limit: int = 200) -> list[Message]:
        """The last messages of a conversation, the oldest of them first."""
        return self._journal.messages(conversation, limit)

    def turns(self, conversation: str, limit: int = 200) -> list[TurnRecord]:
        """The records of the last turns of a conversation, the oldest of them first."""
        return self._journal.turns(conversation, limit)

    def stats_rows(self, since: float | None = None) -> list[dict[str, Any]]:
        """One flat row a turn, the oldest first."""
        return self._journal.stats_rows(since)

    def forget(self, conversation: str | None) -> int:
        """Erase a conversation, or all of them, everywhere: journal, saved states, what was typed and not sent.

        Raises JournalError when something may be left in a file.
        """
        erased = self._journal.forget(conversation)
        name = "*" if conversation is None else f"{glob.escape(conversation)}.*"
        try:
            self._engine.forget()  # the state of the last conversation, whichever that is: it can be made again
            for draft in self._paths.drafts.glob(name):  # the terminal app names them for their conversation
                draft.unlink(missing_ok=True)
        except OSError as error:
            raise JournalError(f"{error.filename} could not be erased ({error.strerror}): remove it by hand.") from None
        return erased

    def close(self) -> None:
        """Cancel what is under way, keep its text, end the engine, close the journal."""
        self._closed = True
        turns = list(self._turns)
        for turn in turns:
            turn.cancel()
        for turn in turns:
            turn.join(5)
        self._engine.close()
        self._journal.close()
