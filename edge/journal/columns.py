"""Text measured in columns of a terminal, where Chinese and Japanese characters take two."""

from __future__ import annotations

import unicodedata

__all__ = ["cut", "pad", "width"]


def width(text: str) -> int:
    """How many columns `text` takes: 2 for wide and full-width characters, 0 for combining ones, 1 for the others.

    By the East Asian Width of the Unicode standard (UAX #11). Of an emoji that is joined from several characters it
    counts each, as terminals without that emoji show it: the result is then too large, never too small.
    """
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in {"Mn", "Me", "Cf"} else 1


def cut(text: str, columns: int) -> str:
    """`text` if it fits into `columns`, else its beginning with an ellipsis, together at most that wide."""
    if width(text) <= columns:
        return text
    taken, kept = 1, []  # 1 for the ellipsis
    for character in text:
        taken += _width(character)
        if taken > columns:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…" if columns > 0 else ""


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """`text` cut or filled with spaces to exactly `columns`; `right` aligns it there."""
    text = cut(text, columns)
    space = " " * (columns - width(text))
    return space + text if right else text + space
