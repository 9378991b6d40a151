"""The turn on screen in whose place another one is asked for: hidden, and there again if that one brings nothing."""

from __future__ import annotations

from textual.widget import Widget

from tui.message import UserMessage

__all__ = ["ASIDE", "Stead"]

ASIDE = "aside"
"""The class of what is hidden meanwhile."""


class Stead:
    """The message of a name and its answer, as far as they are mounted."""

    def __init__(self, transcript: Widget, uid: str) -> None:
        from tui.answer import Answer  # Markdown, which the first screen does not need

        self._widgets: list[Widget] = []
        inside = False
        for child in transcript.children:
            if isinstance(child, UserMessage):
                inside = child.uid == uid
            if inside and isinstance(child, UserMessage | Answer):
                self._widgets.append(child)

    def hide(self) -> None:
        """Another turn is seen in its place."""
        for widget in self._widgets:
            widget.add_class(ASIDE)

    def show(self) -> None:
        """It stands again."""
        for widget in self._widgets:
            widget.remove_class(ASIDE)

    async def remove(self) -> None:
        """The other turn stands."""
        for widget in self._widgets:
            await widget.remove()
