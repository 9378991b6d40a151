"""Conversations that the user left while something in them was under way, or was typed and not sent."""

from __future__ import annotations

from dataclasses import dataclass

from edge.events import Finished, Started
from tui import commands
from tui.asking import NEW, Asking, Last, Pending
from tui.attaching import Attaching
from tui.draft import PRIVATE, Draft
from tui.language import Texts, translated
from tui.message import Note
from tui.reports import Broken, Happened, Refused
from tui.session import Session
from tui.status import StatusLine
from tui.strings import Strings
from tui.transcript import Transcript

__all__ = ["Elsewhere", "ElsewhereTexts", "Left", "draft_name"]


@dataclass(frozen=True, slots=True)
class ElsewhereTexts(Texts):
    """What is said of other conversations."""

    goes_on: str = "The answer in the other conversation goes on and is kept there. What you send here waits for it."
    answered: str = "The answer in the other conversation is there: F4 opens it."
    not_sent: str = "{why} Your message in the other conversation was not sent; it is in its composer: F4 opens it."
    private: str = "A private conversation: nothing that is said in it leaves this device."
    gone: str = "This conversation is not there any more: it was deleted."
    stop_there: str = "Another conversation is being answered: open it with F4 to stop that."


@dataclass(slots=True)
class Left:
    """A conversation that is not on screen."""

    conversation: str
    """Its uid, or `NEW`."""
    private: bool
    asking: Asking
    """The messages on their way in it."""
    typed: str = ""
    """What stands in its composer."""

    @property
    def draft(self) -> str:
        """What only this app has of it."""
        return commands.joined([*self.asking.unkept, self.typed])


def draft_name(conversation: str | None, *, private: bool) -> str:
    """The name under which `tui.draft.Draft` keeps what was typed in this conversation."""
    if conversation is None or conversation == NEW:
        return PRIVATE if private else NEW
    return conversation


class Elsewhere:
    """Goes on with their turns, one after the other, and keeps what was typed in them."""

    def __init__(
        self,
        session: Session,
        draft: Draft,
        strings: Strings,
        transcript: Transcript,
        status_line: StatusLine,
        attaching: Attaching,
    ) -> None:
        self._session = session
        self._draft = draft
        self._strings = strings
        self._transcript = transcript
        self._status_line = status_line
        self._attaching = attaching
        self._left: list[Left] = []

    @property
    def texts(self) -> ElsewhereTexts:
        """In the language of the app."""
        return translated(ElsewhereTexts, self._strings.language)

    @property
    def busy(self) -> bool:
        """Whether a message in one of them is being answered."""
        return any(one.asking.current is not None for one in self._left)

    @property
    def waiting(self) -> bool:
        """Whether a message in one of them waits for its turn."""
        return any(one.asking.waiting for one in self._left)

    def leave(self, one: Left) -> None:
        """The user goes on somewhere else."""
        if one.typed or not one.asking.idle:
            self._left.append(one)

    def take(self, conversation: str, *, private: bool) -> Left | None:
        """The user comes back to it; None if nothing of it is here.

        As for one that was not begun: one that is being begun by a message on its way is another one.
        """
        name = draft_name(conversation, private=private)
        found = next((one for one in self._of(name) if conversation != NEW or one.asking.idle), None)
        if found is not None:
            self._left.remove(found)
        return found

    def drafts(self, name: str) -> list[str]:
        """What was typed in those whose drafts have this name."""
        return [one.draft for one in self._of(name)]

    def _of(self, name: str) -> list[Left]:
        return [one for one in self._left if draft_name(one.conversation, private=one.private) == name]

    def forget(self, conversation: str) -> None:
        """It was erased. A turn under way in it ends by itself; nothing else of it stays."""
        for one in self._left:
            if one.conversation == conversation:
                one.asking.waiting.clear()
                one.typed = ""
        self._draft.keep_aside("", conversation)

    def next(self) -> bool:
        """Ask the message that has waited longest in one of them. Whether there was one."""
        one = next((one for one in self._left if one.asking.waiting), None)
        if one is None:
            return False
        pending = one.asking.begin()
        self._session.ask(pending.question(one.conversation))
        return True

    async def show(self, report: Happened | Broken | Refused) -> bool:
        """Take what is reported of a turn. Whether it was of one of these, and has ended with that."""
        for one in self._left:
            current = one.asking.current
            if current is not None and current.uid == report.uid:
                return await self._take(one, current, report)
        return False

    async def _take(self, one: Left, current: Pending, report: Happened | Broken | Refused) -> bool:
        match report:
            case Refused(_, why):
                one.typed = commands.joined([*(pending.typed for pending in one.asking.take_all()), one.typed])
                await self._transcript.add(Note(self.texts.not_sent.format(why=why), classes="error"))
            case Broken():
                one.asking.current = None
                self._status_line.tell(self.texts.answered)
            case Happened(_, Finished(record, erased, restored)):
                last = Last(current.uid, current.said.alone, record)
                one.asking.current, one.asking.answered = None, current.before if restored else last
                if erased:
                    one.conversation, one.asking.answered = NEW, None
                self._status_line.tell(self.texts.answered)
            case Happened(_, event):
                current.events.append(event)
                if isinstance(event, Started):
                    self._begun(one, current, event)
                return False
        self._keep(one)
        if one.asking.idle and not one.typed:
            self._left.remove(one)
        return True

    def _begun(self, one: Left, current: Pending, event: Started) -> None:
        before, current.kept = draft_name(one.conversation, private=one.private), True
        one.conversation = event.conversation
        if before != event.conversation:
            self._draft.keep_aside("", before)
        self._keep(one)

    def _keep(self, one: Left) -> None:
        self._draft.keep_aside(self._attaching.unfold(one.draft), draft_name(one.conversation, private=one.private))
