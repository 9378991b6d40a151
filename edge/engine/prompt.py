"""From a transcript to token ids, so that the next turn evaluates only what is new.

Text that the model produced does not tokenize back to the ids that it produced, and one other id ends the reuse of
the cache there. So the ids of every reply are kept, under the message's uid, and the prompt is put together from
them. Messages typed by a person give the same ids each time; those of the last ones are remembered.

Another text may have taken a reply's place meanwhile: then the ids that were kept are not its own, and are not used.
"""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.engine.template import CHATML, Part, Template

__all__ = ["KeptReply", "PlannedPrompt", "PromptTooLong", "Prompts", "WireMessage", "turns_of"]

KEPT_REPLIES = 2000
"""Replies whose ids are kept; a reply of 300 tokens takes some 3 KB."""

KEPT_TEXTS = 512
"""Texts, typed messages among them, whose ids are kept."""

KEPT_CONVERSATIONS = 200
"""Conversations of which it is known with which message their prompt began."""


class PromptTooLong(Exception):
    """System prompt and question alone do not fit."""

    def __init__(self, needed: int, room: int) -> None:
        super().__init__(needed, room)
        self.needed = needed
        """Tokens of both together."""
        self.room = room
        """Tokens that there is room for."""


@dataclass(frozen=True, slots=True)
class WireMessage:
    """A message as the parent sends it."""

    role: str
    text: str
    uid: str


@dataclass(frozen=True, slots=True)
class KeptReply:
    """What is kept of a reply."""

    ids: list[int]
    text: str
    """As it was told."""


@dataclass(frozen=True, slots=True)
class PlannedPrompt:
    """A prompt that fits."""

    tokens: list[int]
    """All of it, up to the place where the reply begins."""
    head: int
    """How many of them are the system prompt."""
    dropped_turns: int
    """Oldest whole turns left out."""
    gap: tuple[int, int] | None
    """(start, length): behind `start` tokens, `length` tokens are missing that stood there before; None if none are.
    The KV cache can close that gap instead of evaluating what follows again."""


class Prompts:
    """Makes prompts for a context of `n_ctx` tokens."""

    def __init__(self, tokenize: Callable[[str, bool], list[int]], n_ctx: int, template: Template = CHATML) -> None:
        self._tokenize = functools.lru_cache(maxsize=KEPT_TEXTS)(tokenize)
        self._template = template
        self._n_ctx = n_ctx
        self._replies: OrderedDict[str, KeptReply] = OrderedDict()
        self._first_kept: OrderedDict[str, str] = OrderedDict()
        self._begin = self._ids(template.begin)
        self._open = self._ids(template.open_reply)
        self._close = self._ids(template.close_reply)

    def keep(self, uid: str, ids: Sequence[int], text: str) -> None:
        """Remember the ids of a reply, and the text that they stand for."""
        self._replies[uid] = KeptReply(list(ids), text)
        while len(self._replies) > KEPT_REPLIES:
            self._replies.popitem(last=False)

    def clear(self) -> None:
        """Forget all replies."""
        self._replies.clear()
        self._first_kept.clear()
        self._tokenize.cache_clear()

    def kept(self, conversation: str, messages: Sequence[WireMessage]) -> tuple[dict[str, KeptReply], str | None]:
        """The replies among these messages that are known, and the message with which the prompt begins."""
        replies = {m.uid: self._replies[m.uid] for m in messages if m.uid in self._replies}
        return replies, self._first_kept.get(conversation)

    def begin_at(self, conversation: str, uid: str | None) -> None:
        """Let a conversation's prompt begin at this message, as it did before."""
        if uid is None:
            return
        self._first_kept[conversation] = uid
        self._first_kept.move_to_end(conversation)
        while len(self._first_kept) > KEPT_CONVERSATIONS:
            self._first_kept.popitem(last=False)

    def text(self, text: str) -> list[int]:
        """The ids of a text in which nothing is special."""
        return self._tokenize(text, False) if text else []

    def plan(self, conversation: str, messages: Sequence[WireMessage], reserve: int) -> PlannedPrompt:
        """The prompt for `messages`, the last of which is the question, with room for `reserve` tokens of reply.

        Messages that end with a reply are the beginning of a prompt whose question is yet to come.
        When it does not fit, the oldest whole turns go and the system prompt stays. More of them go than is needed
        (an eighth of the context), so that the next turns need not drop again; what went stays away.
        Raises PromptTooLong when the question alone does not fit.
        """
        system = [self._message(m) for m in messages if m.role == "system"]
        head = self._begin + [token for ids in system for token in ids]
        turns = turns_of([m for m in messages if m.role != "system"])
        encoded = [[token for m in turn for token in self._message(m)] for turn in turns]
        room = self._n_ctx - reserve
        opened = [] if messages[-1].role == "assistant" else self._open
        fixed = len(head) + len(encoded[-1]) + len(opened)
        if fixed > room:
            raise PromptTooLong(fixed, room)

        first = self._start(conversation, turns)
        before = first
        total = len(head) + sum(map(len, encoded[first:])) + len(opened)
        if total > room:
            target = max(fixed, room - self._n_ctx // 8)
            while total > target:
                total -= len(encoded[first])
                first += 1
        self.begin_at(conversation, turns[first][0].uid)
        missing = sum(map(len, encoded[before:first]))
        return PlannedPrompt(
            head=len(head) if system else 0,
            tokens=head + [token for ids in encoded[first:] for token in ids] + opened,
            dropped_turns=first,
            gap=(len(head), missing) if missing else None,
        )

    def _start(self, conversation: str, turns: list[list[WireMessage]]) -> int:
        """The turn with which this conversation's prompt began last time."""
        kept = self._first_kept.get(conversation)
        return next((i for i, turn in enumerate(turns) if turn[0].uid == kept), 0)

    def _message(self, message: WireMessage) -> list[int]:
        if message.role != "assistant":
            return self._ids(self._template.message(message.role, message.text))
        ids = self._known(message)
        if ids is None:
            return self._ids(self._template.reply(message.text))
        return [*self._open, *ids, *self._close]

    def _known(self, message: WireMessage) -> list[int] | None:
        """The ids of a reply, if they are kept and still stand for its text; one without text takes what is kept."""
        kept = self._replies.get(message.uid)
        if kept is None:
            return None
        if message.text not in ("", kept.text):
            from edge.cleaning import clean  # rarely needed: the journal has it as it was told

            if message.text != clean(kept.text):
                return None
        self._replies.move_to_end(message.uid)
        return kept.ids

    def _ids(self, parts: Sequence[Part]) -> list[int]:
        return [token for part in parts for token in self._tokenize(part.text, part.special)]


def turns_of(messages: Sequence[WireMessage]) -> list[list[WireMessage]]:
    """Messages grouped so that each group begins with a user's message."""
    turns: list[list[WireMessage]] = []
    for message in messages:
        if message.role == "user" or not turns:
            turns.append([])
        turns[-1].append(message)
    return turns
