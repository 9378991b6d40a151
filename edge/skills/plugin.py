"""What packages of third parties can add: skills that recognize their own commands, and answerers.

Both are found through entry points; `edge.skills.registry` loads them, and docs/python.md has an example of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol, get_args, get_type_hints, runtime_checkable

from edge.answerer import (
    Answered,
    Answerer,
    Cancel,
    CutOff,
    Progress,
    Remark,
    Request,
    Seam,
    Step,
    Text,
    Tokens,
    Uncertainty,
)
from edge.cleaning import clean
from edge.skills.names import Command

__all__ = ["AnswererPlugin", "PluginAnswerer", "Recognizes", "command_of"]

_STATES = get_args(get_type_hints(Progress)["state"])


@runtime_checkable
class Recognizes(Protocol):
    """A skill that finds its own commands in messages. One without is reached by nobody's words."""

    def recognize(self, text: str, language: str, now: datetime, /) -> Command | None:
        """The command that the whole message is, or None.

        It sees every message that is none of this program's own commands, so it has to be quick (below a millisecond)
        and strict.

        text      as it was typed
        language  `en`, `zh`, `ja` or `und`
        now       aware, in the zone of the device
        """
        ...


def command_of(found: object) -> Command | None:
    """What `Recognizes.recognize` returned, if it can stand in a record. Raises TypeError if it cannot."""
    if found is None:
        return None
    if not isinstance(found, Command) or not isinstance(found.confidence, (int, float)):
        raise TypeError("that is no command")
    for value in found.slots.values():
        texts = value if isinstance(value, tuple) else ()
        if not isinstance(value, (str, int, float, tuple)) or not all(isinstance(text, str) for text in texts):
            raise TypeError("a slot holds something else than text, a number or a tuple of texts")
    return found


class AnswererPlugin(Answerer, Protocol):
    """Answers the messages that it takes, on the device, in the shape of every answerer (`edge.answerer`)."""

    @property
    def name(self) -> str:
        """Such as `library.catalogue`: as a command is named, since `skills.allow_…` decides where it may answer."""
        ...

    def takes(self, text: str, language: str, /) -> bool:
        """Whether it answers this message; as quick and strict as `Recognizes.recognize`."""
        ...


class PluginAnswerer:
    """An answerer of a third party, held to the rules: its own name, no other's words, one honest end, no traceback.

    Its text is cleaned where that of all answerers is, in `edge.reply`.
    """

    def __init__(self, plugin: AnswererPlugin, fault: Callable[[BaseException], str]) -> None:
        """`fault` writes to a log where something failed, and returns a sentence for the user."""
        self._plugin = plugin
        self._fault = fault

    def answer(self, request: Request, cancel: Cancel) -> Iterator[Step]:
        """See `edge.answerer.Answerer`."""
        name = self._plugin.name
        ended: Answered | None = None
        try:
            for step in self._plugin.answer(request, cancel):
                if isinstance(step, Answered):
                    ended = _checked(step, name)
                    break
                told = _told(step, name)
                if told is not None:
                    yield told
        except (Exception, SystemExit) as error:  # noqa: BLE001 - what others wrote can raise anything
            ended = Answered("skill", name, cut_off="error", why=self._fault(error), error="error")
        if cancel.is_set():
            yield Answered("skill", name, cut_off="cancelled")
        elif ended is None:
            why = f"The answerer {name} ended without saying whether that was all: the package is to be mended."
            yield Answered("skill", name, cut_off="error", why=why, error="error")
        else:
            yield ended


def _told(step: object, name: str) -> Step | None:
    """A step as it may be passed on, or None. Raises TypeError for what is no step."""
    match step:
        case Text():
            return Text(str(step.text), "skill", name)
        case Remark():
            return Remark(clean(str(step.text)))
        case Progress() if step.state in _STATES:
            return Progress(step.state, clean(str(step.detail)))
        case Progress() | Uncertainty() | Seam():
            return None  # nobody goes on in its place
    raise TypeError(f"{type(step).__name__} is no step of an answer")


def _checked(ended: Answered, name: str) -> Answered:
    """How it says that it ended. Raises TypeError if that cannot be kept."""
    if ended.cut_off not in (None, *get_args(CutOff)) or not isinstance(ended.tokens, Tokens):
        raise TypeError("that is no end of an answer")
    why = None if ended.why is None else clean(str(ended.why))
    error = None if ended.error is None else clean(str(ended.error))
    return Answered("skill", name, cut_off=ended.cut_off, why=why, error=error, tokens=ended.tokens)
