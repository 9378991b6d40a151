"""The KV cache, and which tokens are in it: what a prompt has in common with them need not be evaluated again."""

from __future__ import annotations

import time
from collections.abc import Sequence

from edge.engine.llama import Aborted, Llama
from edge.engine.prompt import PlannedPrompt

__all__ = ["Cache"]

_PIECE_S = 0.05
_FIRST_PIECE = 32
_SMALLEST_PIECE = 16
"""Tokens. Smaller batches would cost a slow processor more than what they could save."""


class Cache:
    """The token ids that the KV cache holds, in order."""

    def __init__(self, llama: Llama) -> None:
        self._llama = llama
        self.ids: list[int] = []

    def clear(self) -> None:
        """Empty it."""
        self._llama.cut(0)
        self.ids = []

    def fit(self, plan: PlannedPrompt, again: int = 1) -> int:
        """Keep of the cache what the prompt begins with, close its gap; returns how many tokens are reused.

        The last `again` tokens are evaluated in any case: the logits behind them are needed.
        """
        if plan.gap and self._llama.can_shift:
            start, length = plan.gap
            if len(self.ids) > start + length and self.ids[:start] == plan.tokens[:start]:
                self._llama.remove(start, start + length)
                del self.ids[start : start + length]
        common = _common(self.ids, plan.tokens)
        common = min(common, len(plan.tokens) - again)
        if common < len(self.ids):
            self._llama.cut(common)
            del self.ids[common:]
        return common

    def evaluate(self, tokens: Sequence[int]) -> None:
        """Evaluate tokens behind the cache. Raises Aborted with the cache in step, NoRoom, RuntimeError."""
        for start in range(0, len(tokens), self._llama.n_batch):
            self._decode(tokens[start : start + self._llama.n_batch])

    def evaluate_in_pieces(self, tokens: Sequence[int]) -> None:
        """The same, in pieces that take some 50 ms each: where it is cut short, no more than that was in vain."""
        at, size = 0, min(_FIRST_PIECE, self._llama.n_batch)
        while at < len(tokens):
            begun = time.monotonic()
            self._decode(tokens[at : at + size])
            at += size
            growth = _PIECE_S / max(time.monotonic() - begun, 1e-6)
            size = min(max(_SMALLEST_PIECE, int(size * min(growth, 2.0))), self._llama.n_batch)

    def evaluate_guess(self, known: Sequence[int], guess: Sequence[int]) -> None:
        """Evaluate, in one batch, tokens that stand fast and some that are guessed. There are logits behind the last
        known token, at index `len(known) - 1`, and behind each guessed one. Raises like `evaluate`."""
        self._decode([*known, *guess], logits_from=len(known) - 1)

    def take_back(self, tokens: int) -> None:
        """Remove so many tokens at the end."""
        if tokens:
            self._llama.cut(len(self.ids) - tokens)
            del self.ids[-tokens:]

    def _decode(self, batch: Sequence[int], logits_from: int = -1) -> None:
        try:
            self._llama.decode(batch, logits_from=logits_from)
        except Aborted:
            # The sub-batches that were finished stay in the cache: count them.
            done = max(0, self._llama.cached() - len(self.ids))
            self.ids.extend(batch[:done])
            raise
        self.ids.extend(batch)


def _common(a: Sequence[int], b: Sequence[int]) -> int:
    """Length of the longest common beginning."""
    n = min(len(a), len(b))
    if list(a[:n]) == list(b[:n]):
        return n
    return next(i for i in range(n) if a[i] != b[i])
