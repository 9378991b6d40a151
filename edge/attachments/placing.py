"""A transcript with files as a model sees it: a file stands with the message that it came with, while that is in sight.

    ┌ question with a file ─▶ the file whole if it fits, else the passages that match that question best
    │ …
    └ later question ───────▶ the passages that match it, of files that are not in sight whole

What an earlier message shows depends on that message and on the context alone. So it stays the same from turn to turn,
and what was evaluated of it stays valid.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from edge.attachments.counting import attached_tokens
from edge.attachments.shown import Fill, Selection, shown
from edge.reader.language import language_of
from edge.router.text import tokens_of
from edge.transcript import Attachment, Message

__all__ = ["Placed", "for_device", "placed"]

_SURE = 0.85
"""The share of the context that is counted on: tables and figures have more tokens than `tokens_of` says."""
_MARKUP = 8
"""Tokens that a chat template puts around a message, at most."""
_SHARE = 0.75
"""Of the room, what passages take where a file does not fit; the rest is for the conversation."""
_DEVICE_SHARE = 0.5
_DEVICE_MOST = 1536
"""Tokens of passages on the device, whatever its context: each has to be evaluated before the first word."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A transcript whose files stand in the texts of its messages."""

    messages: tuple[Message, ...]
    """The same ones, with no attachments left."""
    selection: Selection | None
    """What of the files is before the model with the last question; None where there is none, or it is about none."""

    def sentence(self, language: str) -> str | None:
        """What the user is told about it; None where there is nothing to tell."""
        return self.selection.sentence(language) if self.selection is not None else None


def for_device(messages: Sequence[Message], context: int, max_tokens: int, language: str = "en") -> Placed:
    """The same as `placed`, for the local model of this context; `max_tokens` are those wanted for the reply."""
    reply = min(max_tokens, context // 4)  # what the engine keeps free for it
    most = min(_DEVICE_MOST, int((context - reply) * _DEVICE_SHARE))
    return placed(messages, context, reply, language, most=most)


def placed(
    messages: Sequence[Message], context: int, reply: int, language: str = "en", *, most: int | None = None
) -> Placed:
    """Put the files of a transcript into its messages.

    messages  the system prompt first if there is one, the question last; or a reply, where nothing is asked yet
    context   tokens that prompt and reply may have together
    reply     tokens that the reply may have
    language  of the words around a file where its message is in none
    most      tokens of passages where a file does not fit, which then are only those that match, if any do; by
              default three quarters of the room
    """
    if not any(message.attachments for message in messages):
        return Placed(tuple(messages), None)
    room = int((context - reply) * _SURE) - sum(_size(one) for one in messages if one.role == "system")
    fill: Fill = "always" if most is None else "unmatched"
    placing = _Placing(room, int(room * _SHARE) if most is None else most, language, fill)
    each = [placing.in_place(message) for message in messages]
    if messages[-1].attachments or messages[-1].role != "user":
        return Placed(tuple(one.message for one in each), each[-1].selection)
    return placing.with_passages(messages, each[:-1], messages[-1])


@dataclass(frozen=True, slots=True)
class _InPlace:
    """A message with its own files in its text."""

    message: Message
    selection: Selection | None


class _Placing:
    def __init__(self, room: int, most: int, language: str, fill: Fill) -> None:
        self._fill = fill
        self._room = room
        self._most = most
        self._language = language

    def in_place(self, message: Message) -> _InPlace:
        if not message.attachments:
            return _InPlace(message, None)
        room = self._room - _size(message)
        whole = (attached_tokens(message) or 0) <= room  # as far as that can be told without cutting it into passages
        text, selection = shown(
            message, room if whole else min(self._most, room), self._spoken(message), fill=self._fill
        )
        if whole and not selection.whole:
            text, selection = shown(message, min(self._most, room), self._spoken(message), fill=self._fill)
        return _InPlace(dataclasses.replace(message, text=text, attachments=()), selection)

    def with_passages(self, messages: Sequence[Message], earlier: Sequence[_InPlace], question: Message) -> Placed:
        """Give the last question the passages that match it, of the files that it does not see whole."""
        sizes = [0 if one.message.role == "system" else _size(one.message) for one in earlier]
        asked, largest = question, 0
        selection: Selection | None = Selection(whole=True)
        unseen: tuple[Attachment, ...] = ()
        while True:  # the passages push more of the conversation out of sight; there are only so many files in it
            largest = max(largest, _size(asked))
            hidden = self._hidden(messages, earlier, sizes, self._room - largest)
            if hidden == unseen:
                return Placed((*(one.message for one in earlier), asked), selection)
            unseen = hidden
            room = min(self._most, self._room - _size(question))
            with_files = dataclasses.replace(question, attachments=hidden)
            text, selection = shown(with_files, room, self._spoken(question), fill="never")
            if text == question.text:  # nothing in it speaks of a file
                selection = None
            asked = dataclasses.replace(question, text=text)

    def _hidden(
        self, messages: Sequence[Message], earlier: Sequence[_InPlace], sizes: Sequence[int], left: int
    ) -> tuple[Attachment, ...]:
        """The files that are not whole in what fits of the conversation."""
        hidden: list[Attachment] = []
        for message, one, size in zip(reversed(messages[:-1]), reversed(earlier), reversed(sizes), strict=True):
            left -= size
            if one.selection is not None and (left < 0 or not one.selection.whole):
                hidden[:0] = message.attachments
        return tuple(hidden)

    def _spoken(self, message: Message) -> str:
        language = language_of(message.text)
        return self._language if language == "und" else language


def _size(message: Message) -> int:
    return tokens_of(message.text) + _MARKUP
