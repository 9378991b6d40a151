"""The conversation itself: `conversation.clear`."""

from __future__ import annotations

from edge.errors import EdgeError
from edge.skills.names import Command
from edge.skills.replies.assistant import TEXTS
from edge.skills.skill import Outcome, Surroundings
from edge.skills.wording import say

__all__ = ["Conversation"]


class Conversation:
    """Erases the conversation in which it is said, this turn with it; it has to be said twice."""

    names = ("conversation.clear",)

    def carry_out(self, _command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        s = surroundings
        if not _confirmed(s):
            kept = s.store.kept_in(s.conversation)
            sentence = "clear_it_with" if kept.alerts or kept.items or kept.notes else "clear_it"
            text = say(TEXTS, sentence, s.language, alerts=kept.alerts, items=kept.items, notes=kept.notes)
            return Outcome(text, done=False, asks="confirmation")
        try:
            s.store.forget(s.conversation)
            s.host.forget(s.conversation)
        except EdgeError as error:
            return Outcome(say(TEXTS, "failed", s.language, why=error), done=False)
        return Outcome(say(TEXTS, "cleared", s.language))


def _confirmed(s: Surroundings) -> bool:
    """Whether the command before was the same, and asked."""
    last = s.last
    return last is not None and last.command.name == "conversation.clear" and last.outcome.asks is not None
