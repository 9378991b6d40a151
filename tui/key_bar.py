"""The keys of a screen at its foot, each of which can be clicked as well."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from tui.figures import SEPARATOR

__all__ = ["KeyBar"]


class KeyBar(Static):
    """One or more lines, as the width needs it."""

    DEFAULT_CSS = """
    KeyBar {
        height: auto;
        padding: 0 1;
        color: $quiet;
        link-color: $quiet;
        link-background: $background;
        link-style: none;
        link-color-hover: $background;
        link-background-hover: $primary;
        link-style-hover: none;
    }
    """

    def __init__(self) -> None:
        super().__init__("")
        self._keys: tuple[tuple[str, str], ...] = ()

    def show(self, keys: Sequence[tuple[str, str]]) -> None:
        """Show these: a key with what it does, and the action of the screen that it runs."""
        if tuple(keys) == self._keys:
            return
        self._keys = tuple(keys)
        # A space that does not break keeps a key and what it does on one line.
        labels = [
            Content.styled(label.replace(" ", "\u00a0"), Style.from_meta({"@click": f"screen.{action}"}))
            for label, action in keys
        ]
        self.update(Content(SEPARATOR).join(labels))
