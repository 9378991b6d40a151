"""Commands in words that no sentence template has: the reader's intent, with what the grammars find for its slots.

The reader knows no slots. A command is carried out by its intent alone where it needs none, or where each that it needs
stands in the message once; everything else is for the second reader, or is no command.
"""

from __future__ import annotations

import dataclasses
import re
from datetime import datetime

from edge.reader.labels import NO_INTENT
from edge.reader.reading import Reading
from edge.skills.filling import FILLED, WHOLE, filled
from edge.skills.names import COMMANDS, Command

__all__ = ["candidates", "command_of"]

_WITHOUT_SLOTS = frozenset(
    {
        *("time.now", "date.today", "timer.status", "alarm.list", "reminder.list", "note.list"),
        *("random.coin", "system.status", "mode.offline", "mode.online", "conversation.clear"),
        *("assistant.help", "assistant.about", "assistant.repeat", "assistant.stop"),
    }
)
"""Carried out as they stand. Others that need no slot, such as `alarm.cancel`, do harm if one was said."""

_AT_LEAST = {"mode.offline": 0.97, "mode.online": 0.97, "assistant.stop": 0.95, "conversation.clear": 0.99}
"""How sure the reader has to be of these, whatever the setting says: they end or erase something."""

_WITH_VALUES = 0.15
"""How much less sure it may be where the message holds exactly the values that the command needs."""

_LONGEST = 160
"""Characters; a longer message says more than one command."""

_ELSEWHERE = re.compile(
    r"\b(?:in|at|for|there|over)\b|在|那边|那里|那儿|当地|那邊|那裡|當地|(?:の|では?|は)(?:今|いま|現在|時間|時刻|何時|日付)",
    re.IGNORECASE,
)
"""What speaks of another place, which is no zone that is known here: better no answer than that of this place."""

_TOO_MUCH = 0.5
"""The `p_cloud` from which a message asks for more than a command ("set a timer, and write me a poem meanwhile")."""

_POSSIBLE = 0.5
"""The least that the three best intents but `none` have to be worth together, and the task `command`, for the second
reader to be asked."""

_NEVER_BY_GUESSING = frozenset({"assistant.stop", "conversation.clear", "mode.offline", "mode.online"})
"""What ends or erases something is no guess of a small model."""


def command_of(message: str, reading: Reading, now: datetime, sure: float) -> Command | None:
    """The command that the reader is sure of and that can be carried out, or None.

    now   aware; times are resolved against it
    sure  how sure the reader has to be, 0 to 1; the setting `router.command`
    """
    best = reading.intents[0]
    if best.intent == NO_INTENT or len(message) > _LONGEST or reading.p_cloud >= _TOO_MUCH:
        return None
    found = filled(best.intent, message, now) if best.intent in FILLED or best.intent in WHOLE else Command(best.intent)
    if found is None or found.missing:
        return None
    if not found.slots and best.intent not in _WITHOUT_SLOTS:
        return None
    if not found.slots and best.intent in FILLED and _ELSEWHERE.search(message):
        return None
    values = found.slots and best.intent not in WHOLE
    enough = max(sure, _AT_LEAST.get(best.intent, 0.0)) - (_WITH_VALUES if values else 0.0)
    return dataclasses.replace(found, confidence=best.confidence) if best.confidence >= enough else None


def candidates(message: str, reading: Reading) -> tuple[str, ...]:
    """The commands that the second reader is to choose from, the likeliest first; none if it need not be asked."""
    if len(message) > _LONGEST or reading.p_cloud >= _TOO_MUCH or reading.tasks["command"] < _POSSIBLE:
        return ()
    possible = [guess for guess in reading.intents if guess.intent in COMMANDS]
    if sum(guess.confidence for guess in possible) < _POSSIBLE:
        return ()
    return tuple(guess.intent for guess in possible if guess.intent not in _NEVER_BY_GUESSING)
