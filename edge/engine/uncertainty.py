"""How sure the model is of what it is about to say: entropy and margin of its first distributions.

Known with the first token, so that a router can act on it before anything is shown. The small model's own confidence
tells more about whether it should have asked for help than the words of the prompt do.
"""

from __future__ import annotations

import math
from typing import Any

from edge.answerer import Uncertainty
from edge.engine.bindings import lib
from edge.engine.candidates import Candidates
from edge.engine.llama import Llama

__all__ = ["DISTRIBUTIONS", "Probe"]

DISTRIBUTIONS = 4
"""How many of a reply's distributions are looked at. Each costs one pass over the vocabulary."""

_LOOKED_AT = 64
"""Likeliest tokens whose probabilities are read one by one; the rest counts as one further outcome."""


class Probe:
    """Reads distributions of the last decode. Make one per context."""

    def __init__(self, llama: Llama) -> None:
        self._candidates = Candidates(llama)
        self._shares: list[float] = []
        self._softmax = lib.llama_sampler_init_dist(0)  # writes every token's probability
        self._likeliest = lib.llama_sampler_init_top_k(_LOOKED_AT)

    def read(self, index: int = -1) -> Uncertainty:
        """Of the distribution behind the token at `index` of the last batch."""
        self._candidates.see(index, self._look)
        shares = self._shares
        rest = max(0.0, 1.0 - sum(shares))
        entropy = -sum(share * math.log(share) for share in (*shares, rest) if share > 0)
        margin = shares[0] - shares[1] if len(shares) > 1 else 1.0
        return Uncertainty(entropy=max(0.0, entropy), margin=margin)

    def _look(self, array: Any) -> None:
        lib.llama_sampler_apply(self._softmax, array)
        lib.llama_sampler_apply(self._likeliest, array)
        kept = array.contents
        self._shares = [kept.data[at].p for at in range(kept.size)]
        kept.selected = 0  # what the softmax's sampler had chosen lies elsewhere since the sorting
