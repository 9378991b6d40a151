"""Everything that carries out commands in a home, as one object: skills, their store and the clock that rings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

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
from edge.skills.plugin import PluginAnswerer, command_of
from edge.skills.recognition.context import Context
from edge.skills.registry import Registry, own_skills
from edge.skills.ringer import Ringer
from edge.skills.skill import Host, Last, Outcome, Skill, Surroundings
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
        listed: Skill | None = None,
    ) -> None:
        """With `alone`, a sentence that says why this process may not write the home, all is kept in memory.

        `listed` is what a kiosk's file lists (`edge.kiosk`): whoever may use the kiosk may use it.
        """
        self._settings = settings
        self._host = host
        self._logs = paths.logs
        self._last = LastCommands()
        own = own_skills(lambda: look(paths.skills.parent, sampler))
        self.registry = registry or Registry(own if listed is None else (*own, listed))
        self._listed = frozenset(() if listed is None else listed.names)
        self.store = SkillStore(paths.skills, in_memory=alone)
        self.ringer = Ringer(self.store, clock, self._fault)

    def answerer(
        self, commands: Sequence[Command], *, language: str, surface: Surface, stays: bool = False
    ) -> Answerer:
        """What carries out these commands, in their order, for a turn that came from this surface.

        `stays` says that nothing of the turn may leave the device.
        """
        names = {command.name for command in commands} | self.registry.names()
        allowed = usable(surface, names, self._settings) | self._listed
        plugin = self.registry.answerer(commands[0].name)
        if plugin is not None and plugin.name in allowed:
            return PluginAnswerer(plugin, self._fault)

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
                text=request.transcript.messages[-1].text if request.transcript.messages else "",
                stays=stays,
                cancel=cancel,
            )

        return SkillAnswerer(commands, self.registry, self._last, surroundings, self._fault)

    def recognize(self, text: str, language: str, surface: Surface) -> Command | None:
        """The command of a third party's skill that a message is, or the answerer that takes it, as one."""
        for skill in self.registry.recognizing:
            try:
                command = command_of(skill.recognize(text, language, self.ringer.clock.now()))
            except (Exception, SystemExit) as error:  # noqa: BLE001 - what others wrote can raise anything
                self._fault(error)
                continue
            if command is not None and cast("object", self.registry.find(command.name)) is skill:
                return command
        answerers = self.registry.answerers
        for name in sorted(usable(surface, answerers, self._settings)):
            try:
                takes = answerers[name].takes(text, language)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - what others wrote can raise anything
                self._fault(error)
                continue
            if takes is True:
                return Command(name)
        return None

    def context(self, conversation: str | None) -> Context:
        """What recognition has to know of the turn before: its last command, if it was one."""
        last = None if conversation is None else self._last.get(conversation)
        if last is None or last.command.name in self._listed:  # what goes on from a command is known of our own only
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
