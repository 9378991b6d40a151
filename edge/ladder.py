"""The ladder of one turn: read, route, answer, record.

    ask ─▶ keep ─▶ read ─▶ route ─▶ answer ─▶ record ─▶ events

`Assistant.ask` has kept the message on disk; here begins what can go wrong. Every rung tells what it did as an event,
and whatever happens, the turn ends with a record.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from edge.answerer import Answered, Answerer, Request
from edge.catalogue import Model
from edge.cloud import Cloud
from edge.cloud.advice import advice
from edge.engine import LocalEngine
from edge.errors import EdgeError, SettingsError
from edge.events import Fallback, Finished, Notice, Route, Routed, Started, Switched, TurnRecord
from edge.faults import fault
from edge.journal import Journal
from edge.paths import Paths
from edge.prepared import Prepared
from edge.reply import Reply, validated
from edge.resources import Sampler
from edge.router import EndpointState, Heard, LateReader, Situation, decide, reason, refused
from edge.running import RunningTurn
from edge.settings import Settings
from edge.skills.late import LateSkills
from edge.speed import Speed
from edge.transcript import By, Message, Transcript
from edge.turn import Question
from edge.understanding import Understanding, Understood

if TYPE_CHECKING:  # it imports the client, which waits for the first turn that goes up
    from edge.cloud.answerer import CloudAnswerer

__all__ = ["Asked", "Ladder"]

HISTORY = 400
"""Messages of a conversation that a turn can see; the engine takes of them what fits into its context."""
RECENT = 4
"""Messages that a skill can see."""


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


@dataclass(frozen=True, slots=True)
class Rung:
    """Who answers."""

    route: Route
    answerer: Answerer
    cloud: CloudAnswerer | None = None
    """The same, where it is the cloud: it tells what left the device."""


class Ladder:
    """What a turn needs to climb: the journal, the skills, the engine, the cloud, and a look at the machine."""

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        journal: Journal,
        engine: LocalEngine,
        skills: LateSkills,
        reader: LateReader,
        cloud: Cloud,
    ) -> None:
        self._paths = paths
        self._settings = settings
        self._journal = journal
        self._engine = engine
        self._skills = skills
        self._reader = reader
        self._cloud = cloud
        self._understanding = Understanding(paths, settings, journal, engine, skills, reader)
        self._speed = Speed()
        self._sampler = Sampler()
        self._sampler.warm()

    def climb(self, turn: RunningTurn, asked: Asked) -> None:
        """All rungs, one after the other."""
        reply = Reply(turn.emit, asked, self._journal.progress)
        understood = Understood(Heard(asked.question.text, "und"))
        rung: Rung | None = None
        fallback: Fallback | None = None
        try:
            understood = self._understanding.of(asked, turn.cancellation)
            turn.emit(understood.event)
            rung = self._route(turn, asked, understood)
            route = rung.route
            answered, fallback = self._answer(turn, asked, rung, reply)
        except EdgeError as error:  # the router refused: said in words, and the message stays kept
            route = refused(asked.question, understood.heard, error)
            turn.emit(Routed(route))
            answered = Answered(route.to, asked.model.name, cut_off="error", why=str(error), error=error.kind)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not leave the asker waiting for ever
            route = Route("local", None, (), understood.heard.language)
            why = fault(error, self._paths.logs)
            answered = Answered("local", asked.model.name, cut_off="error", why=why, error="error")
        record = self._record(asked, understood, route, answered, reply)
        egress = rung.cloud.egress if rung is not None and rung.cloud is not None else None
        record = replace(record, egress=egress, fallback=fallback)
        kept = self._journal.finish(record, asked.reply_uid)
        turn.emit(Finished(record, erased=not kept))
        if answered.by == "local":
            self._speed.of(record)
            self._engine.rest()

    def _route(self, turn: RunningTurn, asked: Asked, understood: Understood) -> Rung:
        """Where it goes. Raises EdgeError when what the user chose cannot be had."""
        question, met, heard = asked.question, understood.care, understood.heard
        if not heard.commands:
            self._skills.moved_on(asked.started.conversation)
        if met is not None:  # words of distress are met by a rule, before any model and wherever the user wanted to go
            route = Route("skill", None, (reason("words_of_distress", met.language, decides=True),), met.language)
            rung = Rung(route, Prepared(met.text, "care"))
        else:
            situation = self._situation(turn, asked, heard)
            route = decide(question, heard, situation, self._settings.router, self._reader.threshold)
            rung = self._rung(asked, heard, situation, route)
        turn.emit(Routed(route))
        if question.surface in ("terminal", "cli") and not self._journal.memory_only:
            said = advice(route, self._paths.cache)
            if said is not None:
                turn.emit(Notice(said))
        return rung

    def _rung(self, asked: Asked, heard: Heard, situation: Situation, route: Route) -> Rung:
        question = asked.question
        if heard.commands and route.to == "skill":
            spoken, surface = heard.speaks, question.surface
            return Rung(route, self._skills.service().answerer(heard.commands, language=spoken, surface=surface))
        if route.to == "cloud":
            insisted = question.choice == "cloud"
            cloud = self._cloud.answerer(situation.endpoints, route, heard.speaks, insisted=insisted)
            return Rung(route, cloud, cloud)
        return Rung(route, self._engine.answerer(asked.model, question.check_memory))

    def _situation(self, turn: RunningTurn, asked: Asked, heard: Heard) -> Situation:
        """What is known of the device and of the endpoints."""
        if heard.commands:
            return Situation()
        said = self._journal.transcript(asked.started.conversation, 3, asked.started.turn)
        memory = self._sampler.memory()
        ready = self._engine.ready
        return Situation(
            endpoints=self._endpoints(turn, asked.question),
            may_leave=said[-1].may_leave if said else True,
            previous=said[-2].by if len(said) > 1 else None,
            builtin=asked.model.builtin,
            context=ready.n_ctx if ready else self._settings.engine.context or asked.model.context,
            prefill_tok_s=self._speed.prefill,
            decode_tok_s=self._speed.decode,
            free_mb=memory.free_mb,
            temperature_c=memory.temperature_c,
        )

    def _endpoints(self, turn: RunningTurn, question: Question) -> tuple[EndpointState, ...]:
        """Those that are configured; a list of them that is wrong is told, and stops only who wants the cloud."""
        try:
            return self._cloud.states()
        except SettingsError as error:
            if question.choice == "cloud":
                raise
            turn.emit(Notice(str(error)))
            return ()

    def _answer(self, turn: RunningTurn, asked: Asked, rung: Rung, reply: Reply) -> tuple[Answered, Fallback | None]:
        """Have it answered; by the device if the cloud did not begin to and the user has not insisted on it."""
        question, fallback = asked.question, None
        request = self._request(asked, rung.route.to)
        answered = reply.relay(rung.answerer.answer(request, turn.cancellation))
        unanswered = rung.cloud is not None and answered.error is not None and not reply.text
        if unanswered and question.choice != "cloud" and not turn.cancellation.is_set():
            fallback = Fallback("cloud", answered.why or "")
            turn.emit(Switched("cloud", "local", fallback.why))
            device = self._engine.answerer(asked.model, question.check_memory)
            answered = reply.relay(device.answer(self._request(asked, "local"), turn.cancellation))
        return validated(answered, question, reply.text), fallback

    def _request(self, asked: Asked, to: By) -> Request:
        question, settings = asked.question, self._settings
        history = RECENT if to == "skill" else HISTORY
        messages = self._journal.transcript(asked.started.conversation, history, asked.started.turn)
        system = settings.reply.system if question.system is None else question.system
        if system.strip():
            messages = [Message(role="system", text=system, uid="system"), *messages]
        own = None if to == "cloud" else asked.model.sampling  # what suits the local model says nothing of another
        return Request(
            transcript=Transcript(asked.started.conversation, tuple(messages)),
            reply_uid=asked.reply_uid,
            max_tokens=question.max_tokens or settings.reply.max_tokens,
            sampling=question.sampling or own or settings.sampling.as_sampling(),
            schema=question.schema,
            grammar=asked.grammar,
        )

    def _record(
        self, asked: Asked, understood: Understood, route: Route, answered: Answered, reply: Reply
    ) -> TurnRecord:
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
            intents=understood.heard.intents,
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
            second_reading=understood.second,
        )
