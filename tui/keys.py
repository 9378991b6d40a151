"""F1: each key and what it does, by screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import ItemGrid, Vertical, VerticalScroll
from textual.widgets import Static

from tui.language import Texts, table, translated
from tui.message import Line
from tui.overlay import Overlay
from tui.strings import Strings

__all__ = ["KeysScreen", "KeysTexts"]

WIDE = 128
"""Cells from which on two groups stand beside each other."""
KEYS = 19
"""Cells of the keys."""


@dataclass(frozen=True, slots=True)
class KeysTexts(Texts):
    """The keys, which are the same in every language, and what they do."""

    title: str = "Keys"
    close: str = "Esc closes"
    groups: Mapping[str, str] = table(
        {
            "chat": "In the conversation",
            "everywhere": "Everywhere",
            "conversations": "Conversations (F4)",
            "models": "Models (F5)",
            "endpoints": "Endpoints (F6)",
            "dashboard": "Dashboard (F7)",
            "settings": "Settings (F8)",
            "palette": "Commands (Ctrl+P)",
        }
    )
    keys: Mapping[str, Mapping[str, str]] = table(
        {
            "chat": {
                "Enter": "send the message",
                "Ctrl+J, Alt+Enter": "new line",
                "Up, Down": "what you sent before",
                "Esc": "stop; take back a waiting message",
                "PageUp, PageDown": "scroll the conversation",
                "Ctrl+Home, Ctrl+End": "to the first line; to the newest one",
                "Ctrl+N": "new conversation",
                "Ctrl+T": "the last answer once more",
                "Ctrl+B": "change your last message",
                "Ctrl+S": "go on with a cut-off answer",
                "Ctrl+L": "copy an answer or its code",
                "Ctrl+C": "copy what is selected",
                "F2, Ctrl+R": "why this answer, and what left",
                "F3, Ctrl+O": "the other face of an answer",
                "Ctrl+Up, Ctrl+Down": "choose an earlier answer for these",
                "@": "attach a file: Tab writes its path out",
                "/": "commands: /cloud, /local, /why, …",
            },
            "everywhere": {
                "F1, Ctrl+G": "these keys",
                "Ctrl+P": "find any command by its name",
                "F4": "conversations",
                "F5": "models",
                "F6": "endpoints: larger models elsewhere",
                "F7": "dashboard: speed, memory, who answers",
                "F8": "settings",
                "Ctrl+Q": "quit; what you typed is kept",
            },
            "conversations": {
                "Up, Down": "choose a conversation",
                "Enter": "go on with it",
                "/, Ctrl+F": "search in all that was said",
                "N": "new conversation",
                "P": "new private conversation",
                "E, F2": "another title",
                "D, Delete": "delete it",
                "M": "export it as Markdown",
                "J": "export it as JSON",
                "Esc": "back",
            },
            "models": {
                "Up, Down": "choose a model",
                "Enter": "get it, or have it answer",
                "P": "pause the download, or go on",
                "C": "cancel the download",
                "V": "verify its file",
                "Delete": "remove its file",
                "Esc": "back",
            },
            "endpoints": {
                "Up, Down": "choose an endpoint",
                "A": "add one",
                "T": "test it",
                "Delete": "remove it",
                "Esc": "back",
            },
            "dashboard": {
                "H": "the last hour",
                "D": "the last day",
                "W": "the last week",
                "Tab, Right": "one plot alone, the next one, all",
                "Shift+Tab, Left": "the one before",
                "Esc": "back",
            },
            "settings": {
                "Up, Down": "choose a setting",
                "Enter": "change it",
                "R, Delete": "back to its default",
                "/": "find a setting",
                "Esc": "back",
            },
            "palette": {
                "Up, Down": "choose",
                "Enter": "do it",
                "Esc": "close",
            },
        }
    )
    """By group of `groups`, in the order in which they are shown."""


class KeysScreen(Overlay[None]):
    """All groups over the screen, which goes on behind it; that of the screen stands first."""

    CSS_PATH = "keys.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape,enter,q", "dismiss", "")]

    def __init__(self, strings: Strings, first: str = "chat") -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
        self._texts = translated(KeysTexts, strings.language)
        self._first = first

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        texts = self._texts
        with VerticalScroll(id="keys", classes="panel") as box:
            box.border_title = texts.title
            box.border_subtitle = texts.close
            with ItemGrid(min_column_width=56, stretch_height=False):
                for group in sorted(texts.keys, key=lambda name: name != self._first):
                    with Vertical(classes="group"):
                        yield Line(texts.groups[group], classes="title")
                        yield Static(_rows(texts.keys[group]))


def _rows(keys: Mapping[str, str]) -> Table:
    """One widget for a whole group: with one for each cell of the table the screen would take a second to come."""
    rows = Table.grid(padding=(0, 1))
    rows.add_column(width=KEYS)
    rows.add_column()
    for key, does in keys.items():
        rows.add_row(Text(key, "bold"), Text(does))
    return rows
