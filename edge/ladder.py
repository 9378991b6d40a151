"""The ladder of one turn: read, route, answer, record.

    ask ─▶ keep ─▶ read ─▶ route ─▶ answer ─▶ record ─▶ events

`Assistant.ask` has kept the message on disk; here begins what can go wrong. Every rung tells what it did as an event,
and whatever happens, the turn ends with a record.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from edge.answerer import Answered, Answerer, Request
from edge.care import care
from edge.catalogue import Model
from edge.engine import LocalEngine
from edge.errors import EdgeError
from edge.events import Finished, Read, Reason, Route, Routed, Started, TurnRecord
from edge.faults import fault
from edge.journal import Journal
from edge.paths import Paths
from edge.prepared import Prepared
from edge.reader import language_of
from edge.reply import Reply, validated
from edge.resources import Sampler
from edge.router import decide, reason
from edge.running import RunningTurn
from edge.settings import Settings
from edge.transcript import Message, Transcript
from edge.turn import Question

__all__ = ["Asked", "Ladder"]

HISTORY = 400
"""Messages of a conversation that a turn can see; the engine takes of them what fits into its context."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is kept."""

    question: Question
    started: Started
    model: Model
    """The local model that answers if the device does."""
    grammar: str | None
    """What the reply is held to: the user's own grammar, or the schema's."""
    begun: float
    """When it was asked, by the monotonic clock."""

    @property
    def reply_uid(self) -> str:
        """The uid of the reply's message: there is one to a turn."""
        return f"{self.started.turn}.reply"


class Ladder:
    """What a turn needs to climb: the journal, the engine, and a look at the machine."""

    def __init__(self, paths: Paths, settings: Settings, journal: Journal, engine: LocalEngine) -> None:
        self._paths = paths
        self._settings = settings
        self._journal = journal
        self._engine = engine
        self._sampler = Sampler()
        self._sampler.warm()

    def climb(self, turn: RunningTurn, asked: Asked) -> None:
        """All rungs, one after the other."""
        reply = Reply(turn.emit, asked, self._journal.progress)
        language = "und"
        try:
            language = self._read(turn, asked)
            route, answerer = self._route(turn, asked, language)
            answered = self._answer(turn, asked, answerer, reply)
        except EdgeError as error:  # the router refused: said in words, and the message stays kept
            route = Route(asked.question.choice or "local", None, (Reason(error.kind, str(error)),), language)
            turn.emit(Routed(route))
            answered = Answered(route.to, asked.model.name, cut_off="error", why=str(error), error=error.kind)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not leave the asker waiting for ever
            route = Route("local", None, (), language)
            why = fault(error, self._paths.logs)
            answered = Answered("local", asked.model.name, cut_off="error", why=why, error="error")
        record = self._record(asked, route, answered, reply)
        self._journal.finish(record, asked.reply_uid)
        turn.emit(Finished(record))
        self._engine.rest()

    def _read(self, turn: RunningTurn, asked: Asked) -> str:
        language = language_of(asked.question.text)
        turn.emit(Read(language))
        return language

    def _route(self, turn: RunningTurn, asked: Asked, language: str) -> tuple[Route, Answerer]:
        """Where it goes. Raises EdgeError when what the user chose cannot be had."""
        met = care(asked.question.text)
        if met is not None:  # words of distress are met by a rule, before any model and wherever the user wanted to go
            route = Route("skill", None, (reason("words_of_distress", met.language),), met.language)
            turn.emit(Routed(route))
            return route, Prepared(met.text, "care")
        route = decide(asked.question, language)
        turn.emit(Routed(route))
        return route, self._engine.answerer(asked.model, asked.question.check_memory)

    def _answer(self, turn: RunningTurn, asked: Asked, answerer: Answerer, reply: Reply) -> Answered:
        answered = reply.relay(answerer.answer(self._request(asked), turn.cancellation))
        return validated(answered, asked.question, reply.text)

    def _request(self, asked: Asked) -> Request:
        question, settings = asked.question, self._settings
        messages = self._journal.transcript(asked.started.conversation, HISTORY, asked.started.turn)
        system = settings.reply.system if question.system is None else question.system
        if system.strip():
            messages = [Message(role="system", text=system, uid="system"), *messages]
        return Request(
            transcript=Transcript(asked.started.conversation, tuple(messages)),
            reply_uid=asked.reply_uid,
            max_tokens=question.max_tokens or settings.reply.max_tokens,
            sampling=question.sampling or asked.model.sampling or settings.sampling.as_sampling(),
            schema=question.schema,
            grammar=asked.grammar,
        )

    def _record(self, asked: Asked, route: Route, answered: Answered, reply: Reply) -> TurnRecord:
        generated, decode_ms = answered.tokens.completion, answered.decode_ms
        return TurnRecord(
            turn=asked.started.turn,
            conversation=asked.started.conversation,
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
            total_ms=(time.monotonic() - asked.begun) * 1000,
            load_ms=answered.load_ms,
            prefill_ms=answered.prefill_ms,
            decode_ms=decode_ms,
            tokens=answered.tokens,
            tok_s=(generated - 1) * 1000 / decode_ms if decode_ms and generated > 1 else None,
            memory=self._sampler.memory(self._engine.pid),
            dropped_turns=answered.dropped_turns,
            choice=answered.choice,
            confidence=answered.confidence,
            uncertainty=answered.uncertainty,
        )
