"""A window that is too small for any screen: a sentence says what is needed, until it is larger again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.screen import ModalScreen

from tui.language import Texts, translated
from tui.message import Line
from tui.strings import Strings

__all__ = ["LEAST", "SmallScreen", "SmallTexts", "watch"]

LEAST = Size(40, 10)
"""Below this the composer and an answer have no room beside each other. Every screen is made for 60 × 18 and more."""


@dataclass(frozen=True, slots=True)
class SmallTexts(Texts):
    """What it says."""

    needed: str = "This window has {width} × {height} cells; {columns} × {lines} are needed. Nothing is lost."


class SmallScreen(ModalScreen[None]):
    """Takes the place of every screen. What is typed goes into it: nobody types what they cannot see."""

    DEFAULT_CSS = """
    SmallScreen {
        background: $background;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        # The app's own keys open screens; there is no room for one.
        Binding(key, "nothing", show=False, priority=True)
        for key in ("f1", "ctrl+g", "ctrl+p", "f4", "f5", "f6", "f7", "f8")
    ]

    def __init__(self, size: Size, strings: Strings) -> None:
        super().__init__()
        self._texts = translated(SmallTexts, strings.language)
        self._line = Line(self._sentence(size))

    def compose(self) -> ComposeResult:
        """The sentence, for Textual."""
        yield self._line

    def measure(self, size: Size) -> None:
        """The window has another size, and is still too small."""
        self._line.show(self._sentence(size))

    def action_nothing(self) -> None:
        """A key that means nothing here."""

    def _sentence(self, size: Size) -> str:
        return self._texts.needed.format(width=size.width, height=size.height, columns=LEAST.width, lines=LEAST.height)


async def watch(app: App[Any], size: Size, strings: Strings) -> None:
    """The window has this size now: show the sentence, or take it away."""
    small = size.width < LEAST.width or size.height < LEAST.height
    top = app.screen
    if isinstance(top, SmallScreen):
        if small:
            top.measure(size)
        else:
            await top.dismiss()
    elif small:
        await app.push_screen(SmallScreen(size, strings))
