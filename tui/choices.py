"""A list to choose from, with the keys or the mouse, whose entries take several lines and as much width as there is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

__all__ = ["Choice", "Choices", "spread"]


def spread(left: Content, right: Content, width: int) -> Content:
    """A line of `width` cells with one part at each end; the left one is cut where there is no room for both."""
    room = width - right.cell_length - 1
    left = left.truncate(max(1, room), ellipsis=True)
    return left + Content(" " * max(1, width - left.cell_length - right.cell_length)) + right


@dataclass(frozen=True)
class Choice:
    """An entry."""

    key: str
    """Its name; unique in the list."""
    lines: Callable[[int], Sequence[Content]]
    """Its lines, each of so many cells at most."""


class Choices(VerticalScroll, can_focus=True):
    """Up, Down, Home, End and a click choose; Enter and a double click open."""

    DEFAULT_CSS = """
    Choices {
        height: 1fr;
        scrollbar-size-vertical: 1;
        scrollbar-color: $line;
        scrollbar-background: $background;
    }
    ChoiceRow {
        height: auto;
        padding: 0 1;
        border-left: blank $background;
    }
    ChoiceRow.chosen {
        border-left: outer $line;
        background: $surface;
    }
    Choices:focus ChoiceRow.chosen {
        border-left: outer $primary;
    }
    Choices:nocolor ChoiceRow.chosen {
        text-style: bold;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("up,k", "move(-1)", ""),
        ("down,j", "move(1)", ""),
        ("home", "move(-9999)", ""),
        ("end", "move(9999)", ""),
        ("pageup", "move(-5)", ""),
        ("pagedown", "move(5)", ""),
        ("enter", "open", ""),
    ]

    class Chosen(Message):
        """Another entry is chosen, or none is left."""

    class Opened(Message):
        """The chosen entry was opened."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, id: str) -> None:  # noqa: A002  Textual's name for it
        super().__init__(id=id)
        self._rows: dict[str, ChoiceRow] = {}
        self._showing = asyncio.Lock()
        self.chosen: str | None = None
        """The key of the chosen entry; None in an empty list."""

    async def show(self, choices: Sequence[Choice]) -> None:
        """Show these. What is chosen stays so, if it is still there."""
        async with self._showing:
            keys, before = [choice.key for choice in choices], list(self._rows)
            if keys != before:
                await self.remove_children()
                self._rows = {choice.key: ChoiceRow(choice) for choice in choices}
                await self.mount_all(self._rows.values())
            if keys != before or self.chosen not in keys:
                self._choose(self.chosen if self.chosen in keys else next(iter(keys), None))
            for choice in choices:
                self._rows[choice.key].show(choice)

    def choose(self, key: str) -> None:
        """Choose this entry, if there is one of that name."""
        if key in self._rows:
            self._choose(key)

    def action_move(self, by: int) -> None:
        """Choose the entry so many places below."""
        keys = list(self._rows)
        if keys:
            place = keys.index(self.chosen) if self.chosen in keys else 0
            self._choose(keys[max(0, min(len(keys) - 1, place + by))])

    def action_open(self) -> None:
        """Enter."""
        if self.chosen is not None:
            self.post_message(self.Opened(self.chosen))

    def clicked(self, key: str, times: int) -> None:
        """Choose the entry that was clicked; a double click opens it as well."""
        self._choose(key)
        if times > 1:
            self.action_open()

    def _choose(self, key: str | None) -> None:
        changed, self.chosen = key != self.chosen, key
        for name, row in self._rows.items():
            row.set_class(name == key, "chosen")
        if key is not None:
            self._rows[key].scroll_visible(animate=False)
        if changed:
            self.post_message(self.Chosen())


class ChoiceRow(Widget):
    """An entry on screen."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self.choice = choice

    def show(self, choice: Choice) -> None:
        """Draw it anew."""
        before, self.choice = self._drawn(self.size.width), choice
        now = self._drawn(self.size.width)
        if [line.markup for line in now] != [line.markup for line in before] or now != before:
            self.refresh(layout=len(now) != len(before))

    def _drawn(self, width: int) -> list[Content]:
        return [line.truncate(max(1, width), ellipsis=True) for line in self.choice.lines(max(1, width))]

    def on_click(self, event: events.Click) -> None:
        """Choose it; twice, open it."""
        if isinstance(self.parent, Choices):
            self.parent.clicked(self.choice.key, event.chain)

    def render(self) -> Content:
        """Its lines."""
        return Content("\n").join(self._drawn(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  Textual asks so
        """As many as it has lines."""
        return len(self.choice.lines(max(1, width)))
