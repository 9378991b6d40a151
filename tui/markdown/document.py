"""Markdown that grows: what cannot change any more is parsed once and never again."""

from __future__ import annotations

import functools
import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from textual.content import Content

from tui.markdown.block import Block, List, Prose
from tui.markdown.build import built, language_of, parser
from tui.markdown.code import Code
from tui.markdown.fence import Fence, first_fence
from tui.markdown.table import Table

__all__ = ["Document"]

_UNSURE = re.compile(r"(?:^|\n)[ \t]*(?:`{1,2}|~{1,2}|#{1,6}|[-+*_=>|]{1,3}|\d{1,3}[.)]?)\Z")
"""An end of a text of which the next characters decide what it is: for a moment it would be drawn as something else."""

PATIENT = 4096
"""Characters of a block from which on not every piece has it parsed again."""
STEPS = 32
"""It is parsed again when it has grown by this part of itself: so the time for all of it grows with its length."""


@functools.cache
def _parser() -> MarkdownIt:
    return parser()


class Document:
    """The blocks of a text that is written piece by piece.

    Only the last block is parsed again when something comes: all before it stands. Of a list the same holds for its
    last item, of a table for its last row; code between fences is not parsed at all.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.settled = 0
        """How many of the first ones will not change any more."""
        self._source: list[str] = []
        self._tail = ""
        """The text from which the blocks that are not settled come, without what `_held` has."""
        self._held: List | Table | None = None
        """What stands already of the list or the table that `_tail` goes on with."""
        self._parsed = 0
        """Characters of `_tail` when it was parsed last."""
        self._codes: list[Code] = []
        """The code in it."""
        self._code = Code("")
        self._fence: Fence | None = None
        """In code: what opened it."""
        self._given_up = False
        self._references: dict[str, Any] = {}

    @property
    def source(self) -> str:
        """All of the text."""
        return "".join(self._source)

    def write(self, text: str) -> None:
        """Add text."""
        self._source.append(text)
        if self._given_up:
            self.give_up()
            return
        if self._fence is not None:
            self._write_code(text)
            return
        self._tail += text
        if len(self._tail) > PATIENT and len(self._tail) - self._parsed < len(self._tail) // STEPS:
            return
        unsure = _UNSURE.search(self._tail)
        self._parse(self._tail[: unsure.start()] if unsure else self._tail)

    def end(self) -> None:
        """Show what was withheld: nothing more comes."""
        if self._given_up:
            return
        if self._fence is None:
            self._parse(self._tail)
        if self._fence is not None:
            beginning, self._tail = self._tail, ""
            last = [] if not beginning or self._fence.closed_by(beginning) else [self._fence.inner(beginning)]
            self._code.grow(last, "")
            self._close_code()

    def give_up(self) -> None:
        """Show the text as it is, and what follows, too."""
        self.blocks, self.settled, self._given_up = [Prose(Content(self.source))], 0, True

    def _parse(self, text: str) -> None:
        """Make the blocks that are not settled, and settle those that something stands behind."""
        tokens = _parser().parse(text, self._references)
        codes: list[Code] = []
        found = built(tokens, self._codes, codes)
        self._codes = codes
        self._parsed = len(self._tail)
        starts, blocks = [start for start, _ in found], [block for _, block in found]
        if self._held is not None:
            joined = self._held.joined(blocks[0]) if blocks else None
            if joined is not None:
                blocks[0] = joined
            else:
                starts, blocks = [0, *starts], [self._held, *blocks]
        self.blocks[self.settled :] = blocks
        if len(blocks) > 1:
            self.settled += len(blocks) - 1
            self._held = None
        if found:
            self._cut(starts[-1])
            self._open(tokens, starts[-1])

    def _open(self, tokens: list[Token], start: int) -> None:
        """Settle what can be settled of the last block, which began in the line `start`."""
        last = self.blocks[-1]
        if isinstance(last, List):
            lines = [_line(token) for token in tokens if token.type == "list_item_open" and token.level == 1]
            items = [line for line in lines if line >= start]
            if len(items) > 1:
                self._held = last.without_last()
                self._cut(items[-1] - start)
        elif isinstance(last, Table):
            rows = [_line(token) for token in tokens if token.type == "tr_open" and token.level == 2]
            rows = [line for line in rows if line >= start + 2]
            if len(rows) > 1:
                self._held = last.without_last()
                head = "".join([f"{line}\n" for line in self._tail.split("\n")[:2]])
                self._cut(rows[-1] - start)
                self._tail = head + self._tail
        elif isinstance(last, Code) and tokens[-1].type == "fence":
            line, newline, code = self._tail.partition("\n")
            fence = first_fence(line)
            if newline and fence is not None and not any(map(fence.closed_by, code.split("\n")[:-1])):
                self._fence, self._tail = fence, ""
                self._code = self.blocks[-1] = Code(language_of(fence.info))
                self._write_code(code)

    def _write_code(self, text: str) -> None:
        fence = self._fence
        assert fence is not None
        *lines, beginning = (self._tail + text).split("\n")
        end = next((number for number, line in enumerate(lines) if fence.closed_by(line)), None)
        shown = "" if end is not None or fence.may_close(beginning) else fence.inner(beginning)
        self._code.grow([fence.inner(line) for line in lines[:end]], shown)
        self._tail = beginning
        if end is not None:
            self._close_code()
            self._tail = "\n".join([*lines[end + 1 :], beginning])
            self._parse(self._tail)

    def _close_code(self) -> None:
        self._code.finish()
        self._fence, self.settled = None, len(self.blocks)

    def _cut(self, lines: int) -> None:
        """So many lines of the tail stand now."""
        if lines:
            self._tail = "".join(self._tail.split("\n", lines)[lines:])
            self._parsed = len(self._tail)
            self._codes = []


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0
