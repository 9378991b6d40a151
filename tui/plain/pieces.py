"""A streamed text in whole sentences and lines.

A screen reader reads what is written at once as one utterance: tokens of half a word each would be spelt out. A log
whose lines are written whole can be read while it grows.
"""

from __future__ import annotations

import re

__all__ = ["Pieces"]

LONG = 240
"""Characters after which a sentence without an end is cut at a space: nobody should wait for a paragraph."""

_END = re.compile(r"[.!?…][\"'”’)\]*_]*(?=\s)\s?|[。！？；…][”’）」』]*|\n")
"""The end of a sentence, and what still belongs to it."""


class Pieces:
    """`feed` what comes; what it returns is to be written at once. `end` gives what is left."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        """All sentences and lines that are whole now, as they are; empty where there is none."""
        self._held += text
        cut = 0
        for end in _END.finditer(self._held):
            cut = end.end()
        if not cut and len(self._held) > LONG:
            cut = self._held.rfind(" ") + 1 or len(self._held)
        whole, self._held = self._held[:cut], self._held[cut:]
        return whole

    def end(self) -> str:
        """What was held back."""
        held, self._held = self._held, ""
        return held
