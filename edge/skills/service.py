"""Everything that carries out commands in a home, as one object: skills, their store and the clock that rings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from edge.answerer import Answerer, Cancel, Request
from edge.events import TurnRecord
from edge.faults import fault
from edge.paths import Paths
from edge.resources import Sampler
from edge.rings import Listener
from edge.settings import Skills
from edge.skills.answerer import SkillAnswerer
from edge.skills.clocks import Clock
from edge.skills.context import LastCommands
from edge.skills.names import COMMANDS, Command
from edge.skills.recognition.context import Context
from edge.skills.registry import Registry, own_skills
from edge.skills.ringer import Ringer
from edge.skills.skill import Host, Last, Outcome, Surroundings
from edge.skills.store import Forgotten, SkillStore
from edge.skills.surfaces import usable
from edge.skills.system import look
from edge.turn import Surface

__all__ = ["SkillService"]

_A_CONVERSION = 3
"""Slots without which nothing can go on from a conversion: how much, from what, to what."""


class SkillService:
    """Make one in the process that owns the home. All calls may come from any thread."""

    def __init__(
        self,
        paths: Paths,
        settings: Skills,
        host: Host,
        sampler: Sampler,
        *,
        alone: str | None = None,
        clock: Clock | None = None,
        registry: Registry | None = None,
    ) -> None:
        """With `alone`, a sentence that says why this process may not write the home, all is kept in memory."""
        self._settings = settings
        self._host = host
        self._logs = paths.logs
        self._last = LastCommands()
        self.registry = registry or Registry(own_skills(lambda: look(paths.skills.parent, sampler)))
        self.store = SkillStore(paths.skills, in_memory=alone)
        self.ringer = Ringer(self.store, clock, self._fault)

    def answerer(self, commands: Sequence[Command], *, language: str, surface: Surface) -> Answerer:
        """What carries out these commands, in their order, for a turn that came from this surface."""
        names = {command.name for command in commands} | self.registry.names()
        allowed = usable(surface, names, self._settings)

        def surroundings(request: Request, cancel: Cancel) -> Surroundings:
            conversation = request.transcript.conversation
            said = [message.text for message in request.transcript.messages if message.role == "assistant"]
            return Surroundings(
                now=self.ringer.clock.now(),
                language=language,
                surface=surface,
                conversation=conversation,
                store=self.store,
                ringer=self.ringer,
                host=self._host,
                settings=self._settings,
                usable=allowed,
                last=self._last.get(conversation),
                previous_reply=said[-1] if said else None,
                cancel=cancel,
            )

        return SkillAnswerer(commands, self.registry, self._last, surroundings, self._fault)

    def context(self, conversation: str | None) -> Context:
        """What recognition has to know of the turn before: its last command, if it was one."""
        last = None if conversation is None else self._last.get(conversation)
        if last is None:
            return Context()
        unit = last.outcome.data.get("to") if last.command.name == "unit.convert" else None
        return Context(last.command, unit if isinstance(unit, str) else None)

    def recall(self, conversation: str, record: TurnRecord) -> None:
        """The turn before was carried out by an earlier process: what its record tells of its last command."""
        intent = record.intents[-1]
        if intent.name not in COMMANDS or (intent.name == "unit.convert" and len(intent.slots) < _A_CONVERSION):
            return
        command = Command(intent.name, dict(intent.slots), intent.confidence)
        self._last.put(conversation, Last(command, Outcome(record.text, dict(intent.slots)), self.ringer.clock.now()))

    def moved_on(self, conversation: str) -> None:
        """Another answerer took a turn: what follows is no follow-up to the last command."""
        self._last.drop(conversation)

    def listen(self, ring: Listener, silence: Callable[[], None] | None = None) -> Callable[[], None]:
        """Hear what rings; see `Ringer.listen`."""
        return self.ringer.listen(ring, silence)

    def forget(self, conversation: str | None) -> Forgotten:
        """Erase what was said in a conversation, or everything where None; see `SkillStore.forget`."""
        self._last.drop(conversation)
        return self.store.forget(conversation)

    @property
    def notices(self) -> list[str]:
        """Sentences that the user should see, about the store and about skills that are left out."""
        return [*self.store.notices, *self.registry.notices]

    def close(self) -> None:
        """Ring nothing any more and let go of the file; what is set stays set."""
        self.ringer.close()
        self.store.close()

    def _fault(self, error: BaseException) -> str:
        return fault(error, self._logs)
