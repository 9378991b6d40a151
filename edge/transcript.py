"""One conversation as every answerer sees it: who said what, in order, and what of it may leave the device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Attachment", "By", "Message", "Role", "Transcript"]

Role = Literal["system", "user", "assistant"]
By = Literal["skill", "local", "cloud"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """The text of a file that goes with a message. It may leave if the message may."""

    name: str
    """The file's name, without its folder."""
    text: str
    """What it says, without control characters but newline and tab; its lines are those of the file."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Role
    """Whose message it is."""
    text: str
    """What it says, without control characters but newline and tab."""
    uid: str
    """Its name, the same in the journal, the engine and over the socket. The engine keeps token ids under it."""
    may_leave: bool = True
    """Whether it may be sent to an endpoint. Set when the message is written, inherited by what is made of it."""
    complete: bool = True
    """False when it is an answer that was cut off."""
    by: By | None = None
    """Who wrote an assistant's message."""
    model: str | None = None
    """The model that wrote it, if one did."""
    attachments: tuple[Attachment, ...] = ()
    """The files that go with a user's message; `edge.attachments.placing` lets a model see them."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What an answerer gets: the system prompt first, if there is one, then the turns, the question last."""

    conversation: str
    """The conversation's uid."""
    messages: tuple[Message, ...]
