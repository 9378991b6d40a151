"""The conversation under way: asks, follows each turn to its end, and remembers what the commands are about."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from edge.archive import Exchange
from edge.errors import error_from_kind
from edge.events import Event, Finished, Route, Routed, Started, TurnRecord
from edge.offers import Offer
from tui.asked import NEW, question
from tui.commands import Said
from tui.draft import Draft
from tui.plain.inbox import Inbox, Mark
from tui.plain.news import News
from tui.plain.teller import Teller
from tui.plain.texts import PlainTexts
from tui.plain.writer import Writer
from tui.reports import Broken, Happened, Refused, Report
from tui.session import Session
from tui.strings import Strings

__all__ = ["Conversation", "Last", "Leave", "Outcome"]

PATIENCE_S = 1.5
"""How long nothing may come before a sentence says what is waited for."""


class Leave(Exception):
    """The program was asked to end. Its text is what stood in the line under way."""


class Outcome(Enum):
    """How a turn went."""

    TOLD = auto()
    STOPPED = auto()
    """The user stopped it."""
    REFUSED = auto()
    """The message was not taken."""
    ERASED = auto()
    """The conversation was erased, and is a new one now."""


@dataclass(frozen=True, slots=True)
class Last:
    """The last message that was asked."""

    uid: str
    said: Said


class Conversation:
    """All calls are the main thread's."""

    def __init__(
        self, session: Session, inbox: Inbox, draft: Draft, out: Writer, strings: Strings, texts: PlainTexts
    ) -> None:
        self._session = session
        self._inbox = inbox
        self._draft = draft
        self._out = out
        self._strings = strings
        self._texts = texts
        self._uid = NEW
        self._said: dict[str, str] = {}
        """The messages of this session, and those before it that are known, by their names."""
        self._held: list[Report] = []
        """What came during a turn that is of none."""
        self._restored = False
        """Whether the last turn brought nothing, so that what it was to replace stands."""
        self.news = News(out, strings, texts, self._question_of)
        self.last: Last | None = None
        self.route: Route | None = None
        """The decision about the last message, as soon as there is one."""
        self.record: TurnRecord | None = None
        """Of the last turn, once that has ended."""
        self.unkept = ""
        """What was sent, as it was typed, as long as the assistant does not have it on disk."""
        self.code = 0
        """The exit code of the last turn that failed."""

    def begin_anew(self) -> None:
        """The next message begins another conversation."""
        self._uid, self.last, self.route, self.record = NEW, None, None, None

    def go_on_with(self, uid: str, turns: Sequence[Exchange]) -> None:
        """The next message belongs to this conversation, whose last turns these are."""
        self.begin_anew()
        self._uid = uid
        for turn in turns:
            asked = turn.question
            self._said[asked.uid] = asked.text
            said = Said(asked.text, private=not asked.may_leave, attachments=asked.attachments)
            self.last, self.record = Last(asked.uid, said), turn.record
            self.route = turn.record.route if turn.record is not None else None

    def keep(self, text: str) -> None:
        """Keep on disk what was typed and is not sent; nothing where it is empty."""
        self._draft.keep(text, None if self._uid == NEW else self._uid)

    def tell_news(self) -> None:
        """Tell what came meanwhile."""
        held, self._held = self._held, []
        for report in [*held, *self._inbox.all_now()]:
            self.news.tell(report)

    def ask(self, said: Said, typed: str, known: str = "") -> Outcome:
        """Ask, and tell the turn to its end.

        known  what was told of the reply before, and is not told again

        Raises Leave and KeyboardInterrupt where the user does not wait for the end of it.
        """
        uid = uuid.uuid4().hex
        before = self.last, self.route, self.record
        self._said[uid], self.last, self.unkept = said.text, Last(uid, said.alone), typed
        self.route = self.record = None
        self._session.ask(question(said, uid, self._uid))
        outcome = self._follow(uid, Teller(self._out, self._strings, self._texts, known))
        if outcome is Outcome.REFUSED:
            self.last, self.route, self.record = before
        elif self._restored:
            self.last, self.route, self.record = before
            self._restored = False
            self._out.line(self._texts.restored_answer)
        self._out.line()
        return outcome

    def _follow(self, uid: str, teller: Teller) -> Outcome:
        stopping = False
        while True:
            match self._inbox.next(PATIENCE_S):
                case None:
                    teller.patience()
                case Mark.LEAVE:
                    raise Leave
                case Mark.INTERRUPT if stopping:
                    raise KeyboardInterrupt
                case Mark.INTERRUPT:
                    stopping = True
                    teller.stopping()
                    self._session.cancel(uid)
                case Happened(of, event) if of == uid:
                    teller.hear(event)
                    self._hear(event)
                    if isinstance(event, Finished):
                        return Outcome.ERASED if event.erased else Outcome.STOPPED if stopping else Outcome.TOLD
                case Broken(of, why) if of == uid:
                    teller.fail(why)
                    self.code = 1
                    return Outcome.STOPPED if stopping else Outcome.TOLD
                case Refused(of, why) if of == uid:
                    self._out.line(why)
                    self.code = 1
                    return Outcome.REFUSED
                case report:
                    self._held.append(report)

    def _hear(self, event: Event) -> None:
        match event:
            case Started(conversation=conversation, kept=kept):
                self._uid, self.unkept = conversation, ""
                self.keep("")
                if not kept:
                    self.news.notices(self._strings.not_kept)
            case Routed(route):
                self.route = route
            case Finished(record, erased, restored):
                self.record, self._restored = record, restored
                if record.cut_off == "cancelled":
                    self.code = 130
                elif not record.complete and record.cut_off not in {"length", "context"}:
                    self.code = error_from_kind(record.error or "", "").exit_code
                if erased:
                    self._said.clear()
                    self.begin_anew()

    def _question_of(self, offer: Offer) -> str | None:
        if self.record is not None and self.record.turn == offer.turn:
            self.record = offer.record
        return self._said.get(offer.question)
