"""A full screen over the chat, which goes on behind it: a title, what the screen is about, and its keys at the foot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

from tui.message import Line
from tui.session import Session
from tui.strings import Strings

__all__ = ["Panel"]


class Panel(Screen[ScreenResultType]):
    """The base of all full screens but the chat. A subclass yields its widgets from `body`; Esc closes it."""

    DEFAULT_CSS = """
    Panel {
        background: $background;
        color: $foreground;
    }
    Panel > .panel-title {
        padding: 0 1;
        color: $primary;
        text-style: bold;
    }
    Panel > .panel-body {
        height: 1fr;
    }
    Panel > .panel-said {
        padding: 0 1;
        color: $warning;
    }
    Panel > .panel-foot {
        padding: 0 1;
        color: $quiet;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "")]

    def __init__(self, session: Session, strings: Strings) -> None:
        super().__init__()
        self.session = session
        self.strings = strings
        self._title = Line("", classes="panel-title")
        self._said = Line("", classes="panel-said")
        self._foot = Line("", classes="panel-foot")

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        yield self._title
        with Vertical(classes="panel-body"):
            yield from self.body()
        self._said.display = False
        yield self._said
        yield self._foot

    def body(self) -> Iterable[Widget]:
        """What stands between title and foot."""
        raise NotImplementedError

    def entitle(self, title: str) -> None:
        """Show this title."""
        self._title.show(title)

    def say(self, sentence: str) -> None:
        """Show a sentence above the foot until the next one; an empty one takes it away."""
        self._said.show(sentence)
        self._said.display = bool(sentence)

    def foot(self, *keys: str) -> None:
        """Show these at the foot, each a key and what it does."""
        self._foot.show(" · ".join(keys))

    def action_close(self) -> None:
        """Esc."""
        self.dismiss()
