"""Going on in another conversation: what another screen asks of the chat, which does it between two of its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from edge.errors import EdgeError

if TYPE_CHECKING:
    from tui.dialogue import Dialogue
    from tui.session import Session

__all__ = ["Erased", "GoTo", "go_to"]


class GoTo(Message):
    """The user wants to go on in this conversation, or in a new one where None."""

    def __init__(self, conversation: str | None, *, private: bool = False) -> None:
        super().__init__()
        self.conversation = conversation
        self.private = private
        """Whether nothing of the new one may leave the device."""


class Erased(Message):
    """A conversation was erased."""

    def __init__(self, conversation: str) -> None:
        super().__init__()
        self.conversation = conversation


async def go_to(dialogue: Dialogue, session: Session, wanted: GoTo) -> str:
    """Do it. Returns a sentence about what is in the way, and then nothing has changed; an empty one else."""
    from tui.session import last_turns  # not needed for the first screen

    uid = wanted.conversation
    if uid is None:
        await dialogue.begin_new(private=wanted.private)
    elif uid != dialogue.conversation:
        try:
            last = await session.with_assistant(lambda assistant: last_turns(assistant, assistant.conversation(uid)))
        except EdgeError as error:
            return str(error)
        if last.conversation is None:
            return dialogue.elsewhere.texts.gone
        await dialogue.go_to(uid, private=last.private, turns=last.turns, more=last.more)
    return ""
