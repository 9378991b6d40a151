"""The screen of the conversation: it shows what the session reports and hands it what the user wants."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import TextArea

from edge.cleaning import clean
from edge.events import Event, Finished, Notice, Piece, Routed, Started, Switched, Waiting
from edge.offers import Offer
from edge.turn import Status
from tui import commands
from tui.asking import NEW, Asking, Pending
from tui.commands import Again, Do, Said, Wrong
from tui.composer import Composer
from tui.draft import Draft
from tui.figures import beginning
from tui.keys import KeysScreen
from tui.message import Note, UserMessage, mark
from tui.palette import Palette
from tui.reports import (
    Broken,
    Happened,
    Hinted,
    NotOpened,
    Offered,
    Opened,
    Rang,
    Refused,
    Report,
    StatusNow,
    Told,
    merged,
)
from tui.session import Session
from tui.status import StatusLine
from tui.strings import Strings
from tui.transcript import Transcript
from tui.welcome import Welcome

if TYPE_CHECKING:
    from textual.widgets import Markdown

__all__ = ["ChatScreen", "Reports"]


QUOTED = 28
"""Cells of a question that a sentence about it repeats."""


class Reports(Message):
    """A batch of what the session reports."""

    def __init__(self, reports: list[Report]) -> None:
        super().__init__()
        self.reports = reports


class ChatScreen(Screen[None]):
    """Transcript, composer, status line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "stop", ""),
        ("f1,ctrl+g", "keys", ""),
        ("f2,ctrl+r", "why", ""),
        ("f3,ctrl+o", "turn", ""),
        ("ctrl+up", "choose(-1)", ""),
        ("ctrl+down", "choose(1)", ""),
        ("ctrl+n", "new_conversation", ""),
        ("ctrl+c,super+c", "copy", ""),
        ("pageup", "page(-1)", ""),
        ("pagedown", "page(1)", ""),
        ("ctrl+end", "to_tail", ""),
    ]

    def __init__(self, session: Session, draft: Draft, strings: Strings) -> None:
        super().__init__()
        self._session = session
        self._draft = draft
        self._strings = strings
        self._conversation: str | None = None
        self._opened = False
        self._opening = True
        self._asking = Asking()
        self._told: set[str] = set()
        self.transcript = Transcript(strings)
        self.palette = Palette(strings)
        self.composer = Composer(strings.placeholder)
        self.status_line = StatusLine(strings)

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        yield self.transcript
        yield self.palette
        yield self.composer
        yield self.status_line

    def on_mount(self) -> None:
        """Bring back what was typed and not sent."""
        self.composer.focus()
        text = self._draft.restore()
        if text:
            self.composer.put(text)
            self.status_line.tell(self._strings.draft_restored)

    # What the user does

    @on(Composer.Sent)
    async def _send(self, event: Composer.Sent) -> None:
        if not self._opened and not self._opening:
            self._opening = True
            self.status_line.failed = False
            self._session.open_again()
        if event.text:
            await self._obey(event.text)

    async def _obey(self, typed: str) -> None:
        """Send a message, or do what a command says."""
        match commands.parse(typed):
            case Said() as said:
                await self._queue(typed, said)
            case Again(choice) if (last := self._asking.latest) is not None:
                await self._queue(typed, last.to(choice))
            case Again():
                self.composer.put_before(typed)
                self.status_line.tell(self._strings.nothing_asked if self._opened else self._strings.opening_hint)
            case Wrong():
                self.composer.put_before(typed)
                if commands.suggested(typed):  # else the palette says what is wrong
                    self.status_line.tell(self.palette.what_is_wrong(typed))
            case Do.WHY:
                self.action_why()
            case Do.HELP:
                self.action_keys()
            case Do.GO_OFFLINE | Do.GO_ONLINE as wanted:
                self._session.set_offline(wanted is Do.GO_OFFLINE)

    async def _queue(self, typed: str, said: Said) -> None:
        waits = not self._opened or not self._asking.idle
        uid = uuid.uuid4().hex
        shown = UserMessage(uid, said.text, self._strings.waiting if waits else "", mark(said, self._strings))
        self._asking.waiting.append(Pending(uid, typed, said, shown))
        await self.transcript.add(shown)
        self.transcript.to_tail()
        await self._next()

    async def action_stop(self) -> None:
        """Esc: stop the turn under way; where there is none, take back the last message that waits."""
        self.clear_selection()
        running, waiting = self._asking.current, self._asking.waiting
        if running is not None and not running.stopping:
            running.stopping = True
            if running.reply is not None:
                running.reply.stopping()
            self._session.cancel(running.uid)
        elif waiting:
            pending = waiting.pop()
            self.composer.put_before(pending.typed)
            await pending.shown.remove()
            self.status_line.tell(self._strings.taken_back)
        elif running is None and not self.transcript.choose_none():
            self.status_line.tell(self._strings.nothing_to_stop)

    def action_keys(self) -> None:
        """F1."""
        self.app.push_screen(KeysScreen(self._strings))

    def action_why(self) -> None:
        """Ctrl+R: the decision about the chosen answer or the last one, and what left the device."""
        answer = self.transcript.chosen
        if answer is None:
            self.status_line.tell(self._strings.no_answer if self._opened else self._strings.opening_hint)
            return
        from tui.why import WhyScreen, account  # not needed for the first screen

        self.app.push_screen(
            WhyScreen(account(answer.route, answer.record, answer.faces, self._strings), self._strings)
        )

    async def action_turn(self) -> None:
        """Ctrl+O: the other face of the chosen answer, or of the last one that has one."""
        if not await self.transcript.turn():
            self.status_line.tell(self._strings.no_face)

    def action_choose(self, step: int) -> None:
        """Ctrl+Up and Ctrl+Down."""
        self.transcript.choose(step)

    async def action_new_conversation(self) -> None:
        """Ctrl+N, between two turns."""
        if not self._asking.idle:
            self.status_line.tell(self._strings.busy)
        elif not self._opened:
            self.status_line.tell(self._strings.opening_hint)
        else:
            self._conversation, self._asking.answered = NEW, None
            await self.transcript.start_over(Note(self._strings.new_conversation))
            self._keep_draft()

    async def _begin_anew(self) -> None:
        """The conversation was erased: nothing of it stays on screen, or in what Up brings back."""
        self._conversation, self._asking.answered = NEW, None
        self.composer.forget()
        waiting = [pending.shown for pending in self._asking.waiting]
        await self.transcript.start_over(Note(self._strings.erased), keep=waiting)

    def action_copy(self) -> None:
        """Ctrl+C: copy what is selected in the transcript; the composer copies its own selection before."""
        selected = self.get_selected_text()
        if selected:
            self.app.copy_to_clipboard(selected)
            self.status_line.tell(self._strings.copied)
        else:
            self.status_line.tell(self._strings.nothing_to_copy)

    def action_page(self, direction: int) -> None:
        """PageUp and PageDown."""
        scroll = self.transcript.scroll_page_up if direction < 0 else self.transcript.scroll_page_down
        scroll(animate=False)

    def action_to_tail(self) -> None:
        """Ctrl+End."""
        self.transcript.to_tail()

    def on_markdown_link_clicked(self, event: Markdown.LinkClicked) -> None:
        """A link in a reply: its address is copied. What it would open, the user sees before going there."""
        address = clean(event.href)
        self.app.copy_to_clipboard(address)
        self.status_line.tell(self._strings.copied_link.format(address=address))

    @on(TextArea.Changed)
    async def _typed(self) -> None:
        self._keep_draft()
        await self.palette.follow(self.composer.text)

    def _keep_draft(self) -> None:
        self._draft.keep(commands.joined([*self._asking.unkept, self.composer.text]), self._conversation)
        if self._draft.failed is not None:
            self.status_line.tell(self._strings.draft_failed.format(why=self._draft.failed))

    # What the session reports

    @on(Reports)
    async def _show_all(self, message: Reports) -> None:
        with self.app.batch_update():  # one layout for all of them
            for report in merged(message.reports):
                await self._show(report)

    async def _show(self, report: Report) -> None:
        match report:
            case Opened():
                await self._begin(report)
            case NotOpened(why):
                self._opening = False
                self.status_line.failed = True
                await self.transcript.add(Note(f"{why} {self._strings.try_again}", classes="error"))
                await self._take_all_back()
            case StatusNow(status):
                await self._set_status(status)
            case Rang(ring, at):
                await self.transcript.add(Note(self._strings.rang.format(at=at, text=ring.text), classes="ring"))
                self.app.bell()
            case Offered(offer):
                await self._take(offer)
            case Told(text):
                await self._tell(text)
            case Hinted(text):
                self.status_line.tell(text)
            case Happened(uid) | Broken(uid) | Refused(uid):
                current = self._asking.current
                if current is not None and current.uid == uid:  # else it is of a turn that is over
                    await self._show_of(current, report)

    async def _show_of(self, current: Pending, report: Happened | Broken | Refused) -> None:
        match report:
            case Happened(_, event):
                await self._on_event(current, event)
            case Broken(_, why):
                if current.reply is not None:
                    await current.reply.fail(why)
                await self._done()
            case Refused(_, why):
                await self.transcript.add(Note(f"{why} {self._strings.not_sent}", classes="error"))
                await self._take_all_back()

    async def _begin(self, opened: Opened) -> None:
        self._conversation = opened.conversation or NEW
        if opened.conversation is None:
            await self.transcript.begin_with([Welcome(opened.status, self._strings)])
        else:
            await self.transcript.resume(opened.messages, opened.records, opened.more)
            self.status_line.record = opened.records[-1] if opened.records else None
        for message in opened.messages:
            if message.role == "user":
                self.composer.remember(commands.as_typed(message.text))
                self._asking.answered = Said(
                    message.text, private=not message.may_leave, attachments=message.attachments
                )
        await self._set_status(opened.status)
        self._opened, self._opening = True, False
        await self._next()

    async def _on_event(self, pending: Pending, event: Event) -> None:
        reply = pending.reply
        match event:
            case Started(conversation=conversation, kept=kept):
                pending.kept, self._conversation = True, conversation
                self._keep_draft()
                if not kept:
                    await self._tell(self._strings.not_kept)
            case Finished(record, erased):
                self.status_line.record = record
                if reply is not None:
                    await reply.finish(record)
                if erased:
                    await self._begin_anew()
                await self._done()
            case Routed(route) if reply is not None:
                reply.route = route
            case Piece() if reply is not None:
                await reply.write(event)
            case Waiting() if reply is not None:
                reply.wait_for(event)
            case Switched() if reply is not None:
                await reply.switch(event)
            case Notice(text) if reply is not None:
                await reply.note(text)
            case _:
                pass  # what was read is in the route, too
        if reply is not None:
            self.status_line.asked, self.status_line.meanwhile = reply.asked, reply.answers_meanwhile

    async def _take(self, offer: Offer) -> None:
        """A better answer has come: it takes the place of the one on screen, and a line says so."""
        strings, answer = self._strings, self.transcript.answer_of(offer.turn)
        if answer is not None:
            await answer.better(offer.record)
            last = self.status_line.record
            if last is not None and last.turn == offer.turn:
                self.status_line.record = offer.record
        question = beginning(self.transcript.question_of(offer.question), QUOTED)
        said = strings.better.format(question=question) if question else strings.better_elsewhere
        await self.transcript.add(Note(said, classes="offer"))

    async def _set_status(self, status: Status) -> None:
        self.status_line.status = status
        await self._tell(*status.notices)
        if status.state == "down" and status.detail:
            await self._tell(status.detail)

    async def _tell(self, *notices: str) -> None:
        """Each notice once."""
        for notice in notices:
            if notice not in self._told:
                self._told.add(notice)
                await self.transcript.add(Note(notice))

    async def _next(self) -> None:
        """Ask the message that has waited longest, if nothing is in its way."""
        if self._asking.current is not None or not self._opened or not self._asking.waiting:
            return
        from tui.reply import Reply  # Markdown, which the first screen does not need

        pending = self._asking.begin()
        self.status_line.answering = True
        await pending.shown.begin()
        pending.reply = Reply(self._strings)
        await self.transcript.add(pending.reply, after=pending.shown)
        self._session.ask(pending.question(self._conversation))

    async def _done(self) -> None:
        self._asking.current = None
        self.status_line.answering = False
        self._keep_draft()
        await self._next()

    async def _take_all_back(self) -> None:
        """Nothing can be asked now: what was sent and not taken is the user's text again."""
        refused = self._asking.take_all()
        self.status_line.answering = False
        if refused:
            self.composer.put_before(commands.joined(pending.typed for pending in refused))
        for pending in refused:
            await pending.shown.remove()
            if pending.reply is not None:
                await pending.reply.remove()
        self._keep_draft()
