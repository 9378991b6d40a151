"""The line below an answer: who gave it, how fast, and what left; broken between its parts and not within one."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from edge.cleaning import clean
from tui.figures import SEPARATOR
from tui.message import Line

__all__ = ["Badge", "in_lines"]


def in_lines(parts: Sequence[str], cells: int) -> list[str]:
    """The parts with separators between them, as many to a line of so many cells as fit; a longer part is one alone."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{SEPARATOR}{part}" if lines else part
        if lines and cell_len(longer) <= cells:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


class Badge(Line):
    """Takes as many lines as it needs."""

    def __init__(self, parts: Sequence[str]) -> None:
        self._parts = tuple(clean(part) for part in parts)
        super().__init__(SEPARATOR.join(parts), classes="badge")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  of Textual
        """As in Textual."""
        return self._broken(width).get_height({}, width)

    def render(self) -> Content:
        """As in Textual."""
        return self._broken(self.content_size.width)

    def _broken(self, width: int) -> Content:
        return Content("\n".join(in_lines(self._parts, width)))
