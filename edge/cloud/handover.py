"""What of a conversation goes up: the system prompt, the newest turns whole, older ones until the context is full.

A turn goes up or stays here as a whole: the question of one that may not leave would say as much as its answer. Files
go up with their messages, whole or in passages; see `edge.attachments.placing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge.attachments import has_attachments
from edge.router.text import tokens_of
from edge.transcript import Message

if TYPE_CHECKING:  # few conversations have files
    from edge.attachments.shown import Selection

__all__ = ["HandOver", "hand_over"]

_MARKUP = 8
"""Tokens that a chat template puts around a message, at most."""
_SPARE = 64
"""Tokens of the context that stay free: the server counts otherwise than we do."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """The part of a conversation that is handed over."""

    messages: tuple[Message, ...]
    """The system prompt first if there is one, the question last."""
    dropped: int
    """Oldest whole turns that did not fit."""
    kept_back: int
    """Turns that may not leave."""
    selection: Selection | None = None
    """What of the files goes up for the question; None where it is about none."""


def hand_over(messages: Sequence[Message], context: int, reply: int, language: str = "en") -> HandOver:
    """Choose from a transcript what an endpoint gets.

    context   tokens that prompt and reply may have together
    reply     tokens that the reply may have
    language  of the words around a file where its message is in none

    The system prompt and the question go up whatever their length: if they are too long, the server says it. A
    question that may not leave is still the last message here, with its mark: whoever builds the request refuses it.
    Raises ValueError if there is no question.
    """
    system = [message for message in messages if message.role == "system" and message.may_leave]
    *earlier, last = _turns(messages)
    may = [turn for turn in earlier if all(message.may_leave for message in turn)]
    selection = None
    if has_attachments([*(message for turn in may for message in turn), *last]):
        from edge.attachments.placing import placed

        seen = placed([*system, *(message for turn in may for message in turn), *last], context, reply, language)
        *may, last = _turns(seen.messages)
        selection = seen.selection
    kept_back = len(earlier) - len(may)
    left = context - reply - _SPARE - _tokens([*system, *last])
    chosen = [last]
    for turn in reversed(may):
        left -= _tokens(turn)
        if left < 0:
            break
        chosen.insert(0, turn)
    kept = tuple(message for turn in chosen for message in turn)
    return HandOver((*system, *kept), dropped=len(may) - len(chosen) + 1, kept_back=kept_back, selection=selection)


def _turns(messages: Sequence[Message]) -> list[list[Message]]:
    """The messages by their turns: a question and what answers it."""
    turns: list[list[Message]] = []
    for message in messages:
        if message.role == "user":
            turns.append([message])
        elif message.role == "assistant" and turns:
            turns[-1].append(message)
    if not turns or turns[-1][-1].role != "user":
        raise ValueError("the transcript does not end with a question")
    return turns


def _tokens(messages: Sequence[Message]) -> int:
    return sum(tokens_of(message.text) + _MARKUP for message in messages)
