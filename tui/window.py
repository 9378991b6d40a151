"""A part of a long conversation: the turns around what the reader sees are mounted, all others are read when needed.

The children are turns in their order: each begins with the user's message, and notes of the program belong to the turn
above them. What the reader has before them does not move, whatever is mounted or taken away around it. What is not
finished is never taken away; where turns before it are, it is hidden with everything behind it until they are back.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.layout import DockArrangeResult
from textual.scrollbar import ScrollBar
from textual.widget import Widget

from tui.message import Note, UserMessage
from tui.once import LaidOutOnce

if TYPE_CHECKING:
    from edge.archive import Exchange

__all__ = ["BEYOND", "Read", "Step", "Window"]

Read = Callable[[str | None, str | None], Awaitable["Sequence[Exchange] | None"]]
"""`await read(before, after)`: some turns before the turn of that name, or behind it, the oldest of them first.

With None for both they are the newest ones, with an empty name for `after` the first ones. None: they cannot be read
now.
"""

AHEAD = 2
"""Screens of text that are mounted above and below what is seen, if there is so much."""
FAR = 10
"""Where more screens than these are mounted on one side, those from `KEPT` on are taken away."""
KEPT = 6
BREATH_S = 0.02
"""Left to everything else, such as typing, between two of these steps."""
BUSY_S = 0.05
"""Between two looks whether the reader still drags the scroll bar."""
LAYOUT_S = 0.5
"""How long a layout may take before it is taken for done: a screen below another one gets none."""

BEYOND = "beyond"
"""The class of what is hidden, because turns before it are not mounted."""

Step = Callable[[], Awaitable[bool]]
"""Mounts something or takes it away. False if what it needs cannot be read."""
Block = list[Widget]
"""A turn on screen: the user's message, and everything up to the next one. The first one may lack the message."""


async def _nothing(before: str | None, after: str | None) -> Sequence[Exchange]:  # noqa: ARG001  of `Read`
    return ()


class Window(LaidOutOnce, VerticalScroll, can_focus=False):
    """Scrolls over the turns that are mounted, and has the next ones mounted before the reader comes to them."""

    DEFAULT_CSS = f"Window > .{BEYOND} {{ display: none; }}"

    BLANK = True
    """There is nothing of its own to draw behind what is in it."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002  as in Textual
        super().__init__(id=id)
        self.read: Read = _nothing
        """Where turns come from that are not mounted; see `Read`."""
        self._earlier = False
        """Whether there may be turns before the first one here."""
        self._gap = False
        """Whether turns are missing before what is hidden."""
        self._notes: dict[str, list[Note]] = {}
        """Notes that were taken away with their turn, by the name of the message above them."""
        self._place: tuple[Widget, float] | None = None
        """For who reads further up: the first child that they see, and how far below the top it begins."""
        self._changes = 0
        """Of turns that are not mounted."""
        self._owed = 0.0
        """Lines that the reader wanted to go beyond the first or the last one here."""
        self._at_work = False
        self._era = 0
        """Counts the ways in which the reader went elsewhere: what was begun before is not finished any more.

        Workers are not cancelled for that. They may be waiting for widgets, and would take these down with them.
        """
        self._stepping = asyncio.Lock()
        """One step after the other. Only workers wait for it, since they hold it while they read."""
        self._changing = asyncio.Lock()
        """Held while children come or go, which takes no time in which a handler could not wait for it."""

    def drawn(self, turn: Exchange) -> Iterable[Widget]:
        """The children that show this turn, the user's message first."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Follow the newest line from the beginning."""
        self.anchor()

    # What is there

    async def resume(self, turns: Sequence[Exchange], more: bool) -> None:
        """Show what was said before, above what may have been typed meanwhile.

        turns  the last ones of the conversation, the oldest first
        more   whether there are others before them

        The newest one is there when this returns; the others follow, as many as the screen needs.
        """
        self._earlier = more or len(turns) > 1
        await self.begin_with(self._all_restored(turns[-1:]))
        self._look()

    async def start_over(self, *widgets: Widget, keep: Sequence[Widget] = ()) -> None:
        """Show nothing but these, and below them those of the present ones that are to be kept."""
        self._stop()
        async with self._changing:
            self._earlier = self._gap = False
            self._place = None
            self._notes.clear()
            for child in keep:
                child.remove_class(BEYOND)
            await self.remove_children([child for child in self.children if child not in keep])
            await self.begin_with(list(widgets))
            self.anchor()

    async def begin_with(self, widgets: list[Widget]) -> None:
        """Put these above everything else."""
        if widgets:
            await self.mount_all(widgets, before=0 if self.children else None)

    async def add(self, widget: Widget, after: Widget | None = None) -> None:
        """Put it at the end, or after another."""
        widget.set_class(self._gap and (after is None or after.has_class(BEYOND)), BEYOND)
        await self.mount(widget, after=after)

    def outdated(self) -> None:
        """What is being read at this moment has changed meanwhile: it is read again."""
        self._changes += 1

    # Where the reader is

    def page(self, direction: int) -> None:
        """Scroll by a page, up (-1) or down (1)."""
        self._scroll(direction * self.container_size.height + (self._owed if self._owed * direction > 0 else 0))

    def to_tail(self) -> None:
        """Show the newest line, and follow it again."""
        self._stop()
        self._place = None
        if self._gap:
            self._work(self._do(self._go_to_tail))
        else:
            self.scroll_end(animate=False)

    def to_head(self) -> None:
        """Show the first line of the conversation."""
        self._stop()
        if self._earlier:
            self._work(self._do(self._go_to_head))
        else:
            self.scroll_home(animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember what stands at the top for who reads further up."""
        super().watch_scroll_y(old_value, new_value)
        self._place = None
        if self.scroll_y < self.max_scroll_y or self._gap:
            top = next((child for child in self.children if child.virtual_region.bottom > self.scroll_y), None)
            self._place = (top, top.virtual_region.y - self.scroll_y) if top is not None else None
        self._look()

    def resized(self) -> None:
        """Something has grown or shrunk: there may be more or less than is needed."""
        self._look()

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:
        """As in Textual; whatever has come or gone above them, the reader keeps the same lines before them.

        It is done here, before anything is drawn: afterwards, a frame with other lines would have been seen.
        """
        result = super().arrange(size, optimal)
        if optimal or not size.height:
            return result
        bar, y = self.vertical_scrollbar, self.scroll_y
        if self._anchored and not self._anchor_released:
            # Textual shows the end by itself, but counts with the height that there was before this layout.
            self._container_size = self._container_size.with_height(size.height)
            y = max(0, result.total_region.bottom - size.height)
        elif self._place is not None:
            top, above = self._place
            y = next((placed.region.y - above for placed in result.placements if placed.widget is top), self.scroll_y)
            y = max(0, min(y, result.total_region.bottom - size.height))
            if y != self.scroll_y:
                self.set_reactive(Widget.scroll_y, y)
                self.set_reactive(Widget.scroll_target_y, y)
        if y != bar.position:
            bar.set_reactive(ScrollBar.position, y)
            bar.refresh()
        return result

    def _scroll(self, lines: float) -> None:
        """Scroll as far as it goes now, and the rest when there is more."""
        wanted = self.scroll_y + lines
        y = max(0, min(wanted, self.max_scroll_y))
        more = self._earlier if lines < 0 else self._gap
        self._owed = wanted - y if more else 0.0
        self.scroll_to(y=y, animate=False, immediate=True)
        self._look()

    # What is mounted and taken away

    def _look(self) -> None:
        """Have done what is to be done, unless it is being done."""
        if not self._at_work and self.is_attached and self._next_step() is not None:
            self._at_work = True
            self._work(self._balance())

    def _work(self, work: Awaitable[object]) -> None:
        self.run_worker(work)

    def _stop(self) -> None:
        self._era += 1
        self._owed = 0.0

    async def _do(self, step: Step) -> bool:
        """Take this step, once others are taken, and wait until it is on screen. In a worker only."""
        async with self._stepping:
            done = await step()
        if not done:
            self._owed = 0.0
            return False
        seen = asyncio.Event()
        if not self.call_after_refresh(seen.set):  # the app is being closed; `wait_for_refresh` would raise
            return False
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(seen.wait(), LAYOUT_S)
        if self._owed:
            self._scroll(self._owed)
        self._look()
        return True

    async def _balance(self) -> None:
        try:
            while (step := self._next_step()) is not None and await self._do(step):
                await asyncio.sleep(BREATH_S)
                if self._owed:  # what was mounted since the last scrolling may be enough, so that no step follows
                    self._scroll(self._owed)
                while self.vertical_scrollbar.grabbed or self.app.animator.is_being_animated(self, "scroll_y"):
                    await asyncio.sleep(BUSY_S)  # these move to a line that they have chosen by its number
        finally:
            self._at_work = False

    def _next_step(self) -> Step | None:
        """What the reader needs next."""
        height, above, below = self.container_size.height, self.scroll_y, self.max_scroll_y - self.scroll_y
        if self._earlier and above < AHEAD * height:
            return self._mount_earlier
        if self._gap and below < AHEAD * height:
            return self._mount_later
        if height and above > FAR * height and self._far_above():
            return self._take_away_above
        if height and below > FAR * height and self._far_below():
            return self._take_away_below
        return None

    async def _read(self, before: str | None, after: str | None) -> Sequence[Exchange] | None:
        while True:
            changes = self._changes
            found = await self.read(before, after)
            if changes == self._changes:
                return found

    @contextlib.asynccontextmanager
    async def _change(self, era: int) -> AsyncIterator[bool]:
        """Alone with the children. Gives False if what was begun at that time is not wanted any more."""
        async with self._changing:
            yield era == self._era

    async def _mount_earlier(self) -> bool:
        """Mount the turns before the first one."""
        era, first = self._era, next((name for block in self._blocks() if (name := _turn(block))), None)
        known = {child.uid for child in self.children if isinstance(child, UserMessage)}
        new: list[Exchange] = []
        while not new:
            found = await self._read(first, None)
            if found is None:
                return False
            if not found:
                break
            first = found[0].turn
            new = [turn for turn in found if turn.question.uid not in known]  # what is under way is in the journal, too
        async with self._change(era) as needed:
            if needed:
                self._earlier = bool(new)
                before = self._notes_of("") if not new else []
                await self.begin_with([*before, *self._all_restored(new)])
        return True

    async def _mount_later(self) -> bool:
        """Mount the turns after the last one before the gap."""
        era, last = self._era, next((name for block in reversed(self._blocks()) if (name := _turn(block))), "")
        found = await self._read(None, last)
        if found is None:
            return False
        async with self._change(era) as needed:
            if needed:
                new = self._before_hidden(found)
                hidden = next((child for child in self.children if child.has_class(BEYOND)), None)
                await self.mount_all(self._all_restored(new), before=hidden)
                if not new or len(new) < len(found):
                    self._close_gap()
        return True

    async def _go_to_tail(self) -> bool:
        era, hidden = self._era, [child for child in self.children if child.has_class(BEYOND)]
        first = next((one.turn for one in hidden if isinstance(one, UserMessage) and one.turn), None)
        found = await self._read(first, None) if self._gap else ()
        if found is None:
            return False
        async with self._change(era) as needed:
            if needed and self._gap:
                with self.app.batch_update():
                    await self._take_away(self._blocks())
                    self._earlier = True
                    await self.begin_with(self._all_restored(self._before_hidden(found)))
                    self._close_gap()
                    self._place = None
                    self.anchor()
        return True

    async def _go_to_head(self) -> bool:
        era, found = self._era, await self._read(None, "")
        if found is None:
            return False
        async with self._change(era) as needed:
            if needed:
                with self.app.batch_update():
                    self._open_gap()
                    await self._take_away(self._blocks())
                    self._earlier = False
                    new = self._before_hidden(found)
                    await self.begin_with([*self._notes_of(""), *self._all_restored(new)])
                    if len(new) < len(found) or not found:
                        self._close_gap()
                    self.scroll_to(y=0, animate=False, immediate=True)
                    self._place = next(((child, 0.0) for child in self.children), None)
        return True

    async def _take_away_above(self) -> bool:
        async with self._changing:
            self._earlier = True
            await self._take_away(self._far_above())
        return True

    async def _take_away_below(self) -> bool:
        async with self._changing:
            blocks = self._far_below()
            if blocks:
                self._open_gap()
                await self._take_away(blocks)
        return True

    def _far_above(self) -> list[Block]:
        """The turns that are further above than is needed, and may go."""
        end = self.scroll_y - KEPT * self.container_size.height
        if self.screen.selections:  # of text, which would go with them
            return []
        return list(takewhile(lambda block: _may_go(block) and _bottom(block) < end, self._blocks()[:-1]))

    def _far_below(self) -> list[Block]:
        begin = self.scroll_y + (1 + KEPT) * self.container_size.height
        blocks = self._blocks()
        if not self._gap:
            blocks = list(takewhile(_may_go, blocks[:-1]))
        if self.screen.selections:
            return []
        return [block for block in blocks[1:] if block[0].virtual_region.y > begin]

    async def _take_away(self, blocks: list[Block]) -> None:
        gone = [child for block in blocks for child in block]
        for block in blocks:
            notes = [child.again() for child in block if isinstance(child, Note)]
            if notes:
                self._notes[_message(block)] = notes
        if gone:
            await self.remove_children(gone)

    def _open_gap(self) -> None:
        """Hide the last turn and what is not finished: those before it are not mounted any more."""
        if self._gap:
            return
        blocks = self._blocks()
        ended = len(list(takewhile(_may_go, blocks[:-1])))
        self._gap = True
        self.anchor(False)  # the end of what is mounted is not the newest line
        for block in blocks[ended:]:
            for child in block:
                child.add_class(BEYOND)

    def _close_gap(self) -> None:
        if self._gap:
            self._gap = False
            self._anchored = self._anchor_released = True  # `anchor` would scroll
            for child in self.children:
                child.remove_class(BEYOND)

    def _before_hidden(self, turns: Sequence[Exchange]) -> list[Exchange]:
        """Those of the turns that come before what is hidden."""
        hidden = {one.uid for one in self.children if isinstance(one, UserMessage) and one.has_class(BEYOND)}
        return list(takewhile(lambda turn: turn.question.uid not in hidden, turns))

    def _restored(self, turn: Exchange) -> list[Widget]:
        return [*self.drawn(turn), *self._notes_of(turn.question.uid)]

    def _all_restored(self, turns: Iterable[Exchange]) -> list[Widget]:
        return [widget for turn in turns for widget in self._restored(turn)]

    def _notes_of(self, message: str) -> list[Widget]:
        return [note.again() for note in self._notes.pop(message, ())]

    def _blocks(self) -> list[Block]:
        """The turns that are mounted, without what is hidden."""
        blocks: list[Block] = [[]]
        for child in self.children:
            if isinstance(child, UserMessage):
                blocks.append([])
            if not child.has_class(BEYOND):
                blocks[-1].append(child)
        return [block for block in blocks if block]


def _message(block: Block) -> str:
    """The name of its message; empty where it has none."""
    return block[0].uid if isinstance(block[0], UserMessage) else ""


def _turn(block: Block) -> str:
    """The name of its turn, which can be read again; empty where it cannot."""
    return block[0].turn if isinstance(block[0], UserMessage) else ""


def _may_go(block: Block) -> bool:
    """Whether it can be brought back, and nobody has hidden a part of it for a while."""
    return all(child.display for child in block) and (bool(_turn(block)) or not isinstance(block[0], UserMessage))


def _bottom(block: Block) -> int:
    return block[-1].virtual_region.bottom
