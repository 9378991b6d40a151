"""Going on with a text that another model began.

A stream breaks off anywhere: within a word, or behind a blank. Tokenized as it stands, such a text ends in tokens that
a model never writes there (` cap` and `i` for the beginning of ` capital`; a blank alone, although blanks belong to the
word behind them), and what it writes next is chance: a second blank, another word. So the last word may be written with
other tokens: of all tokens that begin with its last letters, and of those as they stand, the likeliest is taken. The
text that is there stays the same to the letter.

Known as token healing (S. Lundberg's guidance, 2023); here over several tokens, weighed by what the model expects.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from edge.engine.bindings import lib
from edge.engine.candidates import Candidates
from edge.engine.llama import Llama

__all__ = ["DoesNotFit", "Joint", "last_word"]

_LONGEST = 4
"""Tokens of the last word that may be written otherwise."""
_LOOKED_AT = 512
"""Likeliest tokens among which one is looked for that the text goes on with."""


class DoesNotFit(Exception):
    """A grammar does not allow the text that is to be gone on with."""


def last_word(llama: Llama, ids: Sequence[int]) -> list[int]:
    """The tokens of the last word of a text, with the blank before it; of a long word its last ones."""
    last = list(ids[-_LONGEST:])
    starts = (at for at in reversed(range(len(last))) if llama.piece(last[at])[:1].isspace())
    return last[next(starts, 0) :]


class Joint:
    """Where the own text meets the other one."""

    def __init__(self, llama: Llama) -> None:
        self._llama = llama
        self._candidates = Candidates(llama)
        self._softmax = lib.llama_sampler_init_dist(0)  # writes every token's probability
        self._likeliest = lib.llama_sampler_init_top_k(_LOOKED_AT)
        self._token, self._share = 0, 0.0
        self._seen: list[tuple[int, float]] = []

    def choose(self, word: Sequence[int]) -> tuple[int, int, int] | None:
        """How the last word is best written on, by the last batch: one token, and behind it those of `word`.

        Returns how many tokens of `word` stay, the token that takes the place of the others, and how many of its bytes
        stand there already; None where `word` is best left as it is.
        """
        pieces = [self._llama.piece(token) for token in word]
        chosen, best, so_far = None, 0.0, 1.0
        for at, token in enumerate(word):
            rest = b"".join(pieces[at:])
            self._look(at, token)
            for other, share in self._seen:
                if so_far * share <= best:
                    break  # the likeliest come first
                if rest and self._llama.piece(other).startswith(rest):
                    chosen, best = (at, other, len(rest)), so_far * share
            so_far *= self._share
        return chosen if best > so_far else None

    def free(self) -> None:
        """Give C's part back."""
        self._candidates.free()
        for sampler in (self._softmax, self._likeliest):
            lib.llama_sampler_free(sampler)

    def _look(self, index: int, token: int) -> None:
        self._token = token
        self._candidates.see(index, self._read)

    def _read(self, array: Any) -> None:
        lib.llama_sampler_apply(self._softmax, array)
        own = array.contents.data[self._token]  # not sorted yet: each token is at its place
        self._share = own.p if own.id == self._token else 0.0
        lib.llama_sampler_apply(self._likeliest, array)
        kept = array.contents
        self._seen = [(kept.data[at].id, kept.data[at].p) for at in range(kept.size)]
        kept.selected = 0  # what the softmax's sampler had chosen lies elsewhere since the sorting
