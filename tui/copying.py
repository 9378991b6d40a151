"""Ctrl+L and `/copy`: the answer as a whole or one block of its code, and what is said about the copying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key

from edge.cleaning import clean
from tui.choices import Choice, Choices
from tui.clipboard import Copied
from tui.code_blocks import CodeBlock
from tui.figures import beginning
from tui.language import Texts, translated
from tui.overlay import Overlay
from tui.strings import Strings

__all__ = ["CopyScreen", "CopyTexts", "said"]


@dataclass(frozen=True, slots=True)
class CopyTexts(Texts):
    """What is said about copying."""

    title: str = "What to copy"
    keys: str = "Enter copies · Esc leaves"
    whole: str = "The whole answer"
    block: str = "Code {number}"
    block_in: str = "Code {number} · {language}"
    by_program: str = "Copied with {name}."
    by_tmux: str = "Copied through tmux."
    by_terminal: str = "Copied, if your terminal allows it."
    too_long: str = "Copied, if your terminal takes a text this long."
    nowhere: str = "This terminal has no clipboard."
    nothing: str = "There is no answer yet to copy."
    no_block: str = "This answer has no code {number}."


def said(copied: Copied, texts: CopyTexts) -> str:
    """Where a text went."""
    match copied.by:
        case "program":
            return texts.by_program.format(name=copied.name)
        case "tmux":
            return texts.by_tmux
        case "nowhere":
            return texts.nowhere
        case _:
            return texts.too_long if copied.too_long else texts.by_terminal


class CopyScreen(Overlay[str | None]):
    """A list of the whole answer and its blocks of code. Its result is the text to copy; None for none."""

    CSS_PATH = "copying.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,ctrl+l", "dismiss", "")]

    def __init__(self, text: str, blocks: Sequence[CodeBlock], strings: Strings) -> None:
        super().__init__()
        self._texts_of = {"0": text, **{str(number): block.text for number, block in enumerate(blocks, 1)}}
        self._blocks = blocks
        self._said = translated(CopyTexts, strings.language)
        self._list = Choices("copying")

    def compose(self) -> ComposeResult:
        """Its parts, for Textual."""
        with Vertical(classes="panel") as box:
            box.border_title = self._said.title
            box.border_subtitle = self._said.keys
            yield self._list

    async def on_mount(self) -> None:
        """Fill the list."""
        await self._list.show([self._choice("0", self._said.whole, self._texts_of["0"]), *self._of_blocks()])
        self._list.focus()

    def on_key(self, event: Key) -> None:
        """A number chooses."""
        if event.character is not None and event.character in self._texts_of:
            event.stop()
            self.dismiss(self._texts_of[event.character])

    @on(Choices.Opened)
    def _take(self, event: Choices.Opened) -> None:
        self.dismiss(self._texts_of[event.key])

    def _of_blocks(self) -> list[Choice]:
        made = []
        for number, block in enumerate(self._blocks, 1):
            title = self._said.block_in if block.language else self._said.block
            named = title.format(number=number, language=clean(block.language))
            made.append(self._choice(str(number), named, block.first_line))
        return made

    def _choice(self, key: str, title: str, text: str) -> Choice:
        def lines(cells: int) -> Sequence[Content]:
            return (Content(title), Content.styled(beginning(clean(text), cells), "$quiet"))

        return Choice(key, lines)
