"""The commands and answers of a kiosk in the shape of a skill."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from edge.cleaning import clean
from edge.kiosk.carrying_out import NotDoneError, within
from edge.kiosk.file import CommandEntry, Kiosk, said
from edge.kiosk.functions import FunctionError, load
from edge.kiosk.names import ANSWER, COMMAND
from edge.kiosk.replies import TEXTS
from edge.kiosk.webhook import leaves, post
from edge.skills.names import Command, SlotValue
from edge.skills.skill import Outcome, Surroundings
from edge.skills.wording import say

__all__ = ["KioskSkill"]

_LONGEST = 2000
"""Characters of a reply from outside."""


class KioskSkill:
    """Carries out what `kiosk.toml` lists, and nothing else."""

    def __init__(self, kiosk: Kiosk, fault: Callable[[BaseException], object]) -> None:
        """`fault` gets what a function of the integrator's raised."""
        self._folder: Path = kiosk.folder
        self._fault = fault
        self._commands = {COMMAND + entry.intent: entry for entry in kiosk.commands}
        self._answers = {ANSWER + answer.name: answer for answer in kiosk.answers}
        house = kiosk.house
        self._names = {one.id: one.names for one in (*house.names, *house.floors, *house.areas)}
        self.names = (*self._commands, *self._answers)

    def carry_out(self, command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        language = surroundings.language
        answer = self._answers.get(command.name)
        if answer is not None:
            return Outcome(said(answer.text, language))
        entry = self._commands[command.name]
        try:
            text = self._done(entry, command, surroundings)
        except NotDoneError as error:
            return Outcome(say(TEXTS, error.why, language), command.slots, done=False)
        text = clean(text).strip()[:_LONGEST] if text else ""
        return Outcome(text or self._reply(entry, command.slots, language), command.slots)

    def _done(self, entry: CommandEntry, command: Command, s: Surroundings) -> str | None:
        """What came back, if it was text. Raises NotDoneError."""
        if entry.webhook is not None:
            if leaves(entry.webhook) and (s.stays or s.host.is_offline()):
                raise NotDoneError("stays")
            payload: dict[str, Any] = {
                "intent": entry.intent,
                "slots": command.slots,
                "language": s.language,
                "text": s.text,
                "conversation": s.conversation,
            }
            return post(entry.webhook, payload, entry.token_env, entry.timeout_s, s.cancel)
        assert entry.python is not None
        try:
            result = within(entry.timeout_s, partial(_call, entry.python, self._folder, command.slots), s.cancel)
        except NotDoneError:
            raise
        except FunctionError:
            raise NotDoneError("broken") from None
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever an integrator wrote raises costs this only
            self._fault(error)
            raise NotDoneError("failed") from None
        return result if isinstance(result, str) else None

    def _reply(self, entry: CommandEntry, slots: Mapping[str, SlotValue], language: str) -> str:
        if entry.reply is None:
            return say(TEXTS, "done", language)
        words = _Words({name: self._word(value, language) for name, value in slots.items()})
        return re.sub(" {2,}", " ", said(entry.reply, language).format_map(words)).strip()

    def _word(self, value: SlotValue, language: str) -> str:
        """A slot's value as it is said: a place or a thing by its name."""
        if isinstance(value, tuple):
            return ", ".join(value)
        names = self._names.get(value) if isinstance(value, str) else None
        if names is None:
            return str(value)
        return (names.get(language) or next(iter(names.values())))[0]


def _call(name: str, folder: Path, slots: Mapping[str, SlotValue], given_up: threading.Event) -> object:
    """What a function returns. Its module is imported in the same time as it is called: that may hang as well."""
    function = load(name, folder)
    return None if given_up.is_set() else function(**slots)


class _Words(dict[str, str]):
    """Slots by their names; what was not said is left out of the reply."""

    def __missing__(self, key: str) -> str:
        return ""
