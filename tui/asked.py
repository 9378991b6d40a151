"""A message of the user as the assistant gets it."""

from __future__ import annotations

from edge.turn import Question
from tui.commands import Said

__all__ = ["NEW", "question"]

NEW = "new"
"""As the conversation of a question: begin another one."""


def question(said: Said, uid: str, conversation: str | None) -> Question:
    """The question that `said` is. `uid` is the message's name; see `edge.turn.Question`."""
    return Question(
        said.text,
        uid=uid,
        conversation=conversation,
        choice=said.choice,
        private=said.private,
        attachments=said.attachments,
        replaces=said.replaces,
        goes_on=said.goes_on,
        surface="terminal",
    )
