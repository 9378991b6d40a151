"""F5 and `/models`: what can answer here, which one does, and fetching, checking and removing models."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from edge.answerer import Cancel
from edge.errors import CancelledError, EdgeError
from edge.models import Download, Row, Shelf, shelf
from edge.turn import AssistantLike, Status
from tui.choices import Choice, Choices
from tui.confirm import Confirm
from tui.language import translated
from tui.list_panel import ListPanel
from tui.message import Line
from tui.model_rows import ModelsTexts, Now, bytes_as_text, details, lines
from tui.session import Session
from tui.strings import Strings

__all__ = ["ModelsScreen"]

TICK_S = 0.5
"""Between two looks at the downloads."""
LOOK_TICKS = 10
"""Ticks between two looks at the list."""


class ModelsScreen(ListPanel):
    """The models, and what goes on with them."""

    CSS_PATH = "models.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("p", "pause", ""),
        ("c", "cancel", ""),
        ("v", "verify", ""),
        ("delete,backspace", "remove", ""),
    ]

    def __init__(self, session: Session, strings: Strings) -> None:
        super().__init__(session, strings)
        self._texts = translated(ModelsTexts, strings.language)
        self._shelf = Shelf((), None, None)
        self._status: Status | None = None
        self._verifying: tuple[str, float] | None = None
        self._stop_verifying = Cancel()
        self._seen: dict[str, Download] = {}
        self._ticks = 0
        self._free = Line("", classes="free")

    def head(self) -> Iterable[Widget]:
        """What is free."""
        yield self._free

    def on_mount(self) -> None:
        """Look at what there is."""
        self.entitle(self._texts.title)
        self.choices.focus()
        self.keys.show(self._possible(None))
        self.look()
        self.set_interval(TICK_S, self._tick)

    def on_unmount(self) -> None:
        """Downloads go on; reading a file to verify it does not."""
        self._stop_verifying.set()

    # What is known

    async def looked(self) -> None:
        """Ask the assistant, and show it."""
        paths = self.session.paths

        def look(assistant: AssistantLike) -> tuple[Status, Shelf]:
            status = assistant.status()
            return status, shelf(paths, status.model if status.engine_pid is not None else None)

        try:
            self._status, self._shelf = await self.session.with_assistant(look)
        except EdgeError as error:
            self.say(str(error))
            return
        if self._shelf.problems:
            self.say(" ".join(self._shelf.problems))
        await self._show()

    async def _tick(self) -> None:
        self._ticks += 1
        downloads = self.session.fetching.all
        ended = [one for one in downloads.values() if one.state != "running" and one != self._seen.get(one.name)]
        changed, self._seen = downloads != self._seen, downloads
        if ended or self._ticks % LOOK_TICKS == 0 or self._status is None:
            self.look(changed=bool(ended))
        elif changed:
            await self._show()

    async def _show(self) -> None:
        if not self.is_attached:  # it was closed while a file was read
            return
        texts = self._texts
        if self._status is not None:
            self.entitle(texts.answering.format(model=self._status.model))
        memory, disk = bytes_as_text(self._shelf.free, texts), bytes_as_text(self._shelf.disk, texts)
        self._free.show(texts.free.format(memory=memory, disk=disk))
        first = self.choices.chosen is None
        await self.choices.show([Choice(row.name, self._drawing(row)) for row in self._shelf.rows])
        if first and self._status is not None:
            self.choices.choose(self._status.model)
        await self._show_chosen()

    def _drawing(self, row: Row) -> Callable[[int], Sequence[Content]]:
        now = self._now(row)
        return lambda width: lines(row, now, self._texts, width)

    def _now(self, row: Row) -> Now:
        answers = self._status is not None and self._status.model == row.name
        verifying = self._verifying[1] if self._verifying and self._verifying[0] == row.name else None
        return Now(answers, self._seen.get(row.name), verifying)

    @property
    def _chosen(self) -> Row | None:
        return next((row for row in self._shelf.rows if row.name == self.choices.chosen), None)

    @on(Choices.Chosen)
    async def _show_chosen(self) -> None:
        row = self._chosen
        wanted = [] if row is None else list(details(row, self._now(row), self._texts, self._shelf.free))
        await self.show_facts(wanted)
        self.keys.show(self._possible(row))

    def _possible(self, row: Row | None) -> list[tuple[str, str]]:
        keys, close = self._texts.keys, (self._texts.keys["close"], "close")
        if row is None:
            return [close]
        now = self._now(row)
        if now.download is not None and now.download.state == "running":
            return [(keys["pause"], "pause"), (keys["cancel"], "cancel"), close]
        if not row.here and row.repository is not None:
            if not row.arrived:
                return [(keys["fetch"], "open"), close]
            return [(keys["resume"], "open"), (keys["cancel"], "cancel"), close]
        possible = [] if now.answers or not row.here else [(keys["use"], "open")]
        possible += [(keys["verify"], "verify")] if row.here and not row.builtin else []
        possible += [(keys["remove"], "remove")] if row.can_be_removed and not now.answers else []
        return [*possible, close]

    # What the user does

    @on(Choices.Opened)
    async def action_open(self) -> None:
        """Enter: use the chosen model, or fetch it, or go on with that."""
        row, texts = self._chosen, self._texts
        if row is None:
            return
        if self._now(row).answers and row.here:
            self.say(texts.answers_already.format(name=row.name))
        elif row.here:
            self.run_worker(self._use(row), group="use")
        elif row.repository is None:
            self.say(texts.gone.format(name=row.name, path=row.path))
        else:
            await self._fetch(row)

    async def _fetch(self, row: Row) -> None:
        self.say("")
        self.session.fetching.downloads.start(row.name)
        await self._tick()

    async def _use(self, row: Row) -> None:
        paths = self.session.paths

        def use(assistant: AssistantLike) -> str | None:
            from edge.models.choosing import pinned_by

            assistant.use_model(row.name)
            return pinned_by(paths)

        try:
            pinned = await self.session.with_assistant(use)
        except EdgeError as error:
            self.say(str(error))
            return
        said = [self._texts.uses.format(name=row.name)]
        said += [self._texts.pinned.format(source=pinned)] if pinned else []
        self.say(self.strings.joint.join(said))
        self.session.look()
        self.look()

    async def action_pause(self) -> None:
        """`p`: pause the chosen model's download, or go on with it."""
        row = self._chosen
        if row is None:
            return
        download = self._now(row).download
        if download is not None and download.state == "running":
            self.session.fetching.downloads.pause(row.name)
        elif not row.here and row.arrived:
            await self._fetch(row)
        else:
            self.say(self._texts.not_running.format(name=row.name))

    def action_cancel(self) -> None:
        """`c`: stop it and throw away what has arrived."""
        row, texts = self._chosen, self._texts
        if row is None:
            return
        download = self._now(row).download
        running = download is not None and download.state == "running"
        if not running and (row.here or not row.arrived):
            self.say(texts.not_running.format(name=row.name))
            return
        arrived = max(row.arrived, download.done if download is not None else 0)
        if running and not arrived:
            self.session.fetching.downloads.cancel(row.name)
            return

        def answered(sure: bool | None) -> None:
            if sure:
                self.session.fetching.downloads.cancel(row.name)

        question = texts.ask_discard.format(size=bytes_as_text(arrived, texts), name=row.name)
        self.app.push_screen(Confirm(question, do=texts.discard, leave=texts.keep), answered)

    def action_verify(self) -> None:
        """`v`: read the chosen model's file and compare its SHA-256."""
        row = self._chosen
        if row is None or self._verifying is not None:
            return
        if row.here:
            self.run_worker(self._verify(row), group="verify")
        else:
            self.say(self._texts.not_here.format(name=row.name))

    async def _verify(self, row: Row) -> None:
        from edge.models.verifying import verify

        paths, cancel = self.session.paths, Cancel()
        self._stop_verifying, self._verifying = cancel, (row.name, 0.0)
        self.say("")
        await self._show()
        app = self.app

        def tell(done: int, total: int) -> None:
            share = done / total if total else 1.0
            before = self._verifying
            if before is not None and int(share * 100) != int(before[1] * 100):
                self._verifying = (row.name, share)
                app.call_later(self._show)

        try:
            found = await self.session.with_assistant(lambda _assistant: verify(row.name, paths, tell, cancel))
        except CancelledError:
            return
        except EdgeError as error:
            self.say(str(error))
        else:
            self.say(self._texts.checked[found.state].format(name=row.name))
        finally:
            self._verifying = None
        self.look()

    def action_remove(self) -> None:
        """Delete: remove the chosen model, once that was confirmed; never the one that answers."""
        row, texts = self._chosen, self._texts
        if row is None:
            return
        now = self._now(row)
        if now.download is not None and now.download.state == "running":
            self.say(texts.is_running.format(name=row.name))
        elif row.builtin:
            self.say(texts.ships.format(name=row.name))
        elif now.answers:
            self.say(texts.used_by_now.format(name=row.name))
        elif not row.can_be_removed:
            self.say(texts.nothing_to_remove.format(name=row.name))
        else:
            self._ask_to_remove(row)

    def _ask_to_remove(self, row: Row) -> None:
        texts = self._texts
        stays = row.added and row.repository is None and not row.copied
        size = bytes_as_text((row.size or 0 if row.here else 0) + row.arrived, texts)
        question = texts.ask_unlist if stays else texts.ask_remove

        def answered(sure: bool | None) -> None:
            if sure:
                self.run_worker(self._remove(row), group="remove")

        said = question.format(name=row.name, size=size, path=row.path)
        self.app.push_screen(Confirm(said, do=texts.remove, leave=texts.keep), answered)

    async def _remove(self, row: Row) -> None:
        from edge.models.removing import Removed, remove

        paths, texts = self.session.paths, self._texts

        def taken(assistant: AssistantLike) -> Removed | None:
            # Asked again: while the question stood on the screen, it may have been chosen elsewhere.
            return None if assistant.status().model == row.name else remove(row.name, paths)

        try:
            removed = await self.session.with_assistant(taken)
        except EdgeError as error:
            self.say(str(error))
            return
        if removed is None:
            self.say(texts.used_by_now.format(name=row.name))
        elif removed.freed:
            self.say(texts.removed.format(name=row.name, size=bytes_as_text(removed.freed, texts)))
        else:
            self.say(texts.unlisted.format(name=row.name))
        self.look()
