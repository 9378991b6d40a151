"""The screen of the conversation: what each key and each command does."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import TextArea

from edge.cleaning import clean
from tui.composer import Composer
from tui.draft import Draft
from tui.language import translated
from tui.palette import Palette
from tui.status import StatusLine
from tui.strings import Strings
from tui.switching import Erased, GoTo, go_to
from tui.transcript import Transcript
from tui.tray import Tray

if TYPE_CHECKING:
    from tui.answer import Answer
    from tui.app import ChatApp
    from tui.commands import Again, Said
    from tui.dialogue import Dialogue
    from tui.files import Files
    from tui.markdown import ReplyText
    from tui.reports import Report
    from tui.session import Session

__all__ = ["ChatScreen", "Reports"]


class Reports(Message):
    """A batch of what the session reports."""

    def __init__(self, reports: list[Report]) -> None:
        super().__init__()
        self.reports = reports


class ChatScreen(Screen[None]):
    """Transcript, composer, status line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "stop", ""),
        ("f2,ctrl+r", "why", ""),
        ("f3,ctrl+o", "turn", ""),
        ("ctrl+up", "choose(-1)", ""),
        ("ctrl+down", "choose(1)", ""),
        ("ctrl+t", "again", ""),
        ("ctrl+b", "edit", ""),
        ("ctrl+s", "go_on", ""),
        ("ctrl+l", "copy_answer", ""),
        ("ctrl+n", "new_conversation", ""),
        ("ctrl+c,super+c", "copy", ""),
        ("pageup", "page(-1)", ""),
        ("pagedown", "page(1)", ""),
        ("ctrl+home", "to_head", ""),
        ("ctrl+end", "to_tail", ""),
    ]

    def __init__(self, draft: Draft, strings: Strings) -> None:
        super().__init__()
        self._draft = draft
        self._strings = strings
        self.transcript = Transcript(strings)
        self.palette = Palette(strings)
        self.tray = Tray()
        self.composer = Composer(strings.placeholder)
        self.status_line = StatusLine(strings)

    # The first screen is there before these

    @cached_property
    def files(self) -> Files:
        """Those of the message that is being written."""
        from tui.files import Files

        return Files(self._session, self._strings, self.composer, self.palette, self.tray, self.status_line)

    @cached_property
    def dialogue(self) -> Dialogue:
        """What is said."""
        from tui.dialogue import Dialogue

        parts = self.transcript, self.composer, self.status_line, self.files.attaching
        return Dialogue(self._session, self._draft, self._strings, *parts)

    @property
    def _session(self) -> Session:
        return cast("ChatApp", self.app).session

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        yield self.transcript
        yield self.palette
        yield self.tray
        yield self.composer
        yield self.status_line

    async def relabel(self) -> None:
        """See `tui.labels`."""
        self.composer.placeholder = self._strings.placeholder
        await self.palette.follow("")
        await self.palette.follow(self.composer.text)

    def on_mount(self) -> None:
        """Bring back what was typed and not sent."""
        self.composer.focus()
        text = self._draft.restore()
        if text:
            self.composer.put(self.files.restored(text))
            self.status_line.tell(self._strings.draft_restored)

    # What the user does

    @on(Composer.Sent)
    async def _send(self, event: Composer.Sent) -> None:
        self.dialogue.open_again()
        if event.text:
            await self._obey(event.text)

    async def _obey(self, typed: str) -> None:
        """Send a message, or do what a command says."""
        from tui import commands  # not needed for the first screen
        from tui.commands import Again, Copy, Do, Said, Show, Wrong

        match commands.parse(typed):
            case Said() as said:
                await self._enclose_and_send(typed, said)
            case Again() as again:
                await self._ask_again(typed, again)
            case Do.EDIT:
                self.action_edit()
            case Do.GO_ON:
                await self.action_go_on()
            case Wrong():
                self.composer.put_before(typed)
                if commands.suggested(typed):  # else the palette says what is wrong
                    self.status_line.tell(self.palette.what_is_wrong(typed))
            case Copy(block):
                self.action_copy_answer(block)
            case Do.WHY:
                self.action_why()
            case Do.HELP:
                await self.app.run_action("keys")
            case Show(name):
                await self.app.run_action(f"show({name!r})")
            case Do.GO_OFFLINE | Do.GO_ONLINE as wanted:
                self._session.set_offline(wanted is Do.GO_OFFLINE)

    async def _enclose_and_send(self, typed: str, said: Said) -> None:
        enclosed = await self.files.enclosed(said)
        if isinstance(enclosed, str):
            self.composer.put_before(typed)
            self.status_line.tell(enclosed)
        else:
            await self.dialogue.send(typed, enclosed)
        self.tray.say(self.dialogue.revising.notice)

    async def _ask_again(self, typed: str, again: Again) -> None:
        last, choice = self.dialogue.asking.latest, again.choice
        if last is not None and choice is not None and not self.dialogue.asking.idle:
            await self.dialogue.queue(typed, last.to(choice))  # behind what is being answered
        elif not await self.dialogue.revise(self.dialogue.revising.again(choice)):
            self.composer.put_before(typed)

    async def action_again(self) -> None:
        """Ctrl+T: the last answer once more."""
        await self.dialogue.revise(self.dialogue.revising.again())

    async def action_go_on(self) -> None:
        """Ctrl+S: the last answer goes on where it was cut off."""
        await self.dialogue.revise(self.dialogue.revising.goes_on())

    def action_edit(self) -> None:
        """Ctrl+B: the last message comes back to be changed."""
        self.dialogue.edit()
        self.tray.say(self.dialogue.revising.notice)

    async def action_obey(self, command: str) -> None:
        """Do what a command says that was not typed here."""
        await self._obey(command)

    def action_begin(self, typed: str) -> None:
        """Begin a message with this; what is in the composer goes on behind it."""
        self.composer.put(typed + self.composer.text)
        self.composer.focus()

    async def action_stop(self) -> None:
        """Esc: stop the turn under way; where there is none, take back the last message that waits."""
        self.clear_selection()
        if not await self.dialogue.stop() and not self.transcript.choose_none():
            self.status_line.tell(self._strings.nothing_to_stop)
        self.tray.say(self.dialogue.revising.notice)

    def action_why(self) -> None:
        """Ctrl+R: the decision about the chosen answer or the last one, and what left the device."""
        answer = self.transcript.chosen
        if answer is None:
            self.status_line.tell(self._strings.no_answer if self.dialogue.opened else self._strings.opening_hint)
            return
        from tui.account import account  # not needed for the first screen
        from tui.why import WhyScreen

        told = account(answer.route, answer.record, answer.faces, self._strings, commands=False)
        self.app.push_screen(WhyScreen(told, self._strings, self._ways(answer)), self._go)

    def _ways(self, answer: Answer) -> tuple[str, ...]:
        """What may be done about an answer; but for copying it, only about the last one."""
        from tui.commands import Said

        revising, ways = self.dialogue.revising, []
        if answer is self.transcript.answers[-1]:
            again = revising.again("local")
            ways += ["cloud"] if isinstance(again, Said) and not again.private else []
            ways += ["local"] if isinstance(again, Said) else []
            ways += ["again"] if isinstance(revising.again(), Said) else []
            ways += ["go_on"] if isinstance(revising.goes_on(), Said) else []
        return (*ways, "copy") if answer.text.strip() else tuple(ways)

    async def _go(self, way: str | None) -> None:
        match way:
            case "cloud" | "local":
                await self.dialogue.revise(self.dialogue.revising.again("cloud" if way == "cloud" else "local"))
            case "again":
                await self.action_again()
            case "go_on":
                await self.action_go_on()
            case "copy":
                self.action_copy_answer()

    async def action_turn(self) -> None:
        """Ctrl+O: the other face of the chosen answer, or of the last one that has one."""
        if not await self.transcript.turn():
            self.status_line.tell(self._strings.no_face)

    def action_choose(self, step: int) -> None:
        """Ctrl+Up and Ctrl+Down."""
        self.transcript.choose(step)

    def action_new_conversation(self) -> None:
        """Ctrl+N. What is under way in this one goes on."""
        if self.dialogue.opened:
            self.post_message(GoTo(None))
        else:
            self.status_line.tell(self._strings.opening_hint)

    @on(GoTo)
    async def _go_to(self, event: GoTo) -> None:
        wrong = await go_to(self.dialogue, self._session, event)
        self.tray.say(self.dialogue.revising.notice)
        if wrong:
            self.status_line.tell(wrong)

    @on(Erased)
    async def _erased(self, event: Erased) -> None:
        await self.dialogue.erased(event.conversation)

    def action_copy(self) -> None:
        """Ctrl+C: copy what is selected in the transcript; the composer copies its own selection before."""
        selected = self.get_selected_text()
        if selected:
            self._copy(selected)
        else:
            self.status_line.tell(self._strings.nothing_to_copy)

    def action_copy_answer(self, block: int | None = None) -> None:
        """Ctrl+L: the chosen answer or the last one; where it has code, that is to be chosen, or the block is."""
        from tui.code_blocks import code_blocks
        from tui.copying import CopyScreen, CopyTexts  # not needed for the first screen

        texts, answer = translated(CopyTexts, self._strings.language), self.transcript.chosen
        text = answer.text if answer is not None else ""
        blocks = code_blocks(text)
        if not text.strip():
            self.status_line.tell(texts.nothing if self.dialogue.opened else self._strings.opening_hint)
        elif block is not None and block > len(blocks):
            self.status_line.tell(texts.no_block.format(number=block))
        elif block is not None:
            self._copy(blocks[block - 1].text)
        elif not blocks:
            self._copy(text)
        else:
            self.app.push_screen(CopyScreen(text, blocks, self._strings), self._copy)

    def _copy(self, text: str | None) -> None:
        if text:
            self._work(partial(self._copy_and_say, text), "copy")

    async def _copy_and_say(self, text: str) -> None:
        from tui.copying import CopyTexts, said  # not needed for the first screen

        app = cast("ChatApp", self.app)
        self.status_line.tell(said(await app.copied(text), translated(CopyTexts, self._strings.language)))

    def action_page(self, direction: int) -> None:
        """PageUp and PageDown."""
        self.transcript.page(direction)

    def action_to_head(self) -> None:
        """Ctrl+Home."""
        self.transcript.to_head()

    def action_to_tail(self) -> None:
        """Ctrl+End."""
        self.transcript.to_tail()

    def on_reply_text_link_clicked(self, event: ReplyText.LinkClicked) -> None:
        """A link in a reply: its address is copied. What it would open, the user sees before going there."""
        address = clean(event.href)
        self.app.copy_to_clipboard(address)
        self.status_line.tell(self._strings.copied_link.format(address=address))

    @on(TextArea.Changed)
    async def _typed(self) -> None:
        self.dialogue.keep_draft()
        await self.palette.follow(self.composer.text)
        self._work(partial(self.files.follow, self.dialogue.conversation), "files")

    @on(Composer.Completing)
    def _complete(self) -> None:
        self._work(self.files.complete, "completing")

    @on(Composer.Pasted)
    def _paste(self, event: Composer.Pasted) -> None:
        self.files.paste(event.text)

    @on(Tray.Removed)
    def _remove(self, event: Tray.Removed) -> None:
        self.files.remove(event.key)
        self.composer.focus()

    def _work(self, work: Callable[[], Any], group: str) -> None:
        """Do it beside everything else, in the place of what was begun before in its group."""
        self.run_worker(work, group=group, exclusive=True)

    @on(Reports)
    async def _show_all(self, message: Reports) -> None:
        from tui.reports import merged  # not needed for the first screen

        with self.app.batch_update():  # one layout for all of them
            await self.dialogue.show(merged(message.reports))
