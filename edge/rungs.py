"""What a turn can climb on: who may answer it, what they are given, and what is known of the device meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from edge.answerer import Answerer, Cancel, Request, Step
from edge.asked import Asked
from edge.attachments import attached_tokens
from edge.attachments.device import WithFiles, request_for_device
from edge.cloud import Cloud
from edge.cloud.downward import shortened
from edge.engine import LocalEngine
from edge.engine.preparing import Preparing
from edge.errors import SettingsError
from edge.events import Notice, Route, TurnRecord
from edge.guests import TurnJournal
from edge.request import HISTORY, request_of
from edge.resources import Sampler
from edge.router import EndpointState, Heard, Situation
from edge.running import RunningTurn
from edge.settings import Settings
from edge.skills.late import LateSkills
from edge.speed import Speed
from edge.transcript import By, Message
from edge.turn import Question

if TYPE_CHECKING:  # it imports the client, which waits for the first turn that goes up
    from edge.cloud.answerer import CloudAnswerer
    from edge.escalation import Device

__all__ = ["Rung", "Rungs"]

RECENT = 4
"""Messages that a skill can see."""


@dataclass(frozen=True, slots=True)
class Rung:
    """Who answers."""

    route: Route
    answerer: Answerer
    said: tuple[Message, ...]
    """The conversation as far as the answerer can see it, the question last."""
    cloud: CloudAnswerer | None = None
    """The same, where it is the cloud: it tells what left the device."""
    speaks: str = "en"
    """The language in which the user is spoken to."""


class Rungs:
    """The skills, the engine and the cloud of one process, and a look at the machine."""

    def __init__(
        self,
        settings: Settings,
        journal: TurnJournal,
        engine: LocalEngine,
        skills: LateSkills,
        cloud: Cloud,
        sampler: Sampler,
        speed: Speed,
    ) -> None:
        self._settings = settings
        self._journal = journal
        self._engine = engine
        self._skills = skills
        self._cloud = cloud
        self._sampler = sampler
        self._speed = speed

    def said(self, asked: Asked, *, command: bool) -> tuple[Message, ...]:
        """The last messages of the conversation, this turn's question last; for a command only some."""
        most = RECENT if command else HISTORY
        return tuple(self._journal.transcript(asked.started.conversation, most, asked.started.turn))

    def situation(self, turn: RunningTurn, asked: Asked, said: tuple[Message, ...]) -> Situation:
        """What is known of the device and of the endpoints."""
        memory = self._sampler.memory()
        return Situation(
            endpoints=self._endpoints(turn, asked.question),
            may_leave=said[-1].may_leave if said else True,
            attachment_tokens=attached_tokens(said[-1]) if said else None,
            previous=said[-2].by if len(said) > 1 else None,
            builtin=asked.model.builtin,
            context=self._context(asked),
            prefill_tok_s=self._speed.prefill,
            decode_tok_s=self._speed.decode,
            free_mb=memory.free_mb,
            needed_mb=self._engine.needed_mb(asked.model, asked.question.check_memory),
            temperature_c=memory.temperature_c,
            throttled=self._sampler.throttled,
            battery=self._sampler.battery,
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

    @property
    def any_endpoint(self) -> bool:
        """Whether an endpoint is configured, however it is."""
        try:
            return bool(self._cloud.states())
        except SettingsError:
            return False

    def rung(
        self,
        asked: Asked,
        heard: Heard,
        situation: Situation,
        route: Route,
        said: tuple[Message, ...],
    ) -> Rung:
        """Who answers by this route."""
        question, speaks = asked.question, heard.speaks
        if heard.commands and route.to == "skill":
            skills = self._skills.service()
            stays = question.offline or question.private
            answerer = skills.answerer(heard.commands, language=speaks, surface=question.surface, stays=stays)
            return Rung(route, answerer, said)
        if route.to == "cloud":
            insisted = question.choice == "cloud"
            cloud = self._cloud.answerer(situation.endpoints, route, speaks, insisted=insisted)
            return Rung(route, cloud, said, cloud, speaks)
        return Rung(route, self._local(asked, route, speaks), said)

    def _local(self, asked: Asked, route: Route, speaks: str) -> WithFiles:
        """The local model, with the files of the conversation before it as far as they fit."""
        return WithFiles(
            self._engine.answerer(asked.model, asked.question.check_memory),
            context=lambda: self._context(asked),
            builtin=asked.model.builtin,
            language=speaks,
            task=route.task,
        )

    def device(self, asked: Asked, rung: Rung) -> Device | None:
        """The device beside the cloud; None where the user has insisted on the cloud."""
        from edge.escalation import Device

        if asked.question.choice == "cloud":
            return None

        def answer(request: Request, cancel: Cancel) -> Iterator[Step]:
            return self._local(asked, rung.route, rung.speaks).answer(request, cancel)

        def prepare(request: Request) -> Preparing:
            shown = request_for_device(request, self._context(asked), rung.speaks)
            return self._engine.prepare(asked.model, shown, asked.question.check_memory, in_turn=True)

        @cache
        def request() -> Request:
            return self.request(asked, "local", rung.said)

        return Device(request, answer, prepare, asked.model.builtin)

    def request(self, asked: Asked, to: By, said: tuple[Message, ...]) -> Request:
        """What is asked of whoever answers."""
        question = asked.question
        own = None if to == "cloud" else asked.model.sampling  # what suits the local model says nothing of another
        return request_of(
            self._settings,
            asked.started.conversation,
            shortened(said, self._context(asked)) if to == "local" else said,
            asked.reply_uid,
            system=question.system,
            max_tokens=question.max_tokens,
            sampling=question.sampling or own,
            schema=question.schema,
            grammar=asked.grammar,
            begun=asked.begun_reply.text if asked.begun_reply is not None else "",
            keep=question.history is None,
        )

    def rest(self, asked: Asked, record: TurnRecord) -> None:
        """What the device can do when the turn has ended, and the user reads."""
        if record.by == "local":
            self._speed.of(record)
            if asked.question.history is None:
                self._engine.rest()
        # The process of a command ends now, and what a guest asks next nobody knows.
        stays = asked.question.surface != "cli" and asked.question.history is None
        if record.by == "cloud" and stays and not asked.model.builtin:
            # It reads what the cloud wrote, so that the next turn does not wait for that.
            said = self._journal.transcript(record.conversation, HISTORY)
            if said:
                request = self.request(asked, "local", tuple(said))
                self._engine.prepare(asked.model, request_for_device(request, self._context(asked)))

    def _context(self, asked: Asked) -> int:
        """Tokens of the local model's context."""
        ready = self._engine.ready
        return ready.n_ctx if ready else self._settings.engine.context or asked.model.context
