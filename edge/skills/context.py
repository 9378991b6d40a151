"""The last command of each conversation, for what only makes sense after it."""

from __future__ import annotations

import dataclasses
import threading
from collections import OrderedDict

from edge.skills.names import COMMANDS
from edge.skills.skill import Last

__all__ = ["LastCommands"]

_MOST = 64
"""Conversations that are remembered; the one that was quiet longest is dropped."""


class LastCommands:
    """In memory only, and gone with the process. Any thread may call it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_conversation: OrderedDict[str, Last] = OrderedDict()

    def get(self, conversation: str) -> Last | None:
        """What was carried out last in a conversation, if its last turn was a command."""
        with self._lock:
            return self._by_conversation.get(conversation)

    def put(self, conversation: str, last: Last) -> None:
        """Remember a command that was carried out, with the slots that the skill filled in and asked for."""
        known = COMMANDS.get(last.command.name)
        slots = {**last.outcome.filled, **last.command.slots}
        asked = last.outcome.asks
        missing = (asked,) if known is not None and asked in {slot.name for slot in known.slots} else ()
        command = dataclasses.replace(last.command, slots=slots, missing=tuple(name for name in missing if name))
        with self._lock:
            self._by_conversation[conversation] = dataclasses.replace(last, command=command)
            self._by_conversation.move_to_end(conversation)
            while len(self._by_conversation) > _MOST:
                self._by_conversation.popitem(last=False)

    def drop(self, conversation: str | None) -> None:
        """Forget a conversation's, because another answerer took a turn or it is erased; all where None."""
        with self._lock:
            if conversation is None:
                self._by_conversation.clear()
            else:
                self._by_conversation.pop(conversation, None)
