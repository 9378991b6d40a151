"""A reply's text as Markdown that arrives in pieces, from a model that nobody has checked."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.widgets import Static
from textual.widgets.markdown import Markdown, MarkdownStream

from edge.cleaning import Cleaner, clean

__all__ = ["ReplyText", "open_fence"]

_FENCE = re.compile(r"^ {0,3}(?P<marks>`{3,}|~{3,})(?P<info>.*)$", re.MULTILINE)


def _parser() -> MarkdownIt:
    """GitHub's Markdown, but HTML is text, and a line that the model broke is broken on screen too, as in a chat."""
    parser = MarkdownIt("gfm-like", {"html": False})
    parser.core.ruler.push("line_breaks", _break_lines)
    return parser


def _break_lines(state: StateCore) -> None:
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "softbreak":
                child.type = "hardbreak"


def open_fence(text: str) -> str:
    """The line that opened the block of code in which `text` ends; empty where it ends outside of one."""
    opened = ""
    for fence in _FENCE.finditer(text):
        marks, info = fence["marks"], fence["info"].strip()
        if not opened:
            opened = "" if marks[0] == "`" and "`" in info else fence.group()
        elif not info and marks.startswith(opened.strip()[0]) and len(marks) >= _length(opened):
            opened = ""
    return opened


def _length(fence: str) -> int:
    marks = fence.strip()
    return len(marks) - len(marks.lstrip(marks[0]))


class ReplyText(Markdown):
    """Markdown that grows. `write` what comes, and `end` it; text that the renderer cannot take is shown as it is."""

    def __init__(self, text: str | None = None) -> None:
        # Links are not opened: a browser for the terminal, which many systems would start, would take over the screen.
        super().__init__(clean(text) if text else text, parser_factory=_parser, open_links=False)
        self._cleaner = Cleaner()
        self._stream: MarkdownStream | None = None
        self._plain: Static | None = None

    async def write(self, piece: str) -> None:
        """Add text; it is drawn as fast as the terminal takes it, and what comes meanwhile is drawn in one go."""
        if self._stream is None:
            self._stream = Markdown.get_stream(self)
        await self._stream.write(self._cleaner.feed(piece))

    async def end(self) -> None:
        """Draw what is left. Nothing may be written after it."""
        if self._stream is not None:
            await self._stream.write(self._cleaner.end())
            await self._stream.stop()
            self._stream = None

    async def on_unmount(self) -> None:
        """The app ends in the middle of a reply."""
        if self._stream is not None:
            await self._stream.stop()

    def append(self, markdown: str) -> AwaitComplete:
        """As in Markdown, but it does not fail."""
        if not self.is_attached:
            return AwaitComplete()
        if self._plain is not None:
            self._markdown += markdown
            self._plain.update(Content(self._markdown))
            return AwaitComplete()
        return AwaitComplete(self._guarded(super().append(markdown)))

    def update(self, markdown: str) -> AwaitComplete:
        """As in Markdown, but it does not fail."""
        return AwaitComplete(self._guarded(super().update(markdown)))

    async def _guarded(self, drawn: AwaitComplete) -> None:
        try:
            await drawn
        except Exception:  # noqa: BLE001  Textual 8 fails on some tables that end early, and the text counts more
            self._plain = Static(Content(self._markdown))
            await self.remove_children()
            await self.mount(self._plain)
