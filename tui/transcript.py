"""The conversation on screen: it follows the newest line as long as the user is there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.worker import Worker

from edge.events import TurnRecord
from edge.transcript import Message
from tui.message import Note, UserMessage
from tui.strings import Strings

__all__ = ["Transcript"]

AT_ONCE = 4
"""Earlier messages that are drawn in one go."""
BREATH_S = 0.02
"""Left to everything else between two of these."""


class Transcript(VerticalScroll, can_focus=False):
    """Messages and replies in order. Only a window of the last ones is mounted (`tui.session.WINDOW`)."""

    def __init__(self, strings: Strings) -> None:
        super().__init__(id="transcript")
        self._strings = strings
        self._filling: Worker[None] | None = None

    def on_mount(self) -> None:
        """Follow the newest line from the beginning."""
        self.anchor()

    async def resume(self, messages: Sequence[Message], records: Sequence[TurnRecord], more: bool) -> None:
        """Show what was said before, above what may have been typed meanwhile.

        The newest messages are there when this returns; the others follow a few at a time, since drawing them all at
        once would keep the user from typing for a second.
        """
        past = [*([Note(self._strings.earlier)] if more else []), *self._past(messages, records)]
        await self.begin_with(past[-AT_ONCE:])
        self._filling = self.run_worker(self._fill(past[:-AT_ONCE]))

    async def _fill(self, past: list[Widget]) -> None:
        while past:
            await asyncio.sleep(BREATH_S)
            await self.begin_with(past[-AT_ONCE:])
            del past[-AT_ONCE:]

    async def start_over(self, *widgets: Widget, keep: Sequence[Widget] = ()) -> None:
        """Show nothing but these, and below them those of the present ones that are to be kept."""
        if self._filling is not None:
            self._filling.cancel()
        await self.remove_children([child for child in self.children if child not in keep])
        await self.begin_with(list(widgets))

    async def begin_with(self, widgets: list[Widget]) -> None:
        """Put these above everything else."""
        if widgets:
            await self.mount_all(widgets, before=0 if self.children else None)

    async def add(self, widget: Widget, after: Widget | None = None) -> None:
        """Put it at the end, or after another."""
        await self.mount(widget, after=after)

    def to_tail(self) -> None:
        """Show the newest line, and follow it again."""
        self.scroll_end(animate=False)

    def _past(self, messages: Sequence[Message], records: Sequence[TurnRecord]) -> Iterator[Widget]:
        from tui.reply import PastReply  # Markdown, which the first screen does not need

        # The journal names a reply for its turn.
        by_reply = {uid: record for record in records for uid in (record.turn, f"{record.turn}.reply")}
        for message in messages:
            if message.role == "user":
                yield UserMessage(message.text)
            elif message.role == "assistant":
                yield PastReply(message, by_reply.get(message.uid), self._strings)
