"""The widget that shows a reply's Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region, Size
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from edge.cleaning import Cleaner, clean
from tui.markdown.block import Block
from tui.markdown.document import Document
from tui.markdown.looks import LOOKS, LOOKS_OF_FEW_COLOURS
from tui.markdown.rows import BLANK, Row
from tui.once import LaidOutOnce

__all__ = ["ReplyText"]

DRAWN = 200
"""Rows that are kept as they were drawn; more are not on a screen at a time."""


class ReplyText(LaidOutOnce, Widget):
    """Markdown, whole or growing: `write` what comes, and `end` it. What the parser cannot take is shown as it is."""

    DEFAULT_CSS = """
    ReplyText {
        width: 1fr;
        height: auto;
        max-width: 104;
        padding: 0 2;
    }
    """

    class LinkClicked(Message):
        """A link was clicked."""

        def __init__(self, href: str) -> None:
            super().__init__()
            self.href = href
            """Where it leads, as the model wrote it."""

    def __init__(self, text: str | None = None) -> None:
        super().__init__()
        self.auto_links = False
        self._cleaner = Cleaner()
        self._document = Document()
        self._rows: list[Row] = []
        self._laid = 0
        """How many blocks the first `_stable` rows are; these blocks are settled."""
        self._stable = 0
        self._width = 0
        self._strips: dict[int, Strip] = {}
        """Rows as they were drawn last."""
        self._base = Style()
        self._styles: dict[tuple[str, ...], Style] = {}
        if text:
            self._grow(clean(text), end=True)

    @property
    def source(self) -> str:
        """The Markdown, cleaned."""
        return self._document.source

    @property
    def blocks(self) -> Sequence[Block]:
        """What it consists of so far."""
        return self._document.blocks

    def write(self, piece: str) -> None:
        """Add text."""
        self._grow(self._cleaner.feed(piece))

    def end(self) -> None:
        """Show what was withheld. Nothing may be written after it."""
        self._grow(self._cleaner.end(), end=True)

    def _grow(self, text: str, end: bool = False) -> None:
        try:
            if text:
                self._document.write(text)
            if end:
                self._document.end()
        except Exception:  # noqa: BLE001  whatever a parser makes of some text, the text counts more
            self._give_up()
        if self._width:
            self._show()

    def _show(self) -> None:
        """Draw what is new."""
        before, stable = self._rows, self._stable
        self._lay_out(self._width)
        now = self._rows
        both = range(min(stable, len(now)), min(len(before), len(now)))
        first = next((y for y in both if now[y] is not before[y]), both.stop)
        for y in [y for y in self._strips if y >= first]:
            del self._strips[y]
        if len(now) != len(before):
            self.refresh(layout=True)
        elif first < len(now):
            self.refresh(Region(0, first, self._width, len(now) - first))

    def _lay_out(self, width: int) -> None:
        """Make the rows for this width; those that stand already are not made again."""
        if width != self._width:
            self._width, self._rows, self._laid, self._stable = width, [], 0, 0
            self._strips.clear()
        try:
            self._rows = self._made()
        except Exception:  # noqa: BLE001  as in _grow
            self._give_up()
            self._rows = self._made()

    def _give_up(self) -> None:
        self._document.give_up()
        self._laid = self._stable = 0

    def _made(self) -> list[Row]:
        rows = self._rows[: self._stable]
        document = self._document
        for number in range(self._laid, len(document.blocks)):
            block = document.blocks[number].rows(self._width)
            rows += [*block, BLANK] if block else []
            if number < document.settled:
                self._laid, self._stable = number + 1, len(rows)
        return rows

    # As Textual asks for it

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002  as Textual calls it
        """All that there is."""
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  as above
        """The number of rows."""
        if width != self._width and width > 0:
            self._lay_out(width)
        return len(self._rows)

    def render_line(self, y: int) -> Strip:
        """One row."""
        width = self.size.width
        if width != self._width and width > 0:
            self._lay_out(width)
        if y >= len(self._rows):
            return Strip.blank(width, self.style().rich_style)
        strip = self._strips.get(y)
        if strip is None:
            if len(self._strips) > DRAWN:
                self._strips.clear()
            strip = self._strips[y] = self._rows[y].strip(self, width, y)
        selection = self.text_selection
        span = selection.get_span(y) if selection is not None else None
        return strip if span is None else self._selected(strip, *span)

    def _selected(self, strip: Strip, start: int, end: int) -> Strip:
        """It with the characters `start` to `end` selected; -1 is its end."""
        text = strip.text
        cells = [cell_len(text[:start]), strip.cell_length if end == -1 else cell_len(text[:end])]
        style = self.screen.get_component_rich_style("screen--selection")
        before, marked, behind = strip.divide([*cells, strip.cell_length])
        return Strip.join([before, Strip(Segment.apply_style(marked, post_style=style), marked.cell_length), behind])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What is copied: lines as they were written, wherever the screen breaks them, without decoration."""
        copied = []
        for y, row in enumerate(self._rows):
            span = selection.get_span(y)
            if span is not None:
                start, end = span
                copied.append(row.text[max(start, row.skip) : None if end == -1 else end])
                copied.append(row.end if end == -1 else "")
        return "".join(copied).rstrip("\n"), "\n"

    def notify_style_update(self) -> None:
        """Another theme."""
        super().notify_style_update()
        self._strips.clear()
        self._styles.clear()

    def action_link(self, href: str) -> None:
        """A link was clicked."""
        self.post_message(self.LinkClicked(href))

    # What its rows ask for

    def style(self, *kinds: str) -> Style:
        """See Look."""
        base = self.visual_style
        if base is not self._base:
            self._base, self._styles = base, {}
        if kinds not in self._styles:
            self._styles[kinds] = sum(map(self.partial, kinds), base)
        return self._styles[kinds]

    def partial(self, span: str | Style) -> Style:
        """See Look."""
        if not isinstance(span, str):
            return span
        looks = LOOKS_OF_FEW_COLOURS if self.app.current_theme.ansi else LOOKS
        return self.app.stylesheet.parse_style(looks[span])
