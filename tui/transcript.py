"""The conversation on screen, and which of its answers the keys are about."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.widget import Widget

from tui.message import UserMessage, mark
from tui.stead import ASIDE
from tui.strings import Strings
from tui.window import BEYOND, Step, Window

if TYPE_CHECKING:  # Markdown, which the first screen does not need
    from edge.archive import Exchange
    from tui.answer import Answer

__all__ = ["CHOSEN", "Transcript"]

CHOSEN = "chosen"
"""The class of the answer that the user chose."""


class Transcript(Window):
    """Messages and replies in order, as many of them as the screen needs."""

    def __init__(self, strings: Strings) -> None:
        super().__init__(id="transcript")
        self._strings = strings
        self._steps: deque[int] = deque()
        """Of choosing, for which earlier or later answers have to be mounted before."""

    @property
    def answers(self) -> list[Answer]:
        """What is mounted of the assistant's messages, the oldest first."""
        from tui.answer import Answer

        return [child for child in self.children if isinstance(child, Answer) and not child.has_class(ASIDE)]

    @property
    def chosen(self) -> Answer | None:
        """The answer that keys are about: the one that the user chose, or the last one."""
        answers = self.answers
        return self._chosen or (answers[-1] if answers else None)

    def answer_of(self, turn: str) -> Answer | None:
        """The answer of that turn, if it is mounted."""
        return next((one for one in self.answers if one.record is not None and one.record.turn == turn), None)

    def question_of(self, uid: str) -> str:
        """The text of the user's message of that name; empty where it is not mounted."""
        return next((one.text for one in self.children if isinstance(one, UserMessage) and one.uid == uid), "")

    def choose(self, step: int) -> None:
        """Choose the answer before (-1) or behind (1) the one that keys are about; behind the last one, none."""
        self._steps.append(step)
        if len(self._steps) == 1:
            if self._lacks(step) is None:
                self._take(self._steps.popleft())
            else:
                self._work(self._take_all())

    def choose_none(self) -> bool:
        """Choose none. Whether there was one."""
        chosen = self.query_children(f".{CHOSEN}")
        found = bool(chosen)
        chosen.remove_class(CHOSEN)
        return found

    async def turn(self) -> bool:
        """Show the next face of the chosen answer, or of the last one that has one. Whether there was one."""
        answers = [answer for answer in self.answers if answer.faces and not answer.has_class(BEYOND)]
        chosen = self.chosen
        if chosen is not None and chosen.has_class(CHOSEN):
            answers = [chosen] if chosen.faces else []
        if not answers:
            return False
        await answers[-1].turn()
        self._reveal(answers[-1])
        return True

    def drawn(self, turn: Exchange) -> Iterator[Widget]:
        """The children that show this turn, the user's message first."""
        from edge.transcript import Message  # not needed for the first screen
        from tui.commands import Said
        from tui.reply import PastReply

        asked, record = turn.question, turn.record
        choice = record.route.choice if record is not None else None
        said = Said(asked.text, choice, not asked.may_leave, asked.attachments)
        shown = UserMessage(asked.uid, asked.text, mark=mark(said, self._strings), turn=turn.turn)
        shown.labels = lambda: ("", mark(said, self._strings))
        yield shown
        if turn.reply is not None:
            yield PastReply(turn.reply, record, self._strings)
        elif record is not None:  # it failed before its first word, and says why
            yield PastReply(Message("assistant", "", turn.turn, complete=False), record, self._strings)

    def _lacks(self, step: int) -> Step | None:
        """What has to be done before this step can be taken."""
        chosen = self._chosen
        if chosen is None or chosen.has_class(BEYOND):
            return self._go_to_tail if self._gap and (chosen is not None or step < 0) else None
        place = self._reached.index(chosen) + step
        if place < 0 and self._earlier:
            return self._mount_earlier
        return self._mount_later if place >= len(self._reached) and self._gap else None

    def _take(self, step: int) -> None:
        answers, chosen = self._reached, self._chosen
        place = answers.index(chosen) + step if chosen is not None else len(answers) - (step < 0)
        self.choose_none()
        if answers and place < len(answers):
            answer = answers[max(0, place)]
            answer.add_class(CHOSEN)
            self._reveal(answer, from_its_beginning=True)

    def _reveal(self, answer: Answer, from_its_beginning: bool = False) -> None:
        """Scroll to it; to its first line, if it is longer than the screen and that is wanted."""

        def scroll() -> None:
            top = from_its_beginning and answer.size.height > self.size.height
            self.scroll_to_widget(answer, animate=False, top=top, immediate=True)

        # Once all is laid out, and then at once: turns may be mounted above between measuring the way and going it.
        self.call_after_refresh(scroll)

    async def _take_all(self) -> None:
        era = self._era
        try:
            while self._steps and era == self._era:
                while (step := self._lacks(self._steps[0])) is not None:
                    if not await self._do(step):
                        return
                self._take(self._steps.popleft())
        finally:
            self._steps.clear()

    @property
    def _chosen(self) -> Answer | None:
        return next((answer for answer in self.answers if answer.has_class(CHOSEN)), None)

    @property
    def _reached(self) -> list[Answer]:
        """The answers that can be scrolled to."""
        return [answer for answer in self.answers if not answer.has_class(BEYOND)]
