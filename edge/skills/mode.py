"""The network mode: `mode.offline`, `mode.online`."""

from __future__ import annotations

from edge.errors import EdgeError
from edge.skills.names import Command
from edge.skills.replies.assistant import TEXTS
from edge.skills.skill import Outcome, Surroundings
from edge.skills.wording import say

__all__ = ["Mode"]


class Mode:
    """Whether anything may leave the device."""

    names = ("mode.offline", "mode.online")

    def carry_out(self, command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        s = surroundings
        wanted = command.name == "mode.offline"
        sentence = "offline" if wanted else "online"
        if s.host.is_offline() == wanted:
            return Outcome(say(TEXTS, f"{sentence}_already", s.language), {"offline": wanted})
        try:
            s.host.set_offline(wanted)
        except EdgeError as error:
            return Outcome(say(TEXTS, "failed", s.language, why=error), done=False)
        return Outcome(say(TEXTS, sentence, s.language), {"offline": wanted})
