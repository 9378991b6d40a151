"""The shape of a skill: a command with its slots goes in, what was done comes out.

A skill is one file. A third party's is found through the entry point group `edge.skills` (see `edge.skills.registry`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from edge.answerer import Cancel
from edge.settings import Skills as SkillSettings
from edge.skills.names import Command, SlotValue
from edge.skills.ringer import Ringer
from edge.skills.store import SkillStore
from edge.turn import Status, Surface

__all__ = ["Host", "Last", "Outcome", "Skill", "Surroundings"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command."""

    text: str
    """The reply, in the language of the question."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """The same as JSON values: what a follow-up goes on from."""
    done: bool = True
    """Whether the command was carried out; False when it was refused, failed, or something has to be asked first."""
    asks: str | None = None
    """The slot that the reply asks for, if it is a question."""
    filled: Mapping[str, SlotValue] = field(default_factory=dict)
    """Slots that were not said and that the skill filled in: a follow-up sees them as if they had been."""


@dataclass(frozen=True, slots=True)
class Last:
    """The command that was carried out last in a conversation, and what came of it."""

    command: Command
    outcome: Outcome
    at: datetime
    """When, aware."""


class Host(Protocol):
    """What skills can ask of the assistant that they belong to."""

    def status(self) -> Status:
        """The model and the engine as they are now."""
        ...

    def is_offline(self) -> bool:
        """Whether nothing may leave the device."""
        ...

    def set_offline(self, offline: bool) -> None:
        """Switch the network mode. Raises EdgeError if it cannot be switched."""
        ...

    def forget(self, conversation: str) -> int:
        """Erase a conversation everywhere. Raises EdgeError when something of it may be left."""
        ...

    def stop(self, conversation: str | None) -> bool:
        """End the answers that are going on beside this turn, of one conversation or of all where None.

        Returns whether there was any.
        """
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a skill needs to know besides the command."""

    now: datetime
    """Aware, in the zone of the device."""
    language: str
    """`en`, `zh` or `ja`; anything else is answered in English."""
    surface: Surface
    """Where the command came from."""
    conversation: str
    """The conversation's uid."""
    store: SkillStore
    """What is kept: timers, alarms, reminders, lists, notes."""
    ringer: Ringer
    """What rings them."""
    host: Host
    settings: SkillSettings
    usable: frozenset[str] = frozenset()
    """The names of all commands that this surface may use."""
    last: Last | None = None
    """The last command of the conversation, for a follow-up."""
    previous_reply: str | None = None
    """The assistant's last message of the conversation, whoever wrote it."""
    text: str = ""
    """The message that the command stands in, as it was said."""
    stays: bool = False
    """Whether nothing of this turn may leave the device: offline, or a private conversation."""
    cancel: Cancel = field(default_factory=Cancel)
    """Set when the user stops the turn; whatever waits has to watch it."""

    def last_data(self, *skills: str) -> Mapping[str, Any]:
        """The data of the last outcome if it was one of these skills' (the part of a name before the dot), else {}."""
        if self.last is None or self.last.command.name.partition(".")[0] not in skills:
            return {}
        return self.last.outcome.data


class Skill(Protocol):
    """Carries out some commands. One object serves all turns, in any thread."""

    @property
    def names(self) -> tuple[str, ...]:
        """The commands that it serves, such as `timer.start`."""
        ...

    def carry_out(self, command: Command, surroundings: Surroundings, /) -> Outcome:
        """Do it and say what was done.

        Returns within some milliseconds, or watches `surroundings.cancel`. A slot can be missing: the outcome then
        asks for it. What cannot be done is an outcome with `done=False`, not an error.
        """
        ...
