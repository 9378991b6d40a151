"""The skills in the shape of every answerer: commands are carried out in order, and each says what it did."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence

from edge.answerer import Answered, Cancel, Request, Step, Text
from edge.skills.context import LastCommands
from edge.skills.names import Command
from edge.skills.registry import Registry
from edge.skills.replies.assistant import TEXTS
from edge.skills.skill import Last, Outcome, Surroundings
from edge.skills.wording import say

__all__ = ["SkillAnswerer"]

Fault = Callable[[BaseException], str]
"""Writes to a log where something failed; returns a sentence for the user."""


class SkillAnswerer:
    """Answers one turn that consists of commands; see `edge.answerer.Answerer`.

    The record names as its model the skill's command, several joined with ", ". A command that is refused, fails or
    asks something is answered like the others; only a fault inside a skill leaves the reply incomplete.
    """

    def __init__(
        self,
        commands: Sequence[Command],
        registry: Registry,
        last: LastCommands,
        surroundings: Callable[[Request, Cancel], Surroundings],
        fault: Fault,
    ) -> None:
        """`surroundings` is asked for anew before each command: the clock goes on, and so does the context."""
        self._commands = tuple(commands)
        self._registry = registry
        self._last = last
        self._surroundings = surroundings
        self._fault = fault
        self.outcomes: list[Outcome] = []
        """What came of each command so far."""

    def answer(self, request: Request, cancel: Cancel) -> Iterator[Step]:
        """See `edge.answerer.Answerer`."""
        model = ", ".join(command.name for command in self._commands)
        error: str | None = None
        for number, command in enumerate(self._commands):
            if cancel.is_set():
                break
            surroundings = self._surroundings(request, cancel)
            outcome, why = self._carry_out(command, surroundings)
            error = error or why
            self.outcomes.append(outcome)
            self._last.put(request.transcript.conversation, Last(command, outcome, surroundings.now))
            yield Text(("\n" if number else "") + outcome.text, "skill", command.name)
        if cancel.is_set():
            yield Answered("skill", model, cut_off="cancelled")
        elif error is not None:
            yield Answered("skill", model, cut_off="error", why=error, error="error")
        else:
            yield Answered("skill", model)

    def _carry_out(self, command: Command, s: Surroundings) -> tuple[Outcome, str | None]:
        """What came of it, and the sentence about a fault, if there was one."""
        skill = self._registry.find(command.name)
        if skill is None:
            return Outcome(say(TEXTS, "unknown", s.language, name=command.name), done=False), None
        if command.name not in s.usable:
            return Outcome(say(TEXTS, "not_allowed", s.language), done=False), None
        try:
            outcome = skill.carry_out(command, s)
            return dataclasses.replace(outcome, text=str(outcome.text)), None
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a skill raises, the other commands are carried out
            return Outcome(say(TEXTS, "broken", s.language, name=command.name), done=False), self._fault(error)
