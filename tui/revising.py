"""The last turn once more: asked again, gone on with, or its message in other words; what is allowed, and what is said.

How the assistant takes a turn that stands in the place of another one is in `edge.turn.Question`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from edge.transcript import Attachment
from edge.turn import Choice
from tui.asking import Asking, Last
from tui.commands import Said, as_typed
from tui.language import Texts, translated
from tui.strings import Strings

__all__ = ["Editing", "Revising", "RevisingTexts"]


@dataclass(frozen=True, slots=True)
class RevisingTexts(Texts):
    """What is said about it."""

    command: str = "A command is not done twice. /local asks the model."
    whole: str = "The last answer is whole."
    nothing_written: str = "There is no begun answer to go on with."
    editing: str = "This replaces your last message. Esc leaves it as it is."
    editing_command: str = "This replaces your last message. What the command did stays done. Esc leaves it as it is."
    left: str = "The last message stays as it is."
    restored: str = "The answer before it stands."


@dataclass(frozen=True, slots=True)
class Editing:
    """A message that is being written anew."""

    last: Last
    held: str
    """What stood in the composer before, and comes back into it."""


class Revising:
    """Over the queue of one conversation. Each method gives what is to be sent, or a sentence that says why not."""

    def __init__(self, asking: Asking, strings: Strings) -> None:
        self.editing: Editing | None = None
        self._asking = asking
        self._strings = strings

    @property
    def texts(self) -> RevisingTexts:
        """In the language of the app."""
        return translated(RevisingTexts, self._strings.language)

    def again(self, choice: Choice | None = None) -> Said | str:
        """The last message once more, for somebody else where there is a `choice`."""
        last = self._last()
        if isinstance(last, str):
            return last
        if choice is None and last.record is not None and last.record.by == "skill":
            return self.texts.command
        return replace(last.said.to(choice), replaces=last.uid)

    def goes_on(self) -> Said | str:
        """The last message, to have its reply finished."""
        last = self._last()
        if isinstance(last, str):
            return last
        if last.record is None or not last.record.text.strip() or last.record.by == "skill":
            return self.texts.nothing_written
        if last.record.complete:
            return self.texts.whole
        return replace(last.said, choice=None, replaces=last.uid, goes_on=True)

    def edit(self, draft: str) -> str | None:
        """Begin to write the last message anew. None where that has begun, and `draft` is put aside meanwhile."""
        last = self._last()
        if isinstance(last, str):
            return last
        if self.editing is None:
            self.editing = Editing(last, draft)
        return None

    def wording(self, named: Callable[[str, tuple[Attachment, ...]], str]) -> str:
        """The message that is being edited, as it is typed; `named` puts its files into the text."""
        if self.editing is None:
            return ""
        said = self.editing.last.said
        text = named(said.text, said.attachments)
        if said.private:
            return f"/private {text}"
        return f"/{said.choice} {text}" if said.choice is not None else as_typed(text)

    @property
    def notice(self) -> str:
        """What stands above the composer meanwhile; empty where nothing is being edited."""
        if self.editing is None:
            return ""
        record = self.editing.last.record
        by_skill = record is not None and record.by == "skill"
        return self.texts.editing_command if by_skill else self.texts.editing

    def ended(self) -> str:
        """The editing is over. What stood in the composer before."""
        editing, self.editing = self.editing, None
        return editing.held if editing is not None else ""

    def _last(self) -> Last | str:
        if not self._asking.idle:
            return self._strings.busy
        return self._asking.answered or self._strings.nothing_asked
