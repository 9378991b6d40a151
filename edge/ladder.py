"""The ladder of one turn: read, route, answer, record.

    ask ─▶ keep ─▶ read ─▶ route ─▶ answer ─▶ record ─▶ events

`Assistant.ask` has kept the message on disk; here begins what can go wrong. Every rung tells what it did as an event,
and whatever happens, the turn ends with a record. Who may answer is in `edge.rungs`, and how cloud and device take
turns in `edge.escalation`.
"""

from __future__ import annotations

from dataclasses import replace

from edge.answerer import Answered, Request
from edge.asked import Asked
from edge.cloud import Cloud
from edge.cloud.advice import advice
from edge.engine import LocalEngine
from edge.errors import CloudNotReachableError, EdgeError, JournalError
from edge.events import Finished, Notice, Route, Routed, TurnRecord
from edge.faults import fault
from edge.guests import TurnJournal
from edge.kiosk.late import LateKiosk
from edge.outbox import Outbox, deserved
from edge.paths import Paths
from edge.prepared import Prepared
from edge.record import record_of
from edge.reply import Outcome, Reply, validated
from edge.resources import Sampler
from edge.router import Heard, LateReader, Situation, decide, reason, refused
from edge.rungs import Rung, Rungs
from edge.running import RunningTurn
from edge.settings import Settings
from edge.skills.late import LateSkills
from edge.speed import Speed
from edge.understanding import Understanding, Understood

__all__ = ["Ladder"]


class Ladder:
    """What a turn needs to climb: the journal, the skills, the engine, the cloud, and a look at the machine."""

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        journal: TurnJournal,
        engine: LocalEngine,
        skills: LateSkills,
        reader: LateReader,
        cloud: Cloud,
        outbox: Outbox,
        sampler: Sampler,
        speed: Speed,
        kiosk: LateKiosk | None = None,
    ) -> None:
        """`kiosk` is what an integrator's file lists, where there is one."""
        self._paths = paths
        self._settings = settings
        self._journal = journal
        self._engine = engine
        self._skills = skills
        self._reader = reader
        self._outbox = outbox
        self._understanding = Understanding(paths, settings, journal, engine, skills, reader, kiosk)
        self._rungs = Rungs(settings, journal, engine, skills, cloud, sampler, speed)
        self._sampler = sampler
        self._sampler.warm()

    def climb(self, turn: RunningTurn, asked: Asked) -> None:
        """All rungs, one after the other."""
        reply = Reply(turn.emit, asked, self._journal.progress, self._journal.put_aside)
        understood = Understood(Heard(asked.question.text, "und"))
        rung: Rung | None = None
        held: str | None = None
        try:
            understood = self._understanding.of(asked, turn.cancellation)
            turn.emit(understood.event)
            rung = self._route(turn, asked, understood)
            route = rung.route
            held = self._held(asked, rung)
            outcome = self._answer(turn, asked, rung, reply)
        except EdgeError as error:  # the router refused: said in words, and the message stays kept
            route = refused(asked.question, understood.heard, error)
            turn.emit(Routed(route))
            outcome = Outcome(Answered(route.to, asked.model.name, cut_off="error", why=str(error), error=error.kind))
            if rung is None and isinstance(error, CloudNotReachableError) and self._rungs.any_endpoint:
                held = self._outbox.hold(asked.started, asked.question)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not leave the asker waiting for ever
            route = Route("local", None, (), understood.heard.language)
            why = fault(error, self._paths.logs)
            outcome = Outcome(Answered("local", asked.model.name, cut_off="error", why=why, error="error"))
        memory = self._sampler.memory(self._engine.pid)
        record = record_of(asked, understood, route, outcome, reply, memory)
        if rung is not None and rung.cloud is not None:
            record = replace(record, egress=rung.cloud.egress)
        if held is not None and self._waits(turn, rung, outcome):
            record = replace(record, outbox=held)
        kept = self._journal.finish(record, asked.reply_uid)
        restored = kept and asked.question.replaces is not None and not self._journal.stands(record.turn)
        turn.emit(Finished(record, erased=not kept, restored=restored))
        self._rest(asked, record)

    def _waits(self, turn: RunningTurn, rung: Rung | None, outcome: Outcome) -> bool:
        """Whether it stays in the outbox: not if it was answered, the user stopped it, or it may not leave."""
        kept_back = rung is not None and rung.cloud is not None and rung.cloud.held_back
        return not (outcome.by_cloud or kept_back or turn.cancellation.is_set())

    def _rest(self, asked: Asked, record: TurnRecord) -> None:
        """What can be done when the turn has ended. Nobody waits for it, so that no error may fly."""
        try:
            self._rungs.rest(asked, record)
            if record.by == "cloud" and record.complete:
                self._outbox.cloud_answers()
        except JournalError:
            pass  # it was closed meanwhile
        except Exception as error:  # noqa: BLE001 - a fault of ours must not become a traceback in somebody's terminal
            fault(error, self._paths.logs)

    def _route(self, turn: RunningTurn, asked: Asked, understood: Understood) -> Rung:
        """Where it goes. Raises EdgeError when what the user chose cannot be had."""
        question, met, heard = asked.question, understood.care, understood.heard
        if not heard.commands:
            self._skills.moved_on(asked.started.conversation)
        said = self._rungs.said(asked, command=bool(heard.commands) or met is not None)
        if met is not None:  # words of distress are met by a rule, before any model and wherever the user wanted to go
            route = Route("skill", None, (reason("words_of_distress", met.language, decides=True),), met.language)
            rung = Rung(route, Prepared(met.text, "care"), said)
        else:
            situation = Situation() if heard.commands else self._rungs.situation(turn, asked, said)
            route = decide(question, heard, situation, self._settings.router, self._reader.threshold)
            rung = self._rungs.rung(asked, heard, situation, route, said)
        turn.emit(Routed(route))
        if question.surface in ("terminal", "cli") and not self._journal.memory_only:
            told = advice(route, self._paths.cache)
            if told is not None:
                turn.emit(Notice(told))
        return rung

    def _held(self, asked: Asked, rung: Rung) -> str | None:
        """Remember in the outbox, before anything is sent, that this question wants the cloud; its uid there."""
        if not deserved(rung.route) or not rung.said[-1].may_leave:
            return None
        return self._outbox.hold(asked.started, asked.question)

    def _answer(self, turn: RunningTurn, asked: Asked, rung: Rung, reply: Reply) -> Outcome:
        """Have it answered, by the cloud with the device beside it where it goes up."""
        request = self._rungs.request(asked, rung.route.to, rung.said)
        if asked.begun_reply is not None:
            reply.begin_with(asked.begun_reply)
        if rung.cloud is not None:
            return self._escalated(turn, asked, rung, request, reply)
        outcome = Outcome(reply.relay(rung.answerer.answer(request, turn.cancellation)))
        return replace(outcome, answered=validated(outcome.answered, asked.question, reply.text))

    def _escalated(self, turn: RunningTurn, asked: Asked, rung: Rung, request: Request, reply: Reply) -> Outcome:
        from edge.escalation import Escalation  # with the client, which waits for the first turn that goes up

        assert rung.cloud is not None
        settings, name = self._settings, rung.cloud.title
        escalation = Escalation(turn, reply, settings.cloud, begun=asked.begun, name=name, language=rung.speaks)
        outcome = escalation.run(rung.cloud.answer, request, self._rungs.device(asked, rung))
        outcome = replace(outcome, answered=validated(outcome.answered, asked.question, reply.text))
        if not outcome.by_cloud:
            return outcome
        shown = rung.cloud.selection.sentence(rung.speaks, "cloud") if rung.cloud.selection is not None else None
        if shown is not None:
            turn.emit(Notice(shown))
        if outcome.answered.cut_off is None and settings.reply.wrap_up != "off":
            from edge.wrap_up import wrapped_up

            device = self._engine.answerer(asked.model, asked.question.check_memory)
            short = wrapped_up(reply.text, asked, settings.reply, device, turn.cancellation)
            reply.faces += [short] if short is not None else []
        return outcome
