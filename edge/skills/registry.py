"""All skills by the commands that they serve: this program's own, and those of third parties.

A package adds skills with an entry point of the group `edge.skills` that names a class without arguments, or an object,
in the shape of `edge.skills.skill.Skill`:

    [project.entry-points."edge.skills"]
    tea = "my_package.tea:TeaSkill"

One that cannot be loaded costs one sentence, never a turn.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from edge.skills.alarms import Alarms
from edge.skills.arithmetic import Arithmetic
from edge.skills.assistant import AssistantSkill
from edge.skills.chance import Chance
from edge.skills.clock import ClockSkill
from edge.skills.conversation import Conversation
from edge.skills.conversion import Conversion
from edge.skills.device import Device
from edge.skills.lists import Lists
from edge.skills.mode import Mode
from edge.skills.notes import Notes
from edge.skills.reminders import Reminders
from edge.skills.skill import Skill
from edge.skills.system import Condition, SystemStatus
from edge.skills.timers import Timers

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["ADVICE", "GROUP", "Registry", "own_skills"]

GROUP = "edge.skills"
ADVICE = "update or remove that package"
"""What a user can do about a skill that is left out."""

_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")


def own_skills(look: Callable[[], Condition]) -> tuple[Skill, ...]:
    """The skills of this program; `look` tells the state of the device."""
    return (
        ClockSkill(),
        Timers(),
        Alarms(),
        Reminders(),
        Arithmetic(),
        Conversion(),
        Lists(),
        Notes(),
        Chance(),
        SystemStatus(look),
        Device(),
        AssistantSkill(),
        Conversation(),
        Mode(),
    )


class Registry:
    """Finds the skill of a command.

    Looking for third parties reads the metadata of all packages, so it waits until somebody asks for a command that is
    none of this program's own, or calls `load`.
    """

    def __init__(self, own: Iterable[Skill], entry_points: Callable[[], Iterable[EntryPoint]] | None = None) -> None:
        self._skills: dict[str, Skill] = {name: skill for skill in own for name in skill.names}
        self._entry_points = entry_points or _entry_points
        self._lock = threading.Lock()
        self._loaded = False
        self._notices: list[str] = []

    def find(self, name: str) -> Skill | None:
        """The skill that serves a command, or None."""
        return self._skills.get(name) or self._all().get(name)

    def names(self) -> frozenset[str]:
        """Every command that a skill serves, as far as they were loaded."""
        return frozenset(self._skills)

    def load(self) -> tuple[str, ...]:
        """Look for third parties now, if nobody did yet. Returns the notices."""
        self._all()
        return self.notices

    @property
    def notices(self) -> tuple[str, ...]:
        """One sentence for each skill of a third party that was looked at and is left out."""
        return tuple(self._notices)

    def _all(self) -> dict[str, Skill]:
        with self._lock:
            if not self._loaded:
                self._loaded = True
                for entry in sorted(self._entry_points(), key=lambda entry: entry.name):
                    self._load(entry)
            return self._skills

    def _load(self, entry: EntryPoint) -> None:
        try:
            found = entry.load()
            skill = found() if isinstance(found, type) else found
            names = tuple(skill.names)
            wrong = _wrong(skill, names, self._skills)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - what others wrote can raise anything
            wrong = f"it raised {type(error).__name__} when it was loaded"
        else:
            if not wrong:
                # A new table: `find` reads the old one without the lock.
                self._skills = {**self._skills, **dict.fromkeys(names, skill)}
                return
        whose = f" of {entry.dist.name}" if entry.dist is not None else ""
        self._notices.append(f"The skill '{entry.name}' ({entry.value}{whose}) is left out: {wrong}; {ADVICE}.")


def _entry_points() -> Iterable[EntryPoint]:
    from importlib import metadata  # 15 ms

    return metadata.entry_points(group=GROUP)


def _wrong(skill: object, names: tuple[object, ...], known: Iterable[str]) -> str:
    """Why this cannot be a skill, as the end of a sentence, or nothing."""
    if not callable(getattr(skill, "carry_out", None)):
        return "it has no method 'carry_out'"
    if not names:
        return "it names no command"
    for name in names:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            return f"its command {name!r} is not named as in 'tea.brew'"
        if name in known:
            return f"the command '{name}' is there already"
    return ""
