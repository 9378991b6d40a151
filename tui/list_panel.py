"""A full screen with a list and, below it or on a wide screen beside it, what is known of the chosen entry."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget

from tui.choices import Choices
from tui.key_bar import KeyBar
from tui.message import Line
from tui.panel import Panel
from tui.session import Session
from tui.strings import Strings

__all__ = ["ListPanel"]

WIDTHS = [(0, "-narrow"), (110, "-wide")]
HEIGHTS = [(0, "-flat"), (22, "-tall")]
"""Cells from which on the screen has that class."""


class ListPanel(Panel[None]):
    """The base of such screens; Tab goes to the facts, to scroll them."""

    DEFAULT_CSS = """
    ListPanel .list-and-facts {
        height: 1fr;
    }
    ListPanel .facts {
        height: auto;
        max-height: 45%;
        padding: 0 2;
        border-top: solid $line;
        scrollbar-size-vertical: 1;
        scrollbar-color: $line;
        scrollbar-background: $background;
    }
    ListPanel .facts:focus {
        border-top: heavy $primary;
    }
    ListPanel .quiet {
        color: $quiet;
    }
    ListPanel .success {
        color: $success;
    }
    ListPanel.-tall ChoiceRow {
        margin: 0 0 1 0;
    }
    ListPanel.-tall ChoiceRow:last-of-type {
        margin: 0;
    }
    ListPanel.-wide .list-and-facts {
        layout: horizontal;
    }
    ListPanel.-wide .facts {
        width: 44;
        height: 1fr;
        max-height: 100%;
        border-top: none;
        border-left: solid $line;
    }
    ListPanel.-wide .facts:focus {
        border-top: none;
        border-left: heavy $primary;
    }
    """

    def __init__(self, session: Session, strings: Strings) -> None:
        super().__init__(session, strings)
        self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS = WIDTHS, HEIGHTS
        self.choices = Choices("choices")
        self.facts = VerticalScroll(classes="facts")
        self.keys = KeyBar()
        self._looking = self._once_more = False
        self._showing = asyncio.Lock()

    def head(self) -> Iterable[Widget]:
        """What stands above the list."""
        return ()

    def body(self) -> Iterable[Widget]:
        """The head, the list and the facts."""
        yield from self.head()
        yield Vertical(self.choices, self.facts, classes="list-and-facts")

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        yield from super().compose()
        self._foot.display = False  # the keys have a bar of their own, which can be clicked
        yield self.keys

    def look(self, *, changed: bool = True) -> None:
        """Have `looked` called, one call at a time; with `changed`, once more if one is under way."""
        if self._looking:
            self._once_more |= changed
            return
        self._looking = True
        self.run_worker(self._look(), group="look")

    async def _look(self) -> None:
        try:
            self._once_more = True
            while self._once_more:
                self._once_more = False
                await self.looked()
        finally:
            self._looking = False

    async def looked(self) -> None:
        """Ask what there is, and show it."""
        raise NotImplementedError

    async def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these lines, each with its class."""
        async with self._showing:
            shown = list(self.facts.query(Line))
            if len(shown) != len(facts):
                await self.facts.remove_children()
                await self.facts.mount_all([Line(text, classes=kind) for text, kind in facts])
                return
            for line, (text, kind) in zip(shown, facts, strict=True):
                line.set_classes(kind)
                line.show(text)
