"""Texts of the interface that are on screen while the language changes."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual.screen import Screen

__all__ = ["Labelled", "relabel"]


@runtime_checkable
class Labelled(Protocol):
    """A widget or screen that can show the texts of the interface anew: they are now in another language."""

    async def relabel(self) -> None:
        """Show them. What was said, by whomever, stays as it was said."""
        ...


async def relabel(screen: Screen[object]) -> None:
    """Have the screen and everything on it show its texts anew."""
    for part in [screen, *screen.walk_children()]:
        if isinstance(part, Labelled) and part.is_attached:
            await part.relabel()
