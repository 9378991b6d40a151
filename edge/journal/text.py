"""What the journal does to text before it keeps it."""

from __future__ import annotations

from edge.cleaning import clean
from edge.journal.columns import cut

__all__ = ["storable", "title"]

TITLE_COLUMNS = 60


def storable(text: str) -> str:
    """`text` with lone surrogates (a terminal's odd bytes) replaced by U+FFFD, so that it can be written as UTF-8.

    Surrogates that form a pair become the character that they stand for.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def title(text: str) -> str:
    """The title of a conversation that begins with this message: its first line, at most 60 columns wide."""
    first = next((line for line in clean(text).split("\n") if line.strip()), "")
    return cut(" ".join(first.split()), TITLE_COLUMNS)
