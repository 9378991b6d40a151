"""All skills by the commands that they serve, and answerers: this program's own, and those of third parties.

A package adds one with an entry point that names a class without arguments, or an object: a skill
(`edge.skills.skill.Skill`, best with `edge.skills.plugin.Recognizes`) or an answerer (`edge.skills.plugin`).

    [project.entry-points."edge.skills"]
    tea = "my_package.tea:TeaSkill"

    [project.entry-points."edge.answerers"]
    catalogue = "my_package.catalogue:Catalogue"

One that cannot be loaded costs one sentence, never a turn.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Container, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from edge.skills.alarms import Alarms
from edge.skills.arithmetic import Arithmetic
from edge.skills.assistant import AssistantSkill
from edge.skills.chance import Chance
from edge.skills.clock import ClockSkill
from edge.skills.conversation import Conversation
from edge.skills.conversion import Conversion
from edge.skills.device import Device
from edge.skills.installed import ANSWERERS, entry_points
from edge.skills.lists import Lists
from edge.skills.mode import Mode
from edge.skills.notes import Notes
from edge.skills.plugin import AnswererPlugin, Recognizes
from edge.skills.reminders import Reminders
from edge.skills.skill import Skill
from edge.skills.system import Condition, SystemStatus
from edge.skills.timers import Timers

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["ADVICE", "Registry", "own_skills"]

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

    def __init__(self, own: Iterable[Skill], found: Callable[[], Iterable[EntryPoint]] | None = None) -> None:
        self._skills: dict[str, Skill] = {name: skill for skill in own for name in skill.names}
        self._entry_points = found or entry_points
        self._lock = threading.Lock()
        self._loaded = False
        self._recognizing: tuple[Recognizes, ...] = ()
        self._answerers: dict[str, AnswererPlugin] = {}
        self._notices: list[str] = []

    def find(self, name: str) -> Skill | None:
        """The skill that serves a command, or None."""
        return self._skills.get(name) or self._all().get(name)

    def names(self) -> frozenset[str]:
        """Every command that a skill serves, and every answerer of a third party, as far as they were loaded."""
        return frozenset(self._skills) | frozenset(self._answerers)

    @property
    def recognizing(self) -> tuple[Recognizes, ...]:
        """The skills of third parties that find their own commands."""
        self._all()
        return self._recognizing

    @property
    def answerers(self) -> Mapping[str, AnswererPlugin]:
        """The answerers of third parties by their names."""
        self._all()
        return self._answerers

    def answerer(self, name: str) -> AnswererPlugin | None:
        """The answerer of that name, if it is known; it looks for none."""
        return self._answerers.get(name)

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
        answers = entry.group == ANSWERERS
        try:
            found = entry.load()
            made = found() if isinstance(found, type) else found
            names = (made.name,) if answers else tuple(made.names)
            methods = ("takes", "answer") if answers else ("carry_out",)
            wrong = _wrong(made, methods, names, self.names())
        except (Exception, SystemExit) as error:  # noqa: BLE001 - what others wrote can raise anything
            wrong = f"it raised {type(error).__name__} when it was loaded"
        else:
            if not wrong:
                self._enter(made, names, answers=answers)
                return
        whose = f" of {entry.dist.name}" if entry.dist is not None else ""
        what = "answerer" if answers else "skill"
        self._notices.append(f"The {what} '{entry.name}' ({entry.value}{whose}) is left out: {wrong}; {ADVICE}.")

    def _enter(self, made: Any, names: tuple[str, ...], *, answers: bool) -> None:
        """Into new tables: the old ones are read without the lock."""
        if answers:
            self._answerers = {**self._answerers, names[0]: made}
            return
        self._skills = {**self._skills, **dict.fromkeys(names, made)}
        if isinstance(made, Recognizes):
            self._recognizing = (*self._recognizing, made)


def _wrong(plugin: object, methods: tuple[str, ...], names: tuple[object, ...], known: Container[str]) -> str:
    """Why this cannot be one, as the end of a sentence, or nothing."""
    for method in methods:
        if not callable(getattr(plugin, method, None)):
            return f"it has no method '{method}'"
    if not names:
        return "it names no command"
    for name in names:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            return f"its command {name!r} is not named as in 'tea.brew'"
        if name in known:
            return f"the command '{name}' is there already"
    return ""
