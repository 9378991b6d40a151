"""Between the conversation and the composer: what goes with the message that is being written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Click
from textual.message import Message

from tui.message import Line

__all__ = ["Item", "Tray"]


@dataclass(frozen=True, slots=True)
class Item:
    """A file that goes along."""

    key: str
    """Its name here; unique."""
    text: str
    """What is said of it."""
    wrong: bool = False
    """Whether it cannot go along."""


class Tray(Vertical):
    """Takes no room where there is nothing to say. A click on an item's mark takes the item out."""

    class Removed(Message):
        """An item is not wanted."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self) -> None:
        super().__init__(id="tray")
        self._notice = ""
        self._items: tuple[Item, ...] = ()
        self._goes = ""
        self.display = False

    def say(self, notice: str) -> None:
        """Show this sentence; an empty one takes it away."""
        if notice != self._notice:
            self._notice = notice
            self._draw()

    def show(self, items: Sequence[Item], goes: str = "") -> None:
        """Show these items and no others, and below them where they go."""
        if (tuple(items), goes) != (self._items, self._goes):
            self._items, self._goes = tuple(items), goes
            self._draw()

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        if self._notice:
            yield Line(self._notice, classes="notice")
        for item in self._items:
            with Horizontal():
                yield Line(item.text, classes="warning" if item.wrong else "item")
                yield _Remove(item.key)
        if self._goes:
            yield Line(self._goes, classes="goes")

    def _draw(self) -> None:
        self.display = bool(self._notice or self._items)
        self.refresh(recompose=True)


class _Remove(Line):
    def __init__(self, key: str) -> None:
        super().__init__("x", classes="remove")
        self._key = key

    def on_click(self, event: Click) -> None:
        """Take the item out."""
        event.stop()
        self.post_message(Tray.Removed(self._key))
