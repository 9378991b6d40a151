"""The skills of a home, brought in when something needs them.

Most turns are no commands, and most of what carries commands out is not needed to see that. So reading a message
imports a filter only, and the service, with its store and its clock, is made with the first command, or for whoever
listens for rings.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from edge.errors import JournalError
from edge.reader import language_of
from edge.skills.recognition import Listed, recognize
from edge.skills.recognition.context import NOTHING

if TYPE_CHECKING:
    from edge.events import TurnRecord
    from edge.skills.names import Command
    from edge.skills.service import SkillService
    from edge.turn import Surface

__all__ = ["LateSkills"]

PAUSE_S = 0.02
"""Left to everything else between two files of templates, in seconds: reading one keeps the interpreter for 5 ms."""


class LateSkills:
    """The skills of one home. All calls may come from any thread."""

    def __init__(
        self,
        make: Callable[[], SkillService],
        now: Callable[[], datetime] | None = None,
        any_plugins: Callable[[], bool] = lambda: False,
        listed: Listed | None = None,
    ) -> None:
        """What it calls when it needs it.

        make         called once, when the service is needed
        now          the wall clock, aware
        any_plugins  called once: whether packages of third parties add skills or answerers
        listed       the sentences of a kiosk's file, which come before our own
        """
        self._make = make
        self._now = now or (lambda: datetime.now().astimezone())
        self._any_plugins = functools.cache(any_plugins)
        self._listed = listed
        self._service: SkillService | None = None
        self._lock = threading.Lock()
        self._closed = threading.Event()

    @property
    def made(self) -> SkillService | None:
        """The service, if something has needed it."""
        return self._service

    def service(self) -> SkillService:
        """The service. The first call imports it, opens its store and takes up to a tenth of a second.

        Raises JournalError if it is needed for the first time after `close`.
        """
        with self._lock:
            if self._service is None:
                if self._closed.is_set():
                    raise JournalError("The store is closed: start the program again.")
                self._service = self._make()
            return self._service

    def now(self) -> datetime:
        """The wall clock, aware: what times in commands are resolved against."""
        return self._now()

    def recognize(
        self,
        text: str,
        conversation: str,
        before: Callable[[], TurnRecord | None] = lambda: None,
        surface: Surface = "cli",
    ) -> tuple[Command, ...]:
        """The commands that a message consists of, in their order; none if it is no command.

        before   gives the turn before: an earlier process may have carried it out
        surface  where it was said: an answerer of a third party takes it only where it may
        """
        context = NOTHING if self._service is None else self._service.context(conversation)
        if context == NOTHING:
            record = before()
            if record is not None and record.by == "skill" and record.intents:
                service = self.service()
                service.recall(conversation, record)
                context = service.context(conversation)
        commands = recognize(text, self._now(), context, self._listed).commands
        if not commands and self._any_plugins():
            found = self.service().recognize(text, language_of(text), surface)
            return (found,) if found is not None else ()
        return commands

    def moved_on(self, conversation: str) -> None:
        """Another answerer took a turn; see `SkillService.moved_on`."""
        if self._service is not None:
            self._service.moved_on(conversation)

    def warm(self, language: str) -> None:
        """Read the templates of a language, and make the service, so that the first command does not wait for it.

        Takes about half a second, with pauses, and ends early when this is closed.
        """
        from edge.skills.recognition.warming import warm_one, worth_warming

        self.service()
        for file in worth_warming(language):
            if self._closed.wait(PAUSE_S):
                return
            warm_one(*file)

    @property
    def notices(self) -> list[str]:
        """Sentences that the user should see, as far as the service was needed."""
        return [] if self._service is None else self._service.notices

    def close(self) -> None:
        """Close the service, if there is one; none is made any more."""
        self._closed.set()
        with self._lock:
            if self._service is not None:
                self._service.close()
