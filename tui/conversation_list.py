"""The list of conversations on screen: only the lines that are seen are drawn, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from edge.cleaning import clean
from edge.search import spans
from edge.turn import ConversationInfo
from tui.figures import beginning

__all__ = ["ConversationList", "Row"]

AHEAD = 60
"""Rows below the last one that is seen that should be there before the reader comes to them."""
MEASURED = 200
"""Rows of a page whose columns are measured: it takes time, and they differ little."""
GUTTER = 2
GAP = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation, and where the words of a search stand in it."""

    info: ConversationInfo
    passage: str = ""


class ConversationList(ScrollView, can_focus=True):
    """Rows of one line, or of two while something is looked for. It asks for more rows before it runs out of them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--row", "list--quiet", "list--private", "list--match", "list--cursor"}

    BINDINGS: ClassVar[list[BindingType]] = [
        ("up", "step(-1)", ""),
        ("down", "step(1)", ""),
        ("pageup", "page(-1)", ""),
        ("pagedown", "page(1)", ""),
        ("home", "first", ""),
        ("end", "last", ""),
        ("enter", "open", ""),
    ]

    class Running(Message):
        """The reader comes near the end of the rows."""

        def __init__(self, whole: bool) -> None:
            super().__init__()
            self.whole = whole
            """Whether they want to go to the last one of all."""

    class Opened(Message):
        """The user wants the conversation under the cursor."""

    class Above(Message):
        """The user went up from the first row."""

    def __init__(self, said: Callable[[ConversationInfo], Sequence[str]], private: str) -> None:
        """`said` gives the columns right of a title, `private` is the mark beside one."""
        super().__init__(id="conversations")
        self.rows: list[Row] = []
        self.wanted: tuple[str, ...] = ()
        """The words that are looked for and marked."""
        self.current: str | None = None
        """The conversation in the chat, which has a mark of its own."""
        self._said = said
        self._private = private
        self._uids: set[str] = set()
        self._widths: list[int] = []
        """Cells of each column right of the titles."""
        self._at = 0
        self._asked = False

    @property
    def chosen(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self._at] if self._at < len(self.rows) else None

    def show(self, rows: Iterable[Row], wanted: tuple[str, ...] = ()) -> None:
        """Show these instead of all others, from the first one on."""
        self.rows, self._uids, self.wanted = [], set(), wanted
        self._at, self._asked = 0, False
        self.scroll_to(y=0, animate=False)
        self.add(rows)

    def add(self, rows: Iterable[Row]) -> None:
        """Show these behind the others; a conversation that is there already stays where it is."""
        new = [row for row in rows if row.info.uid not in self._uids]
        self._uids.update(row.info.uid for row in new)
        self.rows += new
        for row in new[:MEASURED]:
            cells = [cell_len(text) for text in self._said(row.info)]
            self._widths = [max(pair) for pair in zip_longest(cells, self._widths, fillvalue=0)]
        self._asked = False
        self._measure()
        self.call_after_refresh(self._look_ahead)

    def change(self, uid: str, row: Row | None) -> None:
        """Show `row` in the place of this conversation's; None takes it away."""
        place = next((place for place, one in enumerate(self.rows) if one.info.uid == uid), None)
        if place is None:
            return
        if row is None:
            self._uids.discard(uid)
            del self.rows[place]
            self._at = max(0, min(self._at - (place < self._at), len(self.rows) - 1))
        else:
            self.rows[place] = row
        self._measure()
        self.call_after_refresh(self._look_ahead)

    # Lines

    @property
    def _each(self) -> int:
        """Lines of a row."""
        return 2 if self.wanted else 1

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.rows) * self._each)
        self.refresh()

    def on_resize(self) -> None:
        """As wide as there is room, with the row under the cursor in sight."""
        self._measure()
        self._go(self._at)

    def render_line(self, y: int) -> Strip:
        """One line, exactly as wide as the list."""
        width = self.scrollable_content_region.width
        place, line = divmod(self.scroll_offset.y + y, self._each)
        base = self.get_component_rich_style("list--row", partial=False)
        if place >= len(self.rows):
            return Strip.blank(width, base)
        row, under = self.rows[place], place == self._at
        if under:
            base += self.get_component_rich_style("list--cursor", partial=True)
        parts = self._passage(row, width) if line else self._title(row, width, under)
        segments = [Segment(text, base + self._style(name, under)) for text, name in parts if text]
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, name: str, under: bool) -> Style:
        """That of a part; under the cursor colours are those of the cursor."""
        if not name:
            return Style.null()
        if under:
            return Style(bold=True, underline=True) if name == "match" else Style.null()
        return self.get_component_rich_style(f"list--{name}", partial=True)

    def _title(self, row: Row, width: int, under: bool) -> list[tuple[str, str]]:
        info = row.info
        columns = zip(self._said(info), self._widths, strict=True)
        right = "".join(" " * (GAP + max(0, cells - cell_len(text))) + text for text, cells in columns)
        private = f" {self._private}" if info.private else ""
        room = max(4, width - GUTTER - cell_len(right) - cell_len(private) - 1)
        title = beginning(clean(info.title) or "…", room)
        fill = " " * max(0, width - 1 - GUTTER - cell_len(title) - cell_len(private) - cell_len(right))
        mark = "▸ " if under else "• " if info.uid == self.current else "  "
        return [(mark, ""), *self._marked(title, ""), (private, "private"), (fill, ""), (right, "quiet"), (" ", "")]

    def _passage(self, row: Row, width: int) -> list[tuple[str, str]]:
        text = clean(row.passage).replace("\n", " ")
        room = max(4, width - GUTTER - 1 - GAP)
        if cell_len(text) > room:
            text = f"{set_cell_size(text, room - 1).rstrip()}…"
        return [(" " * (GUTTER + GAP), ""), *self._marked(text, "quiet")]

    def _marked(self, text: str, style: str) -> list[tuple[str, str]]:
        parts: list[tuple[str, str]] = []
        behind = 0
        for begin, end in spans(text, self.wanted):
            parts += [(text[behind:begin], style), (text[begin:end], "match")]
            behind = end
        return [*parts, (text[behind:], style)]

    # Moving

    def action_step(self, by: int) -> None:
        """Up and Down."""
        if by < 0 and self._at == 0:
            self.post_message(self.Above())
        else:
            self._go(self._at + by)

    def action_page(self, by: int) -> None:
        """PageUp and PageDown."""
        self._go(self._at + by * max(1, self.size.height // self._each - 1))

    def action_first(self) -> None:
        """Home."""
        self._go(0)

    def action_last(self) -> None:
        """End: the last row of all, also of those that have to be read first."""
        self.go_last()
        self._asked = True
        self.post_message(self.Running(whole=True))

    def go_last(self) -> None:
        """The last row of those that are there."""
        self._go(len(self.rows) - 1)

    def action_open(self) -> None:
        """Enter."""
        if self.chosen is not None:
            self.post_message(self.Opened())

    def on_click(self, event: events.Click) -> None:
        """A click chooses a row; a click on the one that is chosen opens it."""
        place = (self.scroll_offset.y + event.y) // self._each
        if place >= len(self.rows):
            return
        if place == self._at:
            self.action_open()
        else:
            self._go(place)

    def _go(self, place: int) -> None:
        if not self.rows:
            return
        self._at = max(0, min(place, len(self.rows) - 1))
        self.scroll_to_region(Region(0, self._at * self._each, 1, self._each), animate=False, force=True)
        self.refresh()
        self._look_ahead()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """More rows may be needed."""
        super().watch_scroll_y(old_value, new_value)
        self._look_ahead()

    def look_ahead(self) -> None:
        """Ask for more rows if they are needed, also where that was in vain before."""
        self._asked = False
        self._look_ahead()

    def _look_ahead(self) -> None:
        seen = (self.scroll_offset.y + self.size.height) // self._each
        if not self._asked and seen + AHEAD >= len(self.rows) and self.size.height:
            self._asked = True
            self.post_message(self.Running(whole=False))
