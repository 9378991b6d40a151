"""What the user names: words that are always masked, or never leave, and patterns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from cloud_client.masking.folded import Folded
from cloud_client.masking.linear import LinearPattern, PatternError

__all__ = ["Own"]

_MOST_WORDS = 1000
_MOST_PATTERNS = 50
_LONGEST_WORD = 200


class Own:
    """The user's own words and patterns. Its `repr` shows how many, never which.

    words     found in any case and width, and spread over no more than one line; one of Latin letters only where it
              is a word by itself: "Ann" is not found in "annual"
    patterns  see `cloud_client.masking.linear`; they see the text with full-width forms as ASCII

    Raises PatternError for what cannot be used; its text names the pattern's number and does not show it.
    """

    def __init__(self, words: Iterable[str] = (), patterns: Iterable[str] = ()) -> None:
        self._words = tuple(dict.fromkeys(filter(None, (_lowered(Folded.of(word.strip()).plain) for word in words))))
        if len(self._words) > _MOST_WORDS or any(len(word) > _LONGEST_WORD for word in self._words):
            raise PatternError(f"there can be {_MOST_WORDS} words of at most {_LONGEST_WORD} characters each")
        made = []
        for number, pattern in enumerate(patterns, 1):
            try:
                made.append(LinearPattern(pattern))
            except PatternError as error:
                raise PatternError(f"pattern {number}: {error}") from None
        if len(made) > _MOST_PATTERNS:
            raise PatternError(f"there can be {_MOST_PATTERNS} patterns")
        self._patterns = tuple(made)

    def __bool__(self) -> bool:
        return bool(self._words or self._patterns)

    def __repr__(self) -> str:
        return f"Own({len(self._words)} words, {len(self._patterns)} patterns)"

    def search(self, plain: str) -> list[tuple[int, int]]:
        """The places in a folded text. Raises TooMuchWorkError if a pattern takes too long on it."""
        places = []
        lowered = _lowered(plain) if self._words else ""
        for word in self._words:
            at = lowered.find(word)
            while at >= 0:
                end = at + len(word)
                if _by_itself(lowered, at, end):
                    places.append((at, end))
                at = lowered.find(word, end)
        for pattern in self._patterns:
            places.extend(pattern.search(plain))
        return places


def _lowered(text: str) -> str:
    """`text` in small letters, each at its place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


def _by_itself(text: str, start: int, end: int) -> bool:
    cut_before = start > 0 and _is_latin(text[start]) and _is_latin(text[start - 1])
    return not cut_before and not (end < len(text) and _is_latin(text[end]) and _is_latin(text[end - 1]))


def _is_latin(char: str) -> bool:
    return char < "\u0250" and unicodedata.category(char)[0] in "LN"
