"""What is said in the conversation on screen: the messages on their way, and what the session reports of them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

from edge.archive import Exchange
from edge.errors import EdgeError
from edge.events import Event, Finished, Notice, Piece, Routed, Started, Switched, TurnRecord, Waiting
from edge.offers import Offer
from edge.turn import Status
from tui import commands
from tui.asking import NEW, Asking, Last, Pending
from tui.attaching import Attaching
from tui.commands import Said
from tui.composer import FOLD, Composer
from tui.draft import PRIVATE, Draft
from tui.elsewhere import Elsewhere, Left, draft_name
from tui.figures import beginning
from tui.message import Note, UserMessage, mark
from tui.reports import (
    Broken,
    Downloading,
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
from tui.revising import Revising
from tui.session import Session
from tui.status import StatusLine
from tui.stead import Stead
from tui.strings import Strings
from tui.transcript import Transcript
from tui.welcome import Welcome

__all__ = ["Dialogue"]

PAGE = 2
"""Turns that are read, and drawn, in one go: more would keep the user from typing."""
QUOTED = 28
"""Cells of a question that a sentence about it repeats."""


class Dialogue:
    """One conversation over one session: `queue` takes a message, `show` what is reported."""

    def __init__(
        self,
        session: Session,
        draft: Draft,
        strings: Strings,
        transcript: Transcript,
        composer: Composer,
        status_line: StatusLine,
        attaching: Attaching,
    ) -> None:
        self.asking = Asking()
        """The messages on their way."""
        self.revising = Revising(self.asking, strings)
        """The last one once more."""
        self.conversation: str | None = None
        """The conversation's uid; None until the home is open, `NEW` where it has none yet."""
        self.private = False
        """Whether nothing that is said in it may leave the device."""
        self.elsewhere = Elsewhere(session, draft, strings, transcript, status_line, attaching)
        """Other conversations with something under way."""
        self.opened = False
        """Whether the home is open."""
        self.opening = True
        """Whether it is being opened."""
        self._session = session
        self._draft = draft
        self._strings = strings
        self._transcript = transcript
        self._composer = composer
        self._status_line = status_line
        self._attaching = attaching
        self._told: set[str] = set()
        transcript.read = self._read

    # What the user does

    async def queue(self, typed: str, said: Said) -> None:
        """Send a message, once those before it are answered.

        typed  as it stood in the composer, where it goes back to if it cannot be sent
        """
        said = replace(said, private=said.private or self.private)
        waits = not self.opened or not self.asking.idle or self.elsewhere.busy
        uid = uuid.uuid4().hex
        shown = self._message(uid, said, waits=waits)
        self.asking.waiting.append(Pending(uid, typed, said, shown))
        await self._transcript.query_children(Welcome).remove()
        await self._transcript.add(shown)
        self._transcript.to_tail()
        await self._next()

    def _message(self, uid: str, said: Said, *, waits: bool) -> UserMessage:
        shown = UserMessage(uid, said.text, self._strings.waiting if waits else "", mark(said, self._strings))
        shown.labels = lambda: (self._strings.waiting, mark(said, self._strings))
        return shown

    async def stop(self) -> bool:
        """Stop the turn under way; where there is none, leave the editing, or take back the last message that waits.

        Returns False where there was nothing to stop and nothing to take back.
        """
        running, waiting = self.asking.current, self.asking.waiting
        if running is not None and not running.stopping:
            running.stopping = True
            if running.reply is not None:
                running.reply.stopping()
            self._session.cancel(running.uid)
            return True
        if self.revising.editing is not None:
            self._composer.put(self.revising.ended())
            self._status_line.tell(self.revising.texts.left)
            return True
        if waiting:
            pending = waiting.pop()
            self._composer.put_before(pending.typed)
            await pending.shown.remove()
            self._status_line.tell(self._strings.taken_back)
            return True
        if running is None and self.elsewhere.busy:
            self._status_line.tell(self.elsewhere.texts.stop_there)
            return True
        return running is not None

    async def send(self, typed: str, said: Said) -> None:
        """Send what was typed: in the place of the last message, where that is being edited."""
        editing = self.revising.editing
        if editing is not None:
            said = replace(said, replaces=editing.last.uid)
            self._composer.put(self.revising.ended())
        await self.queue(typed, said)

    async def revise(self, said: Said | str) -> bool:
        """Send the last message once more, or say why not. Whether it is sent."""
        if isinstance(said, str):
            self._status_line.tell(said if self.opened else self._strings.opening_hint)
            return False
        await self.queue("", said)
        return True

    def edit(self) -> None:
        """Bring the last message back into the composer; what stands there comes back when that is sent or left."""
        why = self.revising.edit(self._composer.text)
        if why is None:
            self._composer.put(self.revising.wording(self._attaching.wording))
        else:
            self._status_line.tell(why if self.opened else self._strings.opening_hint)

    def open_again(self) -> None:
        """Try once more to open the home, if that has failed."""
        if not self.opened and not self.opening:
            self.opening = True
            self._status_line.failed = False
            self._session.open_again()

    async def begin_new(self, *, private: bool = False) -> None:
        """Begin another conversation; of a private one, nothing leaves the device."""
        await self.go_to(NEW, private=private)
        if not self.private:
            await self._transcript.begin_with([Note.of(lambda: self._strings.new_conversation)])

    async def go_to(
        self, conversation: str, *, private: bool, turns: Sequence[Exchange] = (), more: bool = False
    ) -> None:
        """Show another conversation. What is under way in this one goes on, and what was typed in it stays there.

        turns  its last ones, the oldest first
        more   whether it has others before them
        """
        if self.revising.editing is not None:
            self._composer.put(self.revising.ended())
        self.keep_draft()
        self.elsewhere.leave(Left(self.conversation or NEW, self.private, self.asking, self._composer.text))
        back = self.elsewhere.take(conversation, private=private) or Left(conversation, private, Asking())
        left = self._draft.switch(draft_name(conversation, private=private))
        typed = [back.typed, self._attaching.fold(left) if len(left) > 2 * FOLD else left]
        self.conversation, self.private, self.asking = conversation, private, back.asking
        self.revising = Revising(self.asking, self._strings)
        self._status_line.asked, self._status_line.meanwhile = "", False
        self._status_line.private, self._status_line.record = private, None
        self._composer.forget()
        self._composer.put(commands.joined(typed))
        await self._transcript.start_over()
        under_way = {pending.uid for pending in self.asking.under_way}
        await self._show_past([turn for turn in turns if turn.question.uid not in under_way], more)
        await self._show_under_way()
        if self.elsewhere.busy:
            await self._transcript.add(Note.of(lambda: self.elsewhere.texts.goes_on))
        self._status_line.answering = self.asking.current is not None or self.elsewhere.busy
        self.keep_draft()

    async def _show_past(self, turns: Sequence[Exchange], more: bool) -> None:
        """Show what was said before, and know what can be asked again."""
        if self.private:
            await self._transcript.begin_with([Note.of(lambda: self.elsewhere.texts.private)])
        await self._transcript.resume(turns, more)
        records = [turn.record for turn in turns if turn.record is not None]
        self._status_line.record = records[-1] if records else None
        for turn in turns:
            asked = turn.question
            self._composer.remember(commands.as_typed(asked.text))
            choice = turn.record.route.choice if turn.record is not None else None
            said = Said(asked.text, choice, not asked.may_leave, asked.attachments)
            if self.asking.current is None:
                self.asking.answered = Last(asked.uid, said, turn.record)

    async def _show_under_way(self) -> None:
        """Show what went on meanwhile, for who comes back."""
        for pending in self.asking.under_way:
            pending.shown = self._message(pending.uid, pending.said, waits=pending is not self.asking.current)
            await self._transcript.add(pending.shown)
        current = self.asking.current
        if current is not None:
            await self._show_reply(current)
            told, current.events = merged([Happened(current.uid, event) for event in current.events]), []
            for report in told:
                if isinstance(report, Happened):
                    await self._on_event(current, report.event)
            if current.stopping and current.reply is not None:
                current.reply.stopping()

    async def erased(self, conversation: str) -> None:
        """It was erased: nothing of it stays here. A turn under way in it says so itself at its end."""
        self.elsewhere.forget(conversation)
        if conversation == self.conversation and self.asking.current is None:
            await self._begin_anew()

    def keep_draft(self) -> None:
        """Keep on disk what was typed and is not on disk elsewhere."""
        held = self.revising.editing.held if self.revising.editing is not None else ""
        name = draft_name(self.conversation, private=self.private)
        texts = [*self.elsewhere.drafts(name), *self.asking.unkept, self._composer.text, held]
        self._draft.keep(self._attaching.unfold(commands.joined(texts)), name)
        if self._draft.failed is not None:
            self._status_line.tell(self._strings.draft_failed.format(why=self._draft.failed))

    async def _read(self, before: str | None, after: str | None) -> Sequence[Exchange] | None:
        """Turns of this conversation that are not on screen; see `tui.window.Read`."""
        conversation = self.conversation
        if conversation is None or conversation == NEW:
            return ()
        try:
            return await self._session.with_assistant(
                lambda assistant: assistant.exchanges(conversation, PAGE, before, after)
            )
        except EdgeError as error:
            self._status_line.tell(str(error))
            return None

    # What the session reports

    async def show(self, reports: Sequence[Report]) -> None:
        """Show what has happened, in this order."""
        for report in reports:
            await self._show(report)

    async def _show(self, report: Report) -> None:
        match report:
            case Opened():
                await self._begin(report)
            case NotOpened(why):
                self.opening = False
                self._status_line.failed = True
                await self._transcript.add(Note(f"{why} {self._strings.try_again}", classes="error"))
                await self._take_all_back()
            case StatusNow(status):
                await self._set_status(status)
            case Rang(ring, at):
                await self._transcript.add(Note.of(lambda: self._strings.rang.format(at=at, text=ring.text), "ring"))
                self._transcript.app.bell()
            case Offered(offer):
                await self._take(offer)
            case Told(text):
                await self._tell(text)
            case Hinted(text):
                self._status_line.tell(text)
            case Downloading():
                self._status_line.download = report if report.running else None
            case Happened(uid) | Broken(uid) | Refused(uid):
                current = self.asking.current
                if current is not None and current.uid == uid:
                    await self._show_of(current, report)
                elif await self.elsewhere.show(report):  # else it is of a turn that is over, or goes on
                    await self._next()

    async def _show_of(self, current: Pending, report: Happened | Broken | Refused) -> None:
        match report:
            case Happened(_, event):
                await self._on_event(current, event)
            case Broken(_, why):
                if current.reply is not None:
                    await current.reply.fail(why)
                if current.stead is not None:  # nobody knows which of the two is kept
                    current.stead.show()
                await self._done()
            case Refused(_, why):
                await self._transcript.add(Note(f"{why} {self._strings.not_sent}", classes="error"))
                await self._take_all_back()

    async def _begin(self, opened: Opened) -> None:
        # What was typed for a private conversation that was not begun is brought back into one.
        secret = self._draft.restored == PRIVATE
        self.conversation = NEW if secret else opened.conversation or NEW
        self.private = self._status_line.private = secret or opened.private
        if self.private:
            for pending in self.asking.waiting:
                pending.said = replace(pending.said, private=True)
        if opened.conversation is None and not secret:
            if self.asking.idle:
                await self._transcript.begin_with([Welcome(opened.status, self._strings)])
        else:
            await self._show_past(() if secret else opened.turns, opened.more and not secret)
        await self._set_status(opened.status)
        self.opened, self.opening = True, False
        await self._next()

    async def _on_event(self, pending: Pending, event: Event) -> None:
        reply = pending.reply
        pending.events.append(event)
        match event:
            case Started(conversation=conversation, kept=kept):
                pending.kept, self.conversation = True, conversation
                self.keep_draft()
                if not kept:
                    await self._tell(self._strings.not_kept)
            case Finished(record, erased, restored):
                if restored:
                    await self._put_back(pending, record.why or "")
                else:
                    await self._finish(pending, record)
                if erased:
                    await self._begin_anew()
                await self._done()
            case Routed(route) if reply is not None:
                reply.route = route
            case Piece() if reply is not None:
                if pending.said.goes_on and pending.stead is not None:
                    pending.stead.hide()
                    pending.shown.display = True
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
            self._status_line.asked, self._status_line.meanwhile = reply.asked, reply.answers_meanwhile

    async def _finish(self, pending: Pending, record: TurnRecord) -> None:
        self._status_line.record = record
        pending.shown.turn = record.turn
        pending.shown.display = True
        self.asking.answered = Last(pending.uid, pending.said.alone, record)
        if pending.stead is not None:
            await pending.stead.remove()
        if pending.reply is not None:
            await pending.reply.finish(record)

    async def _put_back(self, pending: Pending, why: str) -> None:
        """It brought nothing: what was there before stands."""
        self.asking.answered = pending.before
        if pending.stead is not None:
            pending.stead.show()
        if pending.reply is not None:
            await pending.reply.remove()
        await pending.shown.remove()
        said = self._strings.joint.join(filter(None, [why, self.revising.texts.restored]))
        await self._transcript.add(Note(said, classes="warning"))

    async def _begin_anew(self) -> None:
        """The conversation was erased: nothing of it stays on screen, or in what Up brings back."""
        self.conversation, self.asking.answered = NEW, None
        self.private = self._status_line.private = False
        self._composer.forget()
        waiting = [pending.shown for pending in self.asking.waiting]
        await self._transcript.start_over(Note.of(lambda: self._strings.erased), keep=waiting)

    async def _take(self, offer: Offer) -> None:
        """A better answer has come: it takes the place of the one on screen, and a line says so."""
        strings, answer = self._strings, self._transcript.answer_of(offer.turn)
        if answer is not None:
            await answer.better(offer.record)
            last = self._status_line.record
            if last is not None and last.turn == offer.turn:
                self._status_line.record = offer.record
        else:
            self._transcript.outdated()
        question = beginning(self._transcript.question_of(offer.question), QUOTED)
        said = strings.better.format(question=question) if question else strings.better_elsewhere
        await self._transcript.add(Note(said, classes="offer"))

    async def _set_status(self, status: Status) -> None:
        self._status_line.status = status
        await self._tell(*status.notices)
        if status.state == "down" and status.detail:
            await self._tell(status.detail)

    async def _tell(self, *notices: str) -> None:
        """Each notice once."""
        for notice in notices:
            if notice not in self._told:
                self._told.add(notice)
                await self._transcript.add(Note(notice))

    async def _next(self) -> None:
        """Ask the message that has waited longest, if nothing is in its way."""
        if self.asking.current is not None or self.elsewhere.busy or not self.opened:
            return
        self._status_line.answering = self.elsewhere.next()
        if self._status_line.answering or not self.asking.waiting:
            return
        pending, conversation = self.asking.begin(), self.conversation
        await pending.shown.begin()
        await self._show_reply(pending)
        self._session.ask(pending.question(conversation))

    async def _show_reply(self, pending: Pending) -> None:
        """Show that its reply is under way, in the place of the one that it is to replace."""
        from tui.reply import Reply  # Markdown, which the first screen does not need

        self._status_line.answering = True
        if pending.said.replaces is not None:
            pending.stead = Stead(self._transcript, pending.said.replaces)
            if pending.said.goes_on:  # its text stays before the reader until it goes on
                pending.shown.display = False
            else:
                pending.stead.hide()
        pending.reply = Reply(self._strings)
        await self._transcript.add(pending.reply, after=pending.shown)

    async def _done(self) -> None:
        self.asking.current = None
        self._status_line.answering = False
        self.keep_draft()
        await self._next()

    async def _take_all_back(self) -> None:
        """Nothing can be asked now: what was sent and not taken is the user's text again."""
        refused = self.asking.take_all()
        self._status_line.answering = False
        if refused:
            self._composer.put_before(commands.joined(pending.typed for pending in refused))
        for pending in refused:
            await pending.shown.remove()
            if pending.reply is not None:
                await pending.reply.remove()
            if pending.stead is not None:
                pending.stead.show()
        self.keep_draft()
