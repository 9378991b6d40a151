"""The screen of the conversation: it shows what the session reports and hands it what the user wants."""

from __future__ import annotations

import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import TextArea

from edge.cleaning import clean
from edge.events import Event, Finished, Notice, Piece, Started, Switched, Waiting
from edge.turn import Question, Status
from tui.composer import Composer
from tui.draft import Draft
from tui.keys import KeysScreen
from tui.message import Note, UserMessage
from tui.reports import Broken, Happened, NotOpened, Opened, Rang, Refused, Report, StatusNow, Told, merged
from tui.session import Session
from tui.status import StatusLine
from tui.strings import Strings
from tui.transcript import Transcript
from tui.welcome import Welcome

if TYPE_CHECKING:
    from textual.widgets import Markdown

    from tui.reply import Reply

__all__ = ["ChatScreen", "Reports"]

NEW = "new"
"""As the conversation of a question: begin another one."""


class Reports(Message):
    """A batch of what the session reports."""

    def __init__(self, reports: list[Report]) -> None:
        super().__init__()
        self.reports = reports


@dataclass(slots=True)
class Pending:
    """A message that was sent and is not answered yet."""

    text: str
    shown: UserMessage
    uid: str = field(default_factory=lambda: uuid.uuid4().hex)
    reply: Reply | None = None
    kept: bool = False
    """Whether the assistant has it on disk; until then it belongs to the draft."""
    stopping: bool = False


class ChatScreen(Screen[None]):
    """Transcript, composer, status line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "stop", ""),
        ("f1,ctrl+g", "keys", ""),
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
        self._current: Pending | None = None
        self._waiting: deque[Pending] = deque()
        self._told: set[str] = set()
        self.transcript = Transcript(strings)
        self.composer = Composer(strings.placeholder)
        self.status_line = StatusLine(strings)

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        yield self.transcript
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
        if not event.text:
            return
        waits = self._current is not None or not self._opened or bool(self._waiting)
        shown = UserMessage(event.text, self._strings.waiting if waits else "")
        self._waiting.append(Pending(event.text, shown))
        await self.transcript.add(shown)
        self.transcript.to_tail()
        await self._next()

    async def action_stop(self) -> None:
        """Esc: stop the turn under way; where there is none, take back the last message that waits."""
        self.clear_selection()
        running = self._current
        if running is not None and not running.stopping:
            running.stopping = True
            if running.reply is not None:
                running.reply.stopping()
            self._session.cancel(running.uid)
        elif self._waiting:
            pending = self._waiting.pop()
            self.composer.put_before(pending.text)
            await pending.shown.remove()
            self.status_line.tell(self._strings.taken_back)
        elif running is None:
            self.status_line.tell(self._strings.nothing_to_stop)

    def action_keys(self) -> None:
        """F1."""
        self.app.push_screen(KeysScreen(self._strings))

    async def action_new_conversation(self) -> None:
        """Ctrl+N, between two turns."""
        if self._current is not None or self._waiting:
            self.status_line.tell(self._strings.busy)
        elif not self._opened:
            self.status_line.tell(self._strings.opening_hint)
        else:
            self._conversation = NEW
            await self.transcript.start_over(Note(self._strings.new_conversation))
            self._keep_draft()

    async def _begin_anew(self) -> None:
        """The conversation was erased: nothing of it stays on screen, or in what Up brings back."""
        self._conversation = NEW
        self.composer.forget()
        waiting = [pending.shown for pending in self._waiting]
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
    def _keep_draft(self) -> None:
        unsent = [pending.text for pending in self._waiting]
        if self._current is not None and not self._current.kept:
            unsent.insert(0, self._current.text)
        self._draft.keep("\n\n".join(filter(str.strip, [*unsent, self.composer.text])), self._conversation)
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
            case Told(text):
                await self._tell(text)
            case Happened(uid, event) if self._current is not None and self._current.uid == uid:
                await self._on_event(self._current, event)
            case Broken(uid, why) if self._current is not None and self._current.uid == uid:
                if self._current.reply is not None:
                    await self._current.reply.fail(why)
                await self._done()
            case Refused(uid, why) if self._current is not None and self._current.uid == uid:
                await self.transcript.add(Note(f"{why} {self._strings.not_sent}", classes="error"))
                await self._take_all_back()
            case _:
                pass  # of a turn that is over

    async def _begin(self, opened: Opened) -> None:
        self._conversation = opened.conversation or NEW
        if opened.conversation is None:
            await self.transcript.begin_with([Welcome(opened.status, self._strings)])
        else:
            await self.transcript.resume(opened.messages, opened.records, opened.more)
            self.status_line.record = opened.records[-1] if opened.records else None
        for message in opened.messages:
            if message.role == "user":
                self.composer.remember(message.text)
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
            case Piece(text) if reply is not None:
                await reply.write(text)
            case Waiting() if reply is not None and not pending.stopping:
                reply.wait_for(event)
            case Switched(to=to, why=why) if reply is not None:
                await reply.switch(to, why)
            case Notice(text) if reply is not None:
                await reply.note(text)
            case _:
                pass  # what was read and where it goes: the reasons' panel will show it

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
        if self._current is not None or not self._opened or not self._waiting:
            return
        from tui.reply import Reply  # Markdown, which the first screen does not need

        pending = self._current = self._waiting.popleft()
        self.status_line.answering = True
        await pending.shown.begin()
        pending.reply = Reply(self._strings)
        await self.transcript.add(pending.reply, after=pending.shown)
        question = Question(pending.text, uid=pending.uid, conversation=self._conversation, surface="terminal")
        self._session.ask(question)

    async def _done(self) -> None:
        self._current = None
        self.status_line.answering = False
        self._keep_draft()
        await self._next()

    async def _take_all_back(self) -> None:
        """Nothing can be asked now: what was sent and not taken is the user's text again."""
        refused = [*([self._current] if self._current is not None else []), *self._waiting]
        self._current = None
        self.status_line.answering = False
        self._waiting.clear()
        if refused:
            self.composer.put_before("\n\n".join(pending.text for pending in refused))
        for pending in refused:
            await pending.shown.remove()
            if pending.reply is not None:
                await pending.reply.remove()
        self._keep_draft()
