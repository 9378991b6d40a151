"""The lines between which code stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Fence", "open_fence"]

_OPENS = re.compile(r"^(?P<indent> {0,3})(?P<marks>`{3,}|~{3,})(?P<info>.*)$", re.MULTILINE)
_INDENT = re.compile(r" {0,3}")


@dataclass(frozen=True, slots=True)
class Fence:
    """The line that opened a block of code."""

    line: str
    indent: int
    marks: str
    info: str

    @classmethod
    def read(cls, match: re.Match[str]) -> Fence | None:
        """That which a line is; None for one that only looks like it: backticks have no others behind them."""
        info = match["info"].strip()
        if match["marks"][0] == "`" and "`" in info:
            return None
        return cls(match.group(), len(match["indent"]), match["marks"], info)

    def closed_by(self, line: str) -> bool:
        """Whether it is the end of the code."""
        bare = line.strip(" \t")
        return (
            len(bare) >= len(self.marks)
            and not bare.strip(self.marks[0])
            and len(line) - len(line.lstrip(" ")) < 4
            and not line.startswith("\t")
        )

    def may_close(self, beginning: str) -> bool:
        """Whether a line that begins so can still become the end of the code."""
        bare = beginning.strip(" \t")
        return bool(bare) and not bare.strip(self.marks[0]) and len(beginning) - len(beginning.lstrip(" ")) < 4

    def inner(self, line: str) -> str:
        """A line of the code, without the indentation of the fence."""
        spaces = len(line) - len(line.lstrip(" "))
        return line[min(spaces, self.indent) :]


def first_fence(text: str) -> Fence | None:
    """The fence that the first line of `text` is."""
    match = _OPENS.match(text)
    return Fence.read(match) if match else None


def open_fence(text: str) -> str:
    """The line that opened the block of code in which `text` ends; empty where it ends outside of one."""
    opened: Fence | None = None
    for match in _OPENS.finditer(text):
        if opened is None:
            opened = Fence.read(match)
        elif opened.closed_by(match.group()):
            opened = None
    return opened.line if opened else ""
