"""The conversation on screen: it follows the newest line as long as the user is there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.worker import Worker

from edge.events import TurnRecord
from edge.transcript import Message
from tui.commands import Said
from tui.message import Note, UserMessage, mark
from tui.strings import Strings

if TYPE_CHECKING:  # Markdown, which the first screen does not need
    from tui.answer import Answer

__all__ = ["CHOSEN", "Transcript"]

CHOSEN = "chosen"
"""The class of the answer that the user chose."""

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
        self._place: tuple[Widget, float] | None = None
        """For who reads further up: the first widget that they see, and how far below the top it begins."""

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

    @property
    def answers(self) -> list[Answer]:
        """What is mounted of the assistant's messages, the oldest first."""
        from tui.answer import Answer

        return [child for child in self.children if isinstance(child, Answer)]

    @property
    def chosen(self) -> Answer | None:
        """The answer that keys are about: the one that the user chose, or the last one."""
        answers = self.answers
        return next((answer for answer in answers if answer.has_class(CHOSEN)), answers[-1] if answers else None)

    def answer_of(self, turn: str) -> Answer | None:
        """The answer of that turn, if it is mounted."""
        return next((one for one in self.answers if one.record is not None and one.record.turn == turn), None)

    def question_of(self, uid: str) -> str:
        """The text of the user's message of that name; empty where it is not mounted."""
        return next((one.text for one in self.children if isinstance(one, UserMessage) and one.uid == uid), "")

    def choose(self, step: int) -> None:
        """Choose the answer so many before or behind the one that keys are about; behind the last one, none."""
        answers, before = self.answers, self.chosen
        if before is None:
            return
        begun = before.has_class(CHOSEN)
        place = answers.index(before) + (step if begun or step > 0 else 0)
        self.choose_none()
        if place < len(answers):
            answer = answers[max(0, place)]
            answer.add_class(CHOSEN)
            answer.scroll_visible(animate=False, top=answer.size.height > self.size.height)

    def choose_none(self) -> bool:
        """Choose none. Whether there was one."""
        chosen = self.query_children(f".{CHOSEN}")
        found = bool(chosen)
        chosen.remove_class(CHOSEN)
        return found

    async def turn(self) -> bool:
        """Show the next face of the chosen answer, or of the last one that has one. Whether there was one."""
        answers = [answer for answer in self.answers if answer.faces]
        chosen = self.chosen
        if chosen is not None and chosen.has_class(CHOSEN):
            answers = [chosen] if chosen.faces else []
        if not answers:
            return False
        await answers[-1].turn()
        answers[-1].scroll_visible(animate=False)
        return True

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember what stands at the top for who reads further up."""
        super().watch_scroll_y(old_value, new_value)
        self._place = None
        if self.scroll_y < self.max_scroll_y:
            top = next((child for child in self.children if child.virtual_region.bottom > self.scroll_y), None)
            self._place = (top, top.virtual_region.y - self.scroll_y) if top is not None else None

    def watch_virtual_size(self) -> None:
        """Something above has grown or shrunk: the reader keeps the same lines before them."""
        if self._place is None:
            return
        top, above = self._place
        if top.is_attached and top.virtual_region and (y := top.virtual_region.y - above) != self.scroll_y:
            self.scroll_target_y = self.scroll_y = y

    def _past(self, messages: Sequence[Message], records: Sequence[TurnRecord]) -> Iterator[Widget]:
        from tui.reply import PastReply  # Markdown, which the first screen does not need

        # The journal names a reply for its turn.
        by_reply = {uid: record for record in records for uid in (record.turn, f"{record.turn}.reply")}
        for message, behind in zip(messages, [*messages[1:], None], strict=True):
            record = by_reply.get(message.uid)
            if message.role == "user":
                answer = by_reply.get(behind.uid) if behind is not None else None
                yield UserMessage(message.uid, message.text, mark=self._mark(message, answer))
            elif message.role == "assistant":
                yield PastReply(message, record, self._strings)

    def _mark(self, message: Message, answer: TurnRecord | None) -> str:
        choice = answer.route.choice if answer is not None else None
        said = Said(message.text, choice, not message.may_leave, message.attachments)
        return mark(said, self._strings)
