"""The first rung of a turn: what a message says, before anything is decided about it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.answerer import Cancel
from edge.asked import Asked
from edge.care import Care, care
from edge.engine import LocalEngine
from edge.events import Read, SecondReading, TurnRecord
from edge.faults import fault
from edge.guests import TurnJournal
from edge.kiosk.late import LateKiosk
from edge.kiosk.names import ANSWER, COMMAND
from edge.language import reply_language
from edge.paths import Paths
from edge.reader import language_of
from edge.router import Heard, LateReader, hear
from edge.settings import Settings
from edge.skills.late import LateSkills

if TYPE_CHECKING:
    from edge.reader import Reading
    from edge.skills.names import Command

__all__ = ["STAYS_HERE", "Understanding", "Understood"]

READER_S = 2.0
"""Seconds that the first message of a process waits for the reader at most; then it is routed without."""
STAYS_HERE = ("note.", COMMAND, ANSWER)
"""How commands begin that never leave the device, nor the replies to them: a note is for the user alone, and what is
said to an integrator's system for that alone."""
RECENT = 12
"""Messages that tell the language of a conversation."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What was read in a message."""

    heard: Heard
    """Its language, the commands in it, and what the reader says of it."""
    care: Care | None = None
    """What has to be said to it before anything else."""
    second: SecondReading | None = None
    """Where the local model was asked whether it is a command."""

    @property
    def event(self) -> Read:
        """The same as whoever asked is told."""
        reading = self.heard.reading
        task, p_cloud = (None, None) if reading is None else (reading.task, reading.p_cloud)
        return Read(self.heard.language, self.heard.intents, task, p_cloud)


class Understanding:
    """Sentence templates first, then the reader, and where both are in doubt the local model."""

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        journal: TurnJournal,
        engine: LocalEngine,
        skills: LateSkills,
        reader: LateReader,
        kiosk: LateKiosk | None = None,
    ) -> None:
        self._paths = paths
        self._settings = settings
        self._journal = journal
        self._engine = engine
        self._skills = skills
        self._reader = reader
        self._kiosk = kiosk

    def of(self, asked: Asked, cancel: Cancel) -> Understood:
        """What the question says; each message is read once."""
        text = asked.question.text
        second: SecondReading | None = None
        met = care(text)
        if met is not None:
            heard = Heard(text, language_of(text))
        else:
            heard = self._heard(asked)
            if not heard.commands and self._may_be_command(asked):
                heard, second = self._read_again(asked, heard, cancel)
            if any(command.name.startswith(STAYS_HERE) for command in heard.commands):
                self._journal.keep_back(asked.started.turn)
        before = self._journal.messages(asked.started.conversation, RECENT) if heard.language == "und" else ()
        return Understood(dataclasses.replace(heard, speaks=reply_language(heard.language, before)), met, second)

    def _heard(self, asked: Asked) -> Heard:
        text, now = asked.question.text, self._skills.now()
        asks = self._may_be_command(asked)
        commands = self._commands(asked) if asks else ()
        reading = self._reading(asked, commands)
        listed = self._kiosk.answer if self._kiosk is not None else None
        try:
            return hear(text, commands, reading, now, self._settings.router if asks else None, listed)
        except Exception as error:  # noqa: BLE001 - a fault of ours in reading values: a model still answers
            fault(error, self._paths.logs)
            return hear(text, (), reading, now, None)

    def _may_be_command(self, asked: Asked) -> bool:
        """Whether it may be carried out as a command: not if the user has decided that a model answers it.

        They have by naming who answers, by a form that the reply has to have, by other instructions than usual, and by
        a file: then the message is about that ("What is it?" is no question for a skill).
        """
        question = asked.question
        usual = question.system in (None, self._settings.reply.system)
        return question.choice is None and asked.grammar is None and usual and not question.attachments

    def _commands(self, asked: Asked) -> tuple[Command, ...]:
        """The commands that the message consists of, by the sentence templates."""
        try:
            return self._skills.recognize(
                asked.question.text,
                asked.started.conversation,
                lambda: self._before(asked.started.conversation),
                asked.question.surface,
            )
        except Exception as error:  # noqa: BLE001 - a fault of ours in reading commands: a model still answers
            fault(error, self._paths.logs)
            return ()

    def _before(self, conversation: str) -> TurnRecord | None:
        """The turn before this one in its conversation."""
        return next(iter(self._journal.turns(conversation, 1)), None)

    def _reading(self, asked: Asked, commands: tuple[Command, ...]) -> Reading | None:
        """What the reader says. A command does not wait for it; the first other message of a process does."""
        if not commands and not self._reader.done:
            if self._engine.state == "idle" and asked.question.check_memory is None:
                self._engine.warm(asked.model, in_turn=True)  # in a process of its own, meanwhile
            self._reader.wait(READER_S)
        return self._reader.read(asked.question.text)

    def _read_again(self, asked: Asked, heard: Heard, cancel: Cancel) -> tuple[Heard, SecondReading | None]:
        """Ask the local model whether a message is the command that the reader thinks possible."""
        wanted = self._settings.router.second_reader
        if heard.reading is None or wanted == "off" or (wanted == "auto" and asked.model.builtin):
            return heard, None
        from edge.skills.by_reader import candidates

        names = candidates(heard.text, heard.reading)
        if not names:
            return heard, None
        from edge.skills.second_reader import read_again

        answerer = self._engine.answerer(asked.model, asked.question.check_memory)
        second = read_again(heard.text, names, answerer, self._skills.now(), cancel, asked.reply_uid)
        if second.command is not None:
            heard = dataclasses.replace(heard, commands=(second.command,), found="second_reader")
        return heard, second.reading
