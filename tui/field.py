"""A field of one line to type in."""

from __future__ import annotations

from textual.widgets import Input

from edge.cleaning import clean

__all__ = ["Field"]


class Field(Input):
    """What is typed or pasted is cleaned like everything that reaches the terminal."""

    def __init__(self, value: str = "", placeholder: str = "", name: str = "", classes: str = "") -> None:
        super().__init__(_line(value), placeholder, id=name or None, classes=classes, select_on_focus=False)
        self.cursor_blink = False  # a blinking one wakes the processor twice a second

    def show_end(self) -> None:
        """Scroll to the end of a text that is longer than the field. Textual does so only when the cursor moves."""
        self.scroll_to(x=self.max_scroll_x, animate=False, force=True, immediate=True)

    def replace(self, text: str, start: int, end: int) -> None:
        """Every change of the text comes through here."""
        super().replace(_line(text), start, end)


def _line(text: str) -> str:
    return clean(text).replace("\n", " ").replace("\t", " ")
