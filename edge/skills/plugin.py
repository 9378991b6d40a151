"""What packages of third parties can add: skills that recognize their own commands, and answerers.

Both are found through entry points; `edge.skills.registry` loads them, and docs/python.md has an example of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol, runtime_checkable

from edge.answerer import Answered, Answerer, Cancel, Request, Step, Text
from edge.cleaning import Cleaner
from edge.skills.names import Command

__all__ = ["AnswererPlugin", "PluginAnswerer", "Recognizes"]


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
    """An answerer of a third party, held to the rules: clean text, its own name, one honest end, no traceback."""

    def __init__(self, plugin: AnswererPlugin, fault: Callable[[BaseException], str]) -> None:
        """`fault` writes to a log where something failed, and returns a sentence for the user."""
        self._plugin = plugin
        self._fault = fault

    def answer(self, request: Request, cancel: Cancel) -> Iterator[Step]:
        """See `edge.answerer.Answerer`."""
        name, cleaner = self._plugin.name, Cleaner()
        ended: Answered | None = None
        try:
            for step in self._plugin.answer(request, cancel):
                if isinstance(step, Text):
                    text = cleaner.feed(str(step.text))
                    if text:
                        yield Text(text, "skill", name)
                elif isinstance(step, Answered):
                    ended = step
                    break
                else:
                    yield step
        except Exception as error:  # noqa: BLE001 - what others wrote can raise anything
            ended = Answered("skill", name, cut_off="error", why=self._fault(error), error="error")
        rest = cleaner.end()
        if rest:
            yield Text(rest, "skill", name)
        if cancel.is_set():
            yield Answered("skill", name, cut_off="cancelled")
        elif ended is None:
            why = f"The answerer {name} ended without saying whether that was all: the package is to be mended."
            yield Answered("skill", name, cut_off="error", why=why, error="error")
        else:
            yield Answered("skill", name, cut_off=ended.cut_off, why=ended.why, error=ended.error, tokens=ended.tokens)
