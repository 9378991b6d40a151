"""One line that the user is asked for: a title, the name of a file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from tui.field import Field
from tui.message import Line

__all__ = ["Ask"]


class Ask(ModalScreen[None]):
    """A box with a field. Enter takes what is in it, Esc leaves everything as it was.

    title  what is asked for
    hint   a sentence below the field
    value  what stands in the field at first
    take   is given the text when Enter is pressed; what it returns is wrong with it, and is shown. Empty: all is well,
           and the box closes
    """

    CSS_PATH = "ask.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "")]

    def __init__(self, title: str, hint: str, value: str, take: Callable[[str], Awaitable[str]]) -> None:
        super().__init__()
        self._title = title
        self._hint = hint
        self._take = take
        self._field = Field(value)
        self._wrong = Line("", classes="error")
        self._taking = False

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        with Vertical(classes="panel") as box:
            box.border_title = self._title
            yield self._field
            self._wrong.display = False
            yield self._wrong
            yield Line(self._hint, classes="badge")

    def on_mount(self) -> None:
        """Of a long text its end is seen, where the cursor is."""
        self.call_after_refresh(self._field.show_end)

    @on(Input.Submitted)
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._taking:
            return
        self._taking = True
        wrong = await self._take(event.value)
        self._taking = False
        if not wrong:
            self.dismiss()
            return
        self._wrong.show(wrong)
        self._wrong.display = True
