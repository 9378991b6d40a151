"""F1: each key and what it does."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen

from tui.message import Line
from tui.strings import Strings

__all__ = ["KeysScreen"]


class KeysScreen(ModalScreen[None]):
    """A table over the chat, which goes on behind it."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,f1,ctrl+g,enter,q", "dismiss", "")]

    def __init__(self, strings: Strings) -> None:
        super().__init__()
        self._strings = strings

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        with VerticalScroll(id="keys", classes="panel") as box:
            box.border_title = self._strings.help_title
            box.border_subtitle = self._strings.help_close
            for key, what in self._strings.keys.items():
                yield Horizontal(Line(key, classes="key"), Line(what))
