"""Tokenizing markup and text, each in its way, so that no special token comes out of text.

To ask llama.cpp not to parse special tokens is not enough. A SentencePiece vocabulary joins letters into any token of
that spelling, `</s>` among them; and where a file declares its markup as "user defined", llama.cpp finds it in every
text. So what came out is looked at.
"""

from __future__ import annotations

import itertools
from typing import Protocol

__all__ = ["Tokens", "Vocabulary"]


class Vocabulary(Protocol):
    """What llama.cpp says of a vocabulary."""

    def tokenize(self, text: str, *, special: bool = False) -> list[int]:
        """Token ids of `text`; with `special`, the names of special tokens in it become those tokens."""
        ...

    def token_text(self, token: int) -> str:
        """A token's name."""
        ...

    def is_control(self, token: int) -> bool:
        """Whether it is a special token."""
        ...


class Tokens:
    """Makes token ids of markup and of text."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._special: set[int] = set()
        """Special tokens that were met, and those of the markup."""
        self._known: set[int] = set()
        """Tokens that were looked at: asking for each of a long text anew would take milliseconds."""

    def __call__(self, text: str, special: bool) -> list[int]:
        """The ids of one special token by name, or of text, in which no special token is and none of the markup."""
        return self.named(text) if special else self.plain(text)

    def named(self, name: str) -> list[int]:
        """The special token of that name; its letters where the vocabulary has none."""
        ids = self._vocabulary.tokenize(name, special=True)
        if len(ids) == 1 and self._vocabulary.token_text(ids[0]) == name:
            self._special.add(ids[0])
        return ids

    def plain(self, text: str) -> list[int]:
        """The ids of a text."""
        ids = self._vocabulary.tokenize(text)
        met = self._specials_in(ids)
        if not met:
            return ids
        cuts = {0, len(text)}
        for name in filter(None, map(self._vocabulary.token_text, met)):
            at = text.find(name)
            while at >= 0:
                cuts.add(at + 1)  # its first letter alone makes another token
                at = text.find(name, at + 1)
        edges = sorted(cuts)
        apart = (self._vocabulary.tokenize(text[a:b]) for a, b in itertools.pairwise(edges))
        return [token for ids in apart for token in _without(ids, self._specials_in(ids))]

    def split(self, markup: str) -> list[tuple[str, int | None]]:
        """Markup cut at its special tokens: stretches of text (with None) and names (with their token)."""
        pieces: list[tuple[str, int | None]] = []
        at = 0
        for token in self._vocabulary.tokenize(markup, special=True):
            name = self._vocabulary.token_text(token)
            if not (name and self._names(token, name)) or (found := markup.find(name, at)) < 0:
                continue
            pieces += [(markup[at:found], None), (name, token)]
            self._special.add(token)
            at = found + len(name)
        return [piece for piece in [*pieces, (markup[at:], None)] if piece[0]]

    def _names(self, token: int, name: str) -> bool:
        """Whether this token of the markup stands for its name and not for a stretch of text."""
        # A "user defined" token is no control token, and may as well be a run of spaces: its look decides.
        return self._vocabulary.is_control(token) or (len(name) > 2 and name[0] in "<[" and name[-1] in ">]")

    def _specials_in(self, ids: list[int]) -> set[int]:
        seen = set(ids)
        new = seen - self._known
        self._special |= {token for token in new if self._vocabulary.is_control(token)}
        self._known |= new
        return seen & self._special


def _without(ids: list[int], unwanted: set[int]) -> list[int]:
    return [token for token in ids if token not in unwanted] if unwanted else ids
