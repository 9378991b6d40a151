"""What has grown is laid out and drawn once. Textual does both twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size

if TYPE_CHECKING:
    from textual.widget import Widget
else:  # a widget's first base that is one itself is the one whose style sheet it takes
    Widget = object

__all__ = ["LaidOutOnce"]


class LaidOutOnce(Widget):
    """To stand before Textual's class in the bases of what grows while a reply comes.

    The layout tells each widget its new size. Textual takes the size of what scrolls in it, which changes with that,
    for a reason to do the layout again, and to draw all of it again: for every line of a reply, and for nothing, since
    the layout has just been made with this size. Where scroll bars come or go, they ask for another layout themselves.
    """

    def _size_updated(
        self,
        size: Size,
        virtual_size: Size,
        container_size: Size,
        layout: bool = True,  # noqa: ARG002  never
    ) -> bool:
        before = self.virtual_size
        changed = super()._size_updated(size, virtual_size, container_size, layout=False)
        if before != virtual_size:
            self.resized()
        return changed

    def resized(self) -> None:
        """What scrolls in it has another size."""
