"""F1 in a kiosk: the keys that there are."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.kiosk.texts import kiosk_texts
from tui.overlay import Overlay
from tui.strings import Strings

__all__ = ["KioskKeys"]

WIDTH = 20
"""Cells of the keys."""


class KioskKeys(Overlay[None], inherit_bindings=False):
    """One list."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,enter,q", "dismiss", "")]
    ALLOW_SELECT = False

    def __init__(self, strings: Strings) -> None:
        super().__init__()
        self._texts = kiosk_texts(strings.language)

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        rows = Table.grid(padding=(0, 1))
        rows.add_column(width=WIDTH)
        rows.add_column()
        for key, does in self._texts.help.items():
            rows.add_row(Text(key, "bold"), Text(does))
        with VerticalScroll(id="kiosk-keys", classes="panel") as box:
            box.border_title = self._texts.help_title
            box.border_subtitle = self._texts.help_close
            yield Static(rows)
