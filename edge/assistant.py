"""The ladder of one turn: keep, read, route, answer, record.

`Assistant` is the one door of the process that owns a home. Everything in front of it (terminal app, command line, a
program of one's own) sees the events of `edge.events` and nothing else.
"""

from __future__ import annotations

import dataclasses
import glob
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from edge.answerer import Answered, Answerer, Cancel, Progress, Request, Text
from edge.care import care
from edge.catalogue import Catalogue, Model
from edge.cleaning import Cleaner, clean
from edge.engine.answerer import LocalAnswerer
from edge.engine.constraint import checked, complaint
from edge.engine.process import Options
from edge.engine.supervisor import Supervisor
from edge.engine.turnstile import Turnstile
from edge.errors import EdgeError, JournalError, ReplyNotValidError, UsageError
from edge.events import (
    Event,
    Finished,
    Piece,
    Read,
    Reason,
    Route,
    Routed,
    Started,
    TurnRecord,
    Waiting,
)
from edge.faults import fault
from edge.journal import Journal
from edge.paths import Paths
from edge.reader import language_of
from edge.resources import Sampler
from edge.router import decide
from edge.settings import Settings
from edge.transcript import By, Message, Transcript
from edge.turn import ConversationInfo, Question, Status

__all__ = ["Assistant"]

Emit = Callable[[Event], None]

SAVE_EVERY = 1.0
"""Seconds between two writes of a reply that is still growing: what a power cut may take of it."""

HISTORY = 400
"""Messages of a conversation that a turn can see; the engine takes of them what fits into its context."""


class Assistant:
    """The assistant of one home. Make one per process, and only in the process that holds the home's lock.

    All calls may come from any thread. Turns run in threads of their own; the engine serves them one after the other.
    """

    def __init__(self, paths: Paths | None = None, settings: Settings | None = None) -> None:
        self._paths = paths or Paths.default()
        self._settings = settings or Settings()
        self._catalogue = Catalogue.of(self._paths)
        self._journal = Journal.open(self._paths.journal)
        self._sampler = Sampler()
        self._sampler.warm()
        self._supervisor = Supervisor()
        self._turnstile = Turnstile()
        self._turns: set[RunningTurn] = set()
        self._closed = False

    # -- one turn ----------------------------------------------------------------------------------------------------

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
        if question.schema is not None:
            checked(question.schema)
        language = language_of(question.text)
        started = self._journal.begin(question, language)
        turn = RunningTurn(lambda turn: self._run(turn, question, started, language, model, begun))
        turn.emit(started)
        self._turns.add(turn)
        turn.start(self._turns.discard)
        return turn

    def _run(
        self, turn: RunningTurn, question: Question, started: Started, language: str, model: Model, begun: float
    ) -> None:
        """Climb, and record how it went. Whatever happens on the ladder, the turn ends with a record."""
        reply = Reply(turn.emit, begun, lambda text, by: self._journal.progress(started.turn, text, by, model.name))
        try:
            route, answered = self._climb(turn, question, started, language, model, reply)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not leave the asker waiting for ever
            route = Route("local", None, (), language)
            answered = Answered("local", model.name, cut_off="error", why=fault(error, self._paths.logs), error="error")
        record = self._record(started, route, answered, reply)
        self._journal.finish(record, _reply_uid(started))
        turn.emit(Finished(record))

    def _climb(
        self, turn: RunningTurn, question: Question, started: Started, language: str, model: Model, reply: Reply
    ) -> tuple[Route, Answered]:
        """The ladder: read, route, answer."""
        turn.emit(Read(language))
        help_ = care(question.text)
        if help_ is not None:
            rule = Reason("words_of_distress", "Words of distress are met by a rule before any model.")
            route = Route("skill", None, (rule,), help_.language)
            turn.emit(Routed(route))
            reply.write(help_.text, "skill", "care")
            return route, Answered(by="skill", model="care")
        try:
            route = decide(question, language)
        except EdgeError as error:
            route = Route(question.choice or "local", None, (Reason(error.kind, str(error)),), language)
            turn.emit(Routed(route))
            return route, Answered(route.to, model.name, cut_off="error", why=str(error), error=error.kind)
        turn.emit(Routed(route))
        request = self._request(question, started, model)
        answered = reply.relay(self._answerer(model), request, turn.cancellation, model)
        return route, _validated(answered, question, reply.text)

    def _answerer(self, model: Model) -> Answerer:
        return LocalAnswerer(self._supervisor, self._turnstile, model, self._options(model))

    def _options(self, model: Model) -> Options:
        engine = self._settings.engine
        return Options(
            n_ctx=engine.context or model.context, n_batch=engine.batch, threads=engine.threads or model.threads
        )

    def _request(self, question: Question, started: Started, model: Model) -> Request:
        messages = self._journal.transcript(started.conversation, HISTORY, started.turn)
        system = self._settings.reply.system if question.system is None else question.system
        if system.strip():
            messages = [Message(role="system", text=system, uid="system"), *messages]
        return Request(
            transcript=Transcript(started.conversation, tuple(messages)),
            reply_uid=_reply_uid(started),
            max_tokens=question.max_tokens or self._settings.reply.max_tokens,
            sampling=question.sampling or model.sampling or self._settings.sampling.as_sampling(),
            schema=question.schema,
            grammar=question.grammar,
        )

    def _record(self, started: Started, route: Route, answered: Answered, reply: Reply) -> TurnRecord:
        process = self._supervisor.process
        generated, decode_ms = answered.tokens.completion, answered.decode_ms
        return TurnRecord(
            turn=started.turn,
            conversation=started.conversation,
            text=reply.text,
            by=answered.by,
            model=answered.model,
            quantization=answered.quantization,
            complete=answered.cut_off is None,
            cut_off=answered.cut_off,
            why=answered.why,
            error=answered.error,
            route=route,
            ttft_ms=reply.ttft_ms,
            total_ms=(time.monotonic() - reply.begun) * 1000,
            load_ms=answered.load_ms,
            prefill_ms=answered.prefill_ms,
            decode_ms=decode_ms,
            tokens=answered.tokens,
            tok_s=(generated - 1) * 1000 / decode_ms if decode_ms and generated > 1 else None,
            memory=self._sampler.memory(process.pid if process else None),
            dropped_turns=answered.dropped_turns,
            choice=answered.choice,
            confidence=answered.confidence,
        )

    # -- everything else ---------------------------------------------------------------------------------------------

    def warm(self) -> None:
        """Begin to load the model, and return at once."""

        def start() -> None:
            try:
                model = self._catalogue.choose(self._settings.model)
                self._supervisor.start(model.path, self._options(model)).wait_ready(Cancel())
            except EdgeError:
                return  # the first question says it

        threading.Thread(target=start, name="warm", daemon=True).start()

    def status(self) -> Status:
        """The engine and the journal as they are now."""
        import os

        process = self._supervisor.process
        ready = process.ready if process else None
        memory = self._sampler.memory(process.pid if process else None)
        try:
            model = self._catalogue.choose(self._settings.model)
            name, quantization, detail = model.name, model.quantization, ""
        except EdgeError as error:
            name, quantization, detail = self._settings.model, None, str(error)
        return Status(
            model=name,
            quantization=ready.quantization if ready else quantization,
            state=(
                "down"
                if self._supervisor.down or detail
                else "answering"
                if self._turnstile.busy
                else "ready"
                if ready
                else "loading"
                if process
                else "idle"
            ),
            detail=self._supervisor.down or detail,
            owner_pid=os.getpid(),
            engine_pid=process.pid if process else None,
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
        """Erase a conversation, or all of them, everywhere: journal, what was typed and not sent, saved states.

        Raises JournalError when something may be left in a file.
        """
        erased = self._journal.forget(conversation)
        name = "*" if conversation is None else f"{glob.escape(conversation)}.*"
        try:
            for draft in self._paths.drafts.glob(name):  # the terminal app names them for their conversation
                draft.unlink(missing_ok=True)
        except OSError as error:
            raise JournalError(
                f"A draft in {self._paths.drafts} could not be erased ({error.strerror}): remove it by hand."
            ) from None
        return erased

    def close(self) -> None:
        """Cancel what is under way, keep its text, end the engine, close the journal."""
        self._closed = True
        turns = list(self._turns)
        for turn in turns:
            turn.cancel()
        for turn in turns:
            turn.join(5)
        self._supervisor.close()
        self._journal.close()


class Reply:
    """The text of a reply as it grows: cleaned, timed, told, and saved now and then."""

    def __init__(self, emit: Emit, begun: float, save: Callable[[str, By], None]) -> None:
        self.begun = begun
        self.ttft_ms: float | None = None
        self._emit = emit
        self._save = save
        self._saved = begun
        self._pieces: list[str] = []

    @property
    def text(self) -> str:
        """All of it so far."""
        return "".join(self._pieces)

    def write(self, text: str, by: By, model: str) -> None:
        """Tell a piece that needs no cleaning any more."""
        if not text:
            return
        now = time.monotonic()
        if self.ttft_ms is None:
            self.ttft_ms = (now - self.begun) * 1000
        self._pieces.append(text)
        self._emit(Piece(text, by, model))
        if now - self._saved > SAVE_EVERY:
            self._saved = now
            self._save(self.text, by)

    def relay(self, answerer: Answerer, request: Request, cancel: Cancel, model: Model) -> Answered:
        """Pass on what an answerer says, and return how it ended."""
        cleaner = Cleaner()
        for step in answerer.answer(request, cancel):
            if isinstance(step, Text):
                self.write(cleaner.feed(step.text), "local", model.name)
            elif isinstance(step, Progress):
                self._emit(Waiting(step.state, step.detail))
            else:
                self.write(cleaner.end(), "local", model.name)
                return step
        raise AssertionError("an answerer ends with Answered")


class RunningTurn:
    """A turn under way in a thread of its own; see `edge.turn.Turn`."""

    def __init__(self, run: Callable[[RunningTurn], None]) -> None:
        self.cancellation = Cancel()
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._run = run
        self._thread: threading.Thread | None = None

    def start(self, ended: Callable[[RunningTurn], None]) -> None:
        """Begin; `ended(self)` is called behind the last event."""

        def body() -> None:
            try:
                self._run(self)
            finally:
                self._events.put(None)  # whoever iterates must not wait for ever, even if the record failed
                ended(self)

        self._thread = threading.Thread(target=body, name="turn", daemon=True)
        self._thread.start()

    def emit(self, event: Event) -> None:
        """Tell an event to whoever iterates."""
        self._events.put(event)

    def cancel(self) -> None:
        """Ask for the end."""
        self.cancellation.set()

    def join(self, timeout: float) -> None:
        """Wait until it has ended, at most `timeout` seconds."""
        if self._thread is not None:
            self._thread.join(timeout)

    def __iter__(self) -> Iterator[Event]:
        while True:
            event = self._events.get()
            if event is None:
                return
            yield event


def _reply_uid(started: Started) -> str:
    """The uid of the reply's message: there is one to a turn."""
    return f"{started.turn}.reply"


def _validated(answered: Answered, question: Question, text: str) -> Answered:
    """With a schema, a reply is complete only when it fits."""
    if question.schema is None or answered.cut_off is not None:
        return answered
    wrong = complaint(text, question.schema)
    if wrong is None:
        return answered
    error = ReplyNotValidError(f"The reply does not fit the schema: {wrong}.")
    return dataclasses.replace(answered, cut_off="error", why=str(error), error=error.kind)
