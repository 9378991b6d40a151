"""Where the user types: several lines, Enter sends, Up and Down bring back what was sent before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from textual import events
from textual.actions import SkipAction
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Document, Edit, EditResult

from edge.cleaning import clean
from tui.terminal_keys import NEW_LINE_KEYS

__all__ = ["FOLD", "Composer"]

FOLD = 8_000
"""Characters from which on a pasted text is not shown here, but goes along as a file."""


class Composer(TextArea):
    """A text area in which Enter sends, and Tab writes out the command that is begun.

    What a paste or a file brings is cleaned like everything that reaches the terminal.
    """

    @dataclass
    class Sent(Message):
        """The user pressed Enter. The composer is ready for the next text."""

        text: str
        """Empty where there was nothing but white space."""

    class Completing(Message):
        """Tab behind a path that is begun."""

    @dataclass
    class Pasted(Message):
        """A text that is too long to be shown here."""

        text: str

    def __init__(self, placeholder: str) -> None:
        super().__init__(id="composer", highlight_cursor_line=False, placeholder=placeholder, soft_wrap=True)
        self.cursor_blink = False  # a blinking one wakes the processor twice a second
        self._sent: list[str] = []
        self._recalled: int | None = None

    def remember(self, text: str) -> None:
        """`text` was sent: Up brings it back."""
        if text and (not self._sent or self._sent[-1] != text):
            self._sent.append(text)
        self._recalled = None

    def forget(self) -> None:
        """Bring back nothing of what was sent so far."""
        self._sent.clear()
        self._recalled = None

    def put(self, text: str) -> None:
        """Hold this text, with the cursor at its end."""
        self.load_text(clean(text))
        self.move_cursor(self.document.end)

    @property
    def cursor_at(self) -> int:
        """The place of the cursor, in characters from the beginning."""
        return self._text.get_index_from_location(self.cursor_location)

    @property
    def _text(self) -> Document:
        """What it holds; it is never one with a syntax tree, whose type knows less."""
        return cast("Document", self.document)

    def write_over(self, start: int, end: int, text: str) -> None:
        """Put `text` in the place of what stands between these places."""
        location = self._text.get_location_from_index
        self.replace(text, location(start), location(end), maintain_selection_offset=False)

    def put_before(self, text: str) -> None:
        """Bring back `text`; what has been typed since stays with it."""
        from tui.commands import joined

        self.put(joined([text, self.text]))

    def edit(self, edit: Edit) -> EditResult:
        """Every change of the text comes through here."""
        edit.text = clean(edit.text)
        return super().edit(edit)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self._send()
        elif event.key == "tab" and self._complete():
            event.stop()
            event.prevent_default()
        elif event.key in NEW_LINE_KEYS:
            event.stop()
            event.prevent_default()
            self.insert("\n")

    def _complete(self) -> bool:
        """Write out the command that is begun, or have the path written out. Whether there is one."""
        from tui.commands import completed  # not needed for the first screen
        from tui.mentions import at_cursor

        command = completed(self.text)
        if command is not None:
            self.put(command)
        elif at_cursor(self.text, self.cursor_at) is not None:
            self.post_message(self.Completing())
        else:
            return False
        return True

    async def _on_paste(self, event: events.Paste) -> None:
        if len(event.text) > FOLD:
            event.stop()
            event.prevent_default()
            self.post_message(self.Pasted(event.text))

    def _send(self) -> None:
        text = self.text.strip("\n") if self.text.strip() else ""
        self.post_message(self.Sent(text))
        if not text:
            return
        self.remember(text)
        self.put("")  # here and not by who gets the message: by then more may have been typed

    def action_cursor_up(self, select: bool = False) -> None:
        """At the first line: the message sent before this one. A text that was not sent is never replaced."""
        first = self.wrapped_document.location_to_offset(self.cursor_location).y == 0
        if select or not first or not self._recall(-1):
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """At the last line: the message sent after this one, and at last an empty text."""
        last = self.wrapped_document.location_to_offset(self.cursor_location).y == self.wrapped_document.height - 1
        if select or not last or not self._recall(1):
            super().action_cursor_down(select)

    def action_cursor_page_up(self) -> None:
        """Left to the screen, which scrolls the conversation: a text of some lines has no pages."""
        raise SkipAction

    def action_cursor_page_down(self) -> None:
        """As `action_cursor_page_up`."""
        raise SkipAction

    def _recall(self, step: int) -> bool:
        at = self._recalled
        if self.text and (at is None or self.text != self._sent[at]):
            return False
        place = (len(self._sent) if at is None or not self.text else at) + step
        if not 0 <= place <= len(self._sent):
            return False
        if place == len(self._sent):
            self._recalled = None
            self.put("")
        else:
            self._recalled = place
            self.put(self._sent[place])
        return True
