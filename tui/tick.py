"""A box to tick whose state can be read without colours."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

__all__ = ["Tick"]


class Tick(Widget, can_focus=True):
    """Space, Enter and a click turn it."""

    DEFAULT_CSS = """
    Tick {
        height: 1;
    }
    Tick:focus {
        background: $primary;
        color: $background;
        text-style: bold;
    }
    Tick:nocolor:focus {
        text-style: reverse;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [("space,enter", "turn", "")]

    value: reactive[bool] = reactive(False)

    def __init__(self, label: str, id: str) -> None:  # noqa: A002  Textual's name for it
        super().__init__(id=id)
        self._label = label

    def render(self) -> Content:
        """`[x] label`, as it is: brackets are no markup here."""
        return Content(f"[{'x' if self.value else ' '}] {self._label}")

    def action_turn(self) -> None:
        """Turn it."""
        self.value = not self.value

    def on_click(self) -> None:
        """The same."""
        self.action_turn()
