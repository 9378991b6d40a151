"""F4 and `/conversations`: everything that was said before, to be found, gone on with, renamed, exported or erased."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from edge.archive import Found
from edge.cleaning import clean
from edge.errors import EdgeError
from edge.search import words
from edge.turn import AssistantLike, ConversationInfo
from tui.ask import Ask
from tui.chat import ChatScreen
from tui.confirm import Confirm
from tui.conversation_list import ConversationList, Row
from tui.figures import beginning
from tui.key_bar import KeyBar
from tui.language import Texts, translated
from tui.message import Line
from tui.moments import MomentTexts, day_and_time
from tui.panel import Panel
from tui.session import Session
from tui.strings import Strings
from tui.switching import Erased, GoTo

__all__ = ["ConversationsScreen", "ConversationsTexts"]

PAGE = 100
"""Conversations that are read at once."""
ALL = 2**31
FOUND = 50
"""Matches that are looked for at once."""
TYPING_S = 0.08
"""A search begins when no key was pressed for so long."""
AGAIN_S = 0.3
"""Between two looks whether the home is open by now."""
QUOTED = 40
"""Cells of a title that a sentence repeats."""


@dataclass(frozen=True, slots=True)
class ConversationsTexts(Texts):
    """The texts of this screen. Names in braces are filled in with `str.format`."""

    title: str = "Conversations"
    search: str = "Search what was said: /"
    """In the empty search field."""
    turn: str = "1 turn"
    turns: str = "{count} turns"
    private: str = "private"
    """The mark of a conversation of which nothing may leave the device."""
    none: str = "There is no conversation yet. Esc goes back; what you type there begins one."
    searching: str = "Searching…"
    nothing_found: str = "Nothing that was said has “{text}” in it."
    found: str = "{count} found"
    found_so_far: str = "{count} found so far"
    key_open: str = "Enter open"
    key_search: str = "/ search"
    key_new: str = "n new"
    key_private: str = "p new private"
    key_rename: str = "e rename"
    key_delete: str = "Del delete"
    key_markdown: str = "m Markdown"
    key_json: str = "j JSON"
    key_close: str = "Esc back"
    rename_title: str = "Another title"
    rename_hint: str = "Enter takes it, Esc leaves it. An empty one is the beginning of the first message again."
    delete: str = "Delete “{title}” ({turns}) for good? Reminders, list items and notes made in it go along."
    delete_do: str = "Delete"
    delete_leave: str = "Keep"
    deleting: str = "Deleting…"
    deleted: str = "“{title}” is deleted."
    export_title: str = "Export to a file"
    export_hint: str = "Enter writes it, Esc does not. A file that is there already is never replaced."
    exported: str = "Written: {path}"


def _searching(text: str, limit: int, before: int | None) -> Callable[[AssistantLike], Found]:
    return lambda assistant: assistant.search(text, limit, before)


class ConversationsScreen(Panel[None]):
    """The list, and a search field above it. Keys are those of the list until the field is clicked or `/` pressed."""

    CSS_PATH = "conversations.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        ("slash,ctrl+f", "search", ""),
        ("n", "begin(False)", ""),
        ("p", "begin(True)", ""),
        ("e,f2", "rename", ""),
        ("delete,d", "delete", ""),
        ("m", "export('.md')", ""),
        ("j", "export('.json')", ""),
    ]

    def __init__(
        self, session: Session, strings: Strings, now: Callable[[], datetime] = lambda: datetime.now().astimezone()
    ) -> None:
        super().__init__(session, strings)
        self._texts = translated(ConversationsTexts, strings.language)
        self._moments = translated(MomentTexts, strings.language)
        self._now = now
        self._field = Input(placeholder=self._texts.search, id="search", select_on_focus=False)
        self._field.cursor_blink = False
        self._count = Line("", classes="badge")
        self._list = ConversationList(self._columns, self._texts.private)
        self._keys = KeyBar()
        self._before: int | None = None
        """Where to go on reading; None where everything is there."""
        self._looking = False
        """Whether a search is going on."""
        self._waiting = False
        """Whether the list could not be read and is tried again."""

    def body(self) -> Iterable[Widget]:
        """The search field, the list, the keys."""
        yield self._field
        yield self._count
        yield self._list
        yield self._keys

    def on_mount(self) -> None:
        """Read the first page."""
        texts = self._texts
        self.entitle(texts.title)
        self._foot.display = False  # the keys have a bar of their own, which can be clicked
        self._keys.show(
            [
                (texts.key_open, "open"),
                (texts.key_search, "search"),
                (texts.key_rename, "rename"),
                (texts.key_delete, "delete"),
                (texts.key_markdown, "export('.md')"),
                (texts.key_json, "export('.json')"),
                (texts.key_new, "begin(False)"),
                (texts.key_private, "begin(True)"),
                (texts.key_close, "close"),
            ]
        )
        self._list.current = self._chat.dialogue.conversation
        self._list.focus()
        self._begin()

    def _columns(self, info: ConversationInfo) -> tuple[str, str]:
        when = day_and_time(info.last or info.started, self._now(), self._moments)
        return self._turns(info.turns), when

    def _turns(self, count: int) -> str:
        return self._texts.turn if count == 1 else self._texts.turns.format(count=f"{count:,}")

    # What is there

    def _begin(self) -> None:
        """Show the first rows of what is in the search field, or of everything."""
        text = self._field.value
        self._read(partial(self._search, text) if words(text) else self._read_all)

    def _read(self, reading: Callable[[], Awaitable[None]]) -> None:
        """Begin to read, and stop reading what is no longer wanted."""
        self.run_worker(reading, group="read", exclusive=True)

    async def _read_all(self) -> None:
        self._looking, self._before = False, None
        page = await self._pages(PAGE, None)
        if page is None:
            self._waiting = True
            self.set_timer(AGAIN_S, self._begin)
            return
        if self._waiting:
            self._waiting = False
            self.say("")
        self._list.show(Row(info) for info in page)
        self._count.show("" if page else self._texts.none)
        self._count.display = not page

    async def _pages(self, limit: int, before: int | None) -> list[ConversationInfo] | None:
        """The next conversations; None where they cannot be read, which is said."""
        try:
            page = await self.session.with_assistant(lambda assistant: assistant.conversations(limit, before))
        except EdgeError as error:
            self.say(str(error))
            return None
        self._before = page[-1].place if len(page) == limit else None
        return page

    @on(ConversationList.Running)
    def _run_on(self, event: ConversationList.Running) -> None:
        """Read what comes behind the last row, if there is anything."""
        if self._before is None or self._looking:
            return
        text, before, limit = self._field.value, self._before, ALL if event.whole else PAGE
        self._read(partial(self._search, text, before, limit) if words(text) else partial(self._read_on, limit))

    async def _read_on(self, limit: int) -> None:
        page = await self._pages(limit, self._before)
        if page is None:  # scrolling does not try it again and again; End does
            return
        self._list.add(Row(info) for info in page)
        if limit == ALL:
            self._list.go_last()

    # Searching

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._begin()

    async def _search(self, text: str, before: int | None = None, limit: int = FOUND) -> None:
        """Look for it, part by part; the first matches are shown as soon as they are there."""
        texts, wanted = self._texts, words(text)
        self._looking, anew = True, before is None
        await asyncio.sleep(TYPING_S)
        self._count.display = True
        found = 0
        while self._looking:
            self._count.show(texts.searching if anew else texts.found_so_far.format(count=len(self._list.rows)))
            try:
                part = await self.session.with_assistant(_searching(text, limit, before))
            except EdgeError as error:
                self.say(str(error))
                self._looking, self._count.display = False, False
                return
            rows = [Row(match.conversation, match.passage) for match in part.matches]
            found += len(rows)
            if anew and (rows or part.before is None):
                self._list.show(rows, wanted)
                anew = False
            elif rows:
                self._list.add(rows)
            self._before = before = part.before
            if before is None or found >= limit:
                break
        self._looking = False
        if limit == ALL:
            self._list.go_last()
        self._list.look_ahead()
        count = len(self._list.rows)
        said = texts.found if self._before is None else texts.found_so_far
        self._count.show(said.format(count=count) if count else texts.nothing_found.format(text=" ".join(wanted)))

    def action_search(self) -> None:
        """`/` and Ctrl+F."""
        self._field.focus()

    def on_conversation_list_above(self) -> None:
        """Up from the first row goes to the field."""
        self._field.focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._list.focus()

    def on_key(self, event: events.Key) -> None:
        """From the field, Down goes into the list."""
        if event.key == "down" and self._field.has_focus:
            event.stop()
            self._list.focus()

    def action_close(self) -> None:
        """Esc: first out of the field and of the search, then out of the screen."""
        if self._field.has_focus or self._field.value:
            self._field.value = ""
            self._list.focus()
        else:
            super().action_close()

    # What is done with one of them

    @property
    def _chat(self) -> ChatScreen:
        chat = self.app.screen_stack[0]
        assert isinstance(chat, ChatScreen)
        return chat

    @on(ConversationList.Opened)
    def action_open(self) -> None:
        """Enter: the chat goes on with it."""
        row = self._list.chosen
        if row is not None:
            self._leave_for(GoTo(row.info.uid))

    def action_begin(self, private: bool) -> None:
        """`n` and `p`: another conversation."""
        if self._waiting:  # the home is not open
            return
        self._leave_for(GoTo(None, private=private))

    def _leave_for(self, wanted: GoTo) -> None:
        self._chat.post_message(wanted)
        self.dismiss()

    def action_rename(self) -> None:
        """`e` and F2."""
        row, texts = self._list.chosen, self._texts
        if row is None:
            return

        async def take(title: str) -> str:
            uid = row.info.uid
            try:
                kept = await self.session.with_assistant(lambda assistant: assistant.rename(uid, title))
            except EdgeError as error:
                return str(error)
            self._list.change(uid, replace(row, info=replace(row.info, title=kept)))
            return ""

        self.app.push_screen(Ask(texts.rename_title, texts.rename_hint, row.info.title, take))

    def action_delete(self) -> None:
        """Delete: asks first."""
        row, texts = self._list.chosen, self._texts
        if row is None:
            return
        title = beginning(clean(row.info.title), QUOTED)
        question = texts.delete.format(title=title, turns=self._turns(row.info.turns))

        def delete(wanted: bool | None) -> None:
            if wanted:  # the journal is written anew, which takes a while: keys go on meanwhile
                self.say(texts.deleting)
                self.run_worker(self._delete(row.info.uid, title), group="delete")

        self.app.push_screen(Confirm(question, do=texts.delete_do, leave=texts.delete_leave), delete)

    async def _delete(self, uid: str, title: str) -> None:
        try:
            await self.session.with_assistant(lambda assistant: assistant.forget(uid))
        except EdgeError as error:  # something of it may be left in a file; it is off the list all the same
            said = str(error)
        else:
            said = self._texts.deleted.format(title=title)
        self._chat.post_message(Erased(uid))
        self._list.change(uid, None)
        self.say(said)
        if not self._list.rows:
            self._begin()

    def action_export(self, ending: str) -> None:
        """`m` and `j`: into a file of the user's choice."""
        row, texts = self._list.chosen, self._texts
        if row is None:
            return
        from edge.export.file import free_path

        info = row.info
        path = free_path(Path.cwd(), info.title, ending)

        async def take(wanted: str) -> str:
            try:
                written = await self._export(info.uid, Path(wanted or path), ending)
            except EdgeError as error:
                return str(error)
            self.say(texts.exported.format(path=written))
            return ""

        self.app.push_screen(Ask(texts.export_title, texts.export_hint, str(path), take))

    async def _export(self, uid: str, path: Path, ending: str) -> Path:
        from tui.exporting import export  # Markdown's parser, which few need

        strings = self.strings
        return await self.session.with_assistant(lambda assistant: export(assistant, uid, path, ending, strings))
