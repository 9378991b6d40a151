"""The words of a search, and where they stand in a text. No language is assumed: a word is what stands between blanks.

Chinese and Japanese, which have none, are found wherever the characters stand in this order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["around", "spans", "words"]

MAX_WORDS = 12
"""More say nothing more about what is looked for, and each costs time."""
MAX_LENGTH = 200
"""Characters of a search that count."""

_BEFORE = 24
_BEHIND = 160
"""Characters around a word that go with it."""


def words(text: str) -> tuple[str, ...]:
    """What has to be found, each once; empty for a search for nothing."""
    return tuple(dict.fromkeys(text[:MAX_LENGTH].split()))[:MAX_WORDS]


def spans(text: str, wanted: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where one of these words begins and ends in `text`, in order; capital and small letters are the same."""
    if wanted:
        # The longest first: of two words that begin alike, all of the longer one is marked.
        pattern = "|".join(re.escape(word) for word in sorted(wanted, key=len, reverse=True))
        yield from (found.span() for found in re.finditer(pattern, text, re.IGNORECASE))


def around(text: str, wanted: tuple[str, ...]) -> str:
    """The first of these words in `text` and what stands around it, on one line, with "…" where text is left out."""
    first = next(spans(text, wanted), (0, 0))[0]
    begin, end = max(0, first - _BEFORE), first + _BEHIND
    cut = text[begin:end]
    if begin and cut[:1].isascii() and (space := cut.find(" ", 0, _BEFORE)) >= 0:  # not from the middle of a word
        cut = cut[space + 1 :]
    line = " ".join(cut.split())
    return f"{'…' if begin else ''}{line}{'…' if end < len(text) else ''}"
