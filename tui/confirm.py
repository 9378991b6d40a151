"""A question that is answered with yes or no before something is taken away."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button

from tui.message import Line

__all__ = ["Confirm"]


class Confirm(ModalScreen[bool]):
    """Its result is whether it is to be done. The key Enter alone does not do it: the way back has the focus.

    question  what is asked, in whole sentences
    do        on the button that does it
    leave     on the other one
    """

    CSS = """
    Confirm {
        align: center middle;
        background: $background 60%;
    }
    Confirm > .panel {
        width: 60;
        padding: 1 2;
    }
    Confirm Horizontal {
        height: auto;
        margin: 1 0 0 0;
    }
    Confirm Button {
        height: 1;
        min-width: 10;
        border: none;
        padding: 0 2;
        margin: 0 2 0 0;
        background: $panel;
        color: $foreground;
    }
    Confirm Button:focus {
        background: $primary;
        color: $background;
        text-style: bold;
    }
    Confirm:nocolor Button:focus {
        text-style: reverse;
    }
    """

    AUTO_FOCUS = "#leave"
    """The way back."""
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,n", "answer(False)", ""),
        ("y", "answer(True)", ""),
        ("left,up", "app.focus_previous", ""),
        ("right,down", "app.focus_next", ""),
    ]

    def __init__(self, question: str, *, do: str, leave: str) -> None:
        super().__init__()
        self._question = question
        self._do = do
        self._leave = leave

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        with VerticalScroll(classes="panel", can_focus=False):
            yield Line(self._question)
            with Horizontal():
                yield Button(Content(f"{self._leave} (n)"), id="leave")
                yield Button(Content(f"{self._do} (y)"), id="do")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "do")

    def action_answer(self, done: bool) -> None:
        """`y`, `n` and Esc."""
        self.dismiss(done)
