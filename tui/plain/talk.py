"""A conversation line by line: read a message, ask, tell the answer, and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from edge.archive import Exchange
from edge.errors import EdgeError
from edge.turn import AssistantLike, Choice
from tui import commands
from tui.account import account
from tui.attaching import Attaching
from tui.commands import Again, Do, Said, Wrong
from tui.draft import Draft
from tui.figures import beginning, model_name
from tui.plain.conversation import Conversation, Leave, Outcome
from tui.plain.inbox import Inbox, Mark
from tui.plain.multiline import Multiline
from tui.plain.news import QUOTED
from tui.plain.orders import Own, parse
from tui.plain.reader import NotText, Reader
from tui.plain.teller import face_words
from tui.plain.texts import PlainTexts
from tui.plain.writer import Writer
from tui.reports import NotOpened, Opened
from tui.session import RECENT, Session
from tui.strings import Strings

__all__ = ["Talk"]

T = TypeVar("T")

LISTED = 20
"""Conversations in a list."""
HERE = ("cloud", "local", "private", "again", "edit", "continue", "offline", "why")
"""The app's commands that plain mode has, too."""


class Talk:
    """`run` it in the main thread, once."""

    def __init__(
        self,
        session: Session,
        inbox: Inbox,
        draft: Draft,
        out: Writer,
        strings: Strings,
        texts: PlainTexts,
        *,
        edit: bool,
    ) -> None:
        self._session = session
        self._inbox = inbox
        self._draft = draft
        self._out = out
        self._strings = strings
        self._texts = texts
        self._talk = Conversation(session, inbox, draft, out, strings, texts)
        self.reader = Reader(out, self._talk.tell_news, edit=edit)
        self._attaching = Attaching()
        self._lines = Multiline()
        self._begin = ""
        """What the next line begins with."""
        self._editing: str | None = None
        """The message in whose place the next one stands."""
        self._listed: tuple[str, ...] = ()
        """The conversations by the numbers that the user saw."""

    def run(self) -> int:
        """Talk until the user leaves. The exit code: that of the last answer that failed, if nobody sits there."""
        if not self._open():
            return 1
        while (typed := self._message()) is not None and self._obey(typed):
            pass
        return 0 if self.reader.interactive else self._talk.code

    def keep_unsent(self, typed: str) -> None:
        """Keep on disk what did not reach the assistant; `typed` is the line under way."""
        line = "\n".join(filter(None, [self._lines.text, typed]))
        if unsent := commands.joined([self._talk.unkept, line]):
            self._talk.keep(unsent)

    # The beginning

    def _open(self) -> bool:
        self._session.start()
        while True:
            match self._inbox.next():
                case Opened() as opened:
                    self._greet(opened)
                    return True
                case NotOpened(why):
                    self._out.line(why)
                    return False
                case Mark.INTERRUPT:
                    raise KeyboardInterrupt
                case Mark.LEAVE:
                    raise Leave
                case None | _:
                    pass  # a status is told with the opened home

    def _greet(self, opened: Opened) -> None:
        texts, status = self._texts, opened.status
        model = model_name(status.model, status.quantization)
        self._out.line(texts.greeting.format(model=model) if model else texts.greeting_without)
        if self.reader.interactive:
            self._out.line(texts.leaving)
        self._talk.news.status(status)
        if opened.conversation is not None and self.reader.interactive:
            self._go_on_with(opened.conversation, opened.turns)
        if self.reader.edits and (text := self._draft.restore()):
            self._begin = text
            self._out.line(texts.restored)

    def _go_on_with(self, uid: str, turns: Sequence[Exchange]) -> None:
        self._talk.go_on_with(uid, turns)
        self.reader.forget()
        for turn in turns:
            self.reader.remember(commands.as_typed(turn.question.text).replace("\n", " "))
        if turns:
            last = beginning(turns[-1].question.text, QUOTED)
            self._out.line(self._texts.goes_on.format(last=last))

    # What the user types

    def _message(self) -> str | None:
        """The next message; None when there are no more."""
        lines, out, texts = self._lines, self._out, self._texts
        while True:
            begin, self._begin = self._begin, ""
            try:
                line = self.reader.line(texts.more if lines.open else texts.prompt, begin)
            except NotText:
                out.line(texts.not_text)
                continue
            except KeyboardInterrupt:
                if not self.reader.interactive:
                    raise
                out.break_off()
                out.line(texts.dropped if lines.open or self._editing else texts.how_to_leave)
                lines.drop()
                self._editing = None
                continue
            if line is None and self.reader.interactive:
                out.break_off()
            if line is None and not lines.open:
                return None
            text = lines.end() if line is None else lines.feed(line)
            if text is not None and text.strip():
                if not self.reader.interactive:
                    out.line(texts.prompt + text)
                return text

    def _obey(self, typed: str) -> bool:
        """Do what was typed. Whether to go on."""
        match parse(typed):
            case Own("quit"):
                return False
            case Said() as said:
                self._send(said, typed)
            case Again(choice):
                self._ask_again(choice, typed)
            case Do.GO_ON:
                self._finish_last(typed)
            case Do.EDIT if self.reader.edits:
                self._edit()
            case Own("new"):
                self._talk.begin_anew()
                self._out.line(self._texts.began_anew)
            case Own("face"):
                self._face()
            case Own("conversations", None):
                self._list()
            case Own("conversations", number):
                self._choose(number or 0)
            case Do.WHY:
                self._why()
            case Do.HELP:
                self._help()
            case Do.GO_OFFLINE | Do.GO_ONLINE as wanted:
                self._set_offline(wanted is Do.GO_OFFLINE)
            case Wrong(name, known):
                self._wrong(name, known)
            case _:
                self._out.line(self._texts.not_here.format(name=typed.split()[0].lstrip("/")))
        return True

    def _send(self, said: Said, typed: str) -> None:
        """Ask it, with the files that it names."""
        looked = self._attaching.look(said.text)
        if looked.why:
            self._out.line(looked.why)
            self._give_back(typed)
            return
        said = self._attaching.said(said, looked)
        for file in said.attachments:
            self._out.line(self._texts.attached.format(name=file.name))
        replaces, self._editing = self._editing, None
        self._ask(replace(said, replaces=replaces), typed)

    def _give_back(self, typed: str) -> None:
        if self.reader.edits:
            self._begin = typed
        else:
            self._out.line(self._texts.not_sent.format(text=beginning(typed, QUOTED)))

    def _ask(self, said: Said, typed: str, known: str = "") -> None:
        match self._talk.ask(said, typed, known):
            case Outcome.STOPPED if not self.reader.interactive:
                raise KeyboardInterrupt
            case Outcome.ERASED:
                self.reader.forget()
                self._out.line(self._strings.erased)
            case Outcome.REFUSED:
                self._give_back(typed)
            case _:
                pass
        self._talk.unkept = ""

    def _ask_again(self, choice: Choice | None, typed: str) -> None:
        last = self._talk.last
        if last is None:
            self._out.line(self._strings.nothing_asked)
        elif choice is None and self._talk.record is not None and self._talk.record.by == "skill":
            self._out.line(self._texts.not_twice)
        else:
            self._ask(replace(last.said.to(choice), replaces=last.uid), typed)

    def _finish_last(self, typed: str) -> None:
        last, record = self._talk.last, self._talk.record
        if last is None or record is None or not record.text.strip() or record.by == "skill":
            self._out.line(self._texts.nothing_written)
        elif record.complete:
            self._out.line(self._texts.whole)
        else:
            said = replace(last.said, choice=None, replaces=last.uid, goes_on=True)
            self._ask(said, typed, known=record.text)

    def _edit(self) -> None:
        if self._talk.last is None:
            self._out.line(self._strings.nothing_asked)
            return
        self._out.line(self._texts.editing)
        said = self._talk.last.said
        text = self._attaching.wording(said.text, said.attachments)
        begin = f"/private {text}" if said.private else commands.as_typed(text)
        self._begin, self._editing = begin, self._talk.last.uid

    def _wrong(self, name: str, known: bool) -> None:
        usages = {**self._strings.commands, **self._texts.commands}
        if known and name in usages:
            self._out.line(self._strings.not_like_this.format(usage=usages[name][0]))
        else:
            self._out.line(self._texts.no_command.format(name=f"/{name}"))

    def _help(self) -> None:
        strings, texts = self._strings, self._texts
        usages = {name: strings.commands[name] for name in HERE}
        for usage, does in {**usages, **texts.commands}.values():
            self._out.line(f"/{usage}: {does}")
        self._out.line(texts.lines)
        self._out.line(strings.joint.join([texts.interrupts, texts.how_to_leave]))

    def _why(self) -> None:
        if self._talk.route is None:
            self._out.line(self._texts.no_answer)
            return
        for section in account(self._talk.route, self._talk.record, (), self._strings):
            for line in filter(None, [section.title, *section.lines]):
                self._out.line(line)

    def _face(self) -> None:
        faces = self._talk.record.faces if self._talk.record is not None else ()
        if not faces:
            self._out.line(self._texts.no_face)
        for face in faces:
            words = {"face": self._strings.faces[face.kind], "who": face_words(face, self._strings)}
            self._out.line(self._texts.face_begins.format(**words))
            self._out.piece(face.text)
            self._out.end_text()

    def _set_offline(self, offline: bool) -> None:
        def switch(assistant: AssistantLike) -> bool:
            assistant.set_offline(offline)
            return True

        if self._got(switch):
            self._out.line(self._strings.went_offline if offline else self._strings.went_online)

    def _list(self) -> None:
        found = self._got(lambda assistant: assistant.conversations(limit=LISTED))
        if found is None:
            return
        self._listed = tuple(one.uid for one in found)
        for number, one in enumerate(found, 1):
            said = self._texts.conversation.format(number=number, title=beginning(one.title, QUOTED), turns=one.turns)
            self._out.line(f"{said} {self._texts.private}" if one.private else said)
        if not found:
            self._out.line(self._texts.no_conversations)

    def _choose(self, number: int) -> None:
        if not self._listed:
            found = self._got(lambda assistant: assistant.conversations(limit=LISTED))
            self._listed = tuple(one.uid for one in found or ())
        if not 1 <= number <= len(self._listed):
            self._out.line(self._texts.no_such_conversation.format(number=number))
            return
        uid = self._listed[number - 1]
        turns = self._got(lambda assistant: assistant.exchanges(uid, limit=RECENT))
        if turns is not None:
            self._go_on_with(uid, turns)

    def _got(self, work: Callable[[AssistantLike], T]) -> T | None:
        """What the assistant gives, or None after a sentence about why it does not."""
        try:
            return asyncio.run(self._session.with_assistant(work))
        except EdgeError as error:
            self._out.line(str(error))
            return None
