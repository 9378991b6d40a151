"""A box over the screen that asks for nothing, so that it gives way to any other screen that is opened."""

from __future__ import annotations

from textual.screen import ModalScreen, ScreenResultType

__all__ = ["Overlay"]


class Overlay(ModalScreen[ScreenResultType]):
    """The base of the key help, the reasons and the palette; a form or a question is none, and stays."""
