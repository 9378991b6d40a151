"""The second reader: the local model is asked whether a message is one of the commands that the reader thinks of.

One call under a JSON schema chooses among the reader's three best intents and `none`; a second one, only where the
command needs something that the grammars did not find, copies its values out of the message. What the model says is
never taken as it is: a value has to be read by the grammars, and words have to stand in the message.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from edge.answerer import Answered, Answerer, Cancel, Request, Sampling, Text
from edge.engine.constraint import checked, to_grammar
from edge.events import SecondReading
from edge.reader.labels import NO_INTENT
from edge.skills.filling import FILLED, filled
from edge.skills.names import COMMANDS, Command, Slot, SlotValue, missing_slots
from edge.skills.recognition.slots import LISTS
from edge.skills.values import Moment, fold, plain_number
from edge.skills.values import Text as Said
from edge.transcript import Message, Transcript

__all__ = ["Second", "read_again"]

LIMIT_S = 4.0
"""Seconds after which the message is no command: a person waits meanwhile."""

_SYSTEM = (
    "Name the command that the message gives to a device. If it is a question, talk or another task, name none."
    " When asked for values, copy them from the message word for word; leave empty what it does not say."
)
"""The same every time and short, so that the engine evaluates it once."""

_CONVERSATION = "second-reader"
_CONFIDENCE = 0.8
"""Of a command that the reader thought possible and the local model chose."""
_MAX_TOKENS = 160
_LONGEST_TEXT = 200

_ABOUT = {
    "time.now": "say what time it is",
    "date.today": "say which day it is",
    "timer.start": "start a timer",
    "timer.extend": "make a timer longer",
    "timer.status": "say how long a timer still runs",
    "timer.cancel": "stop a timer",
    "alarm.set": "set an alarm",
    "alarm.list": "say which alarms are set",
    "alarm.cancel": "take an alarm back",
    "reminder.add": "remind of something",
    "reminder.list": "say which reminders there are",
    "reminder.cancel": "take a reminder back",
    "math.evaluate": "calculate",
    "unit.convert": "convert units",
    "list.add": "put things on a list",
    "list.show": "say what is on a list",
    "list.remove": "take things off a list",
    "note.add": "write a note",
    "note.list": "say which notes there are",
    "note.remove": "erase a note",
    "random.number": "draw a random number",
    "random.coin": "flip a coin",
    "random.dice": "roll dice",
    "system.status": "say how the device is",
    "volume.set": "set the volume",
    "volume.change": "make it louder or quieter",
    "brightness.set": "set the brightness of the screen",
    "assistant.help": "say what the assistant can do",
    "assistant.about": "say who the assistant is",
    "assistant.repeat": "say the last answer again",
    "assistant.stop": "be quiet, stop",
    "conversation.clear": "erase the conversation",
    "mode.offline": "switch the network off",
    "mode.online": "switch the network on",
}

_GRAMMARS = {"seconds": "duration", "at": "moment", "number": "number", "integer": "integer", "zone": "zone"}
"""The list of `recognition.slots` that reads a slot of a kind."""


@dataclass(frozen=True, slots=True)
class Second:
    """What came of it."""

    command: Command | None
    """None if it is no command, or one that cannot be carried out."""
    reading: SecondReading
    """For the record."""


def read_again(
    message: str, candidates: Sequence[str], answerer: Answerer, now: datetime, cancel: Cancel, uid: str
) -> Second:
    """Ask the local model.

    candidates  names of commands, the likeliest first
    answerer    the local model's
    now         aware; times are resolved against it
    cancel      the turn's
    uid         a name for the replies, of this turn only

    Never raises for what the model says or fails to say: that is no command.
    """
    began = time.monotonic()
    asker = _Asker(answerer, cancel, uid)
    choices = [*candidates, NO_INTENT]
    listed = "\n".join(f"{name}: {_ABOUT.get(name, name)}" for name in candidates)
    said = asker.ask(f"{message}\n\n{listed}\n{NO_INTENT}: anything else", _one_of(tuple(choices)))
    name = said.get("command", NO_INTENT)
    ms = (time.monotonic() - began) * 1000
    if name not in candidates:
        return Second(None, SecondReading(NO_INTENT, ms))
    found = filled(name, message, now) if name in FILLED else Command(name, missing=missing_slots(name, {}))
    if found is None:
        return Second(None, SecondReading(name, ms))
    open_slots = [slot for slot in COMMANDS[name].slots if slot.name not in found.slots]
    slots_ms: float | None = None
    if open_slots:
        said = asker.ask(f"The values of {name}:", _slots_schema(tuple(slot.name for slot in open_slots), name))
        values = {slot.name: _value(slot, said.get(slot.name), message, now) for slot in open_slots}
        slots = {**found.slots, **{name: value for name, value in values.items() if value is not None}}
        found = dataclasses.replace(found, slots=slots, missing=missing_slots(name, slots))
        slots_ms = (time.monotonic() - began) * 1000 - ms
    command = None if found.missing else dataclasses.replace(found, confidence=_CONFIDENCE)
    return Second(command, SecondReading(name, ms, slots_ms))


class _Asker:
    """One short conversation with the local model, whose replies are JSON objects."""

    def __init__(self, answerer: Answerer, cancel: Cancel, uid: str) -> None:
        self._answerer = answerer
        self._uid = uid
        self._messages = [Message("system", _SYSTEM, "second-reader.system")]
        self._cancel = Cancel()
        cancel.on_set(self._cancel.set)

    def ask(self, text: str, schema: dict[str, Any]) -> dict[str, Any]:
        """The object that it replies with; an empty one if it does not come to that."""
        number = len(self._messages)
        self._messages.append(Message("user", text, f"{self._uid}.second.{number}"))
        request = Request(
            Transcript(_CONVERSATION, tuple(self._messages)),
            reply_uid=f"{self._uid}.second.{number}.reply",
            max_tokens=_MAX_TOKENS,
            sampling=Sampling(temperature=0.0, top_k=0, top_p=1.0, repeat_penalty=1.0, seed=1),
            schema=schema,
            grammar=to_grammar(checked(schema)),
            keep=False,  # nobody goes on with it
        )
        limit = threading.Timer(LIMIT_S, self._cancel.set)
        limit.daemon = True
        limit.start()
        pieces: list[str] = []
        whole = False
        try:
            for step in self._answerer.answer(request, self._cancel):
                if isinstance(step, Text):
                    pieces.append(step.text)
                elif isinstance(step, Answered):
                    whole = step.cut_off is None
        finally:
            limit.cancel()
        reply = "".join(pieces)
        self._messages.append(Message("assistant", reply, request.reply_uid, by="local"))
        try:
            value = json.loads(reply) if whole else {}
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


@functools.lru_cache(maxsize=64)
def _one_of(names: tuple[str, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"command": {"enum": list(names)}},
        "required": ["command"],
        "additionalProperties": False,
    }


def _slots_schema(names: tuple[str, ...], command: str) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for name in names:
        text = {"type": "string", "maxLength": _LONGEST_TEXT}
        items = COMMANDS[command].slot(name).kind == "items"
        properties[name] = {"type": "array", "items": text, "maxItems": 10} if items else text
    return {"type": "object", "properties": properties, "required": list(names), "additionalProperties": False}


def _value(slot: Slot, said: Any, message: str, now: datetime) -> SlotValue | None:
    """What the model copied, if it can be that slot's value and stands in the message."""
    if slot.kind == "items":
        items = [_quoted(item, message) for item in said] if isinstance(said, list) else []
        return tuple(item for item in items if item) or None
    quote = _quoted(said, message)
    if quote is None or slot.kind == "text":
        return quote
    if slot.kind not in _GRAMMARS:
        return None
    text = Said.of(quote)
    found = LISTS[_GRAMMARS[slot.kind]](text, 0, now)
    if found is None or found.end < len(text.plain.rstrip()):
        return None
    if isinstance(found.value, Fraction):
        return plain_number(found.value)
    if isinstance(found.value, Moment):
        return found.value.iso
    return found.value if isinstance(found.value, str) else None


def _quoted(said: Any, message: str) -> str | None:
    """The words without what stands around them, if they stand in the message; capitals and width do not count."""
    words = " ".join(said.split()).strip(" .,;:!?\"'。，；：！？「」") if isinstance(said, str) else ""
    return words if words and fold(words) in fold(" ".join(message.split())) else None
