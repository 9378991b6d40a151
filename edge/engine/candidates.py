"""All tokens with their logits, as the samplers that look at a whole vocabulary want them.

Only a grammar needs them in Python's reach; numpy is imported for nothing else in the engine.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from edge.engine.bindings import lib

__all__ = ["Candidates"]

_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)], align=True)


class Candidates:
    """Room for `n_vocab` candidates, filled anew for each choice."""

    def __init__(self, n_vocab: int) -> None:
        self._all = np.empty(n_vocab, dtype=_CANDIDATE)
        self._ids = np.arange(n_vocab, dtype=np.int32)

    def choose(self, logits: Any, *samplers: Any) -> int:
        """The token that these samplers, one after the other, choose of all; `logits`: [n_vocab] in C's memory."""
        self._all["id"] = self._ids
        self._all["logit"] = np.ctypeslib.as_array(logits)
        self._all["p"] = 0
        array = _array(self._all)
        for sampler in samplers:
            lib.llama_sampler_apply(sampler, ctypes.byref(array))
        return int(array.data[array.selected].id)

    @staticmethod
    def allowed(token: int, grammar: Any) -> bool:
        """Whether the grammar lets this token stand next."""
        one = np.array([(token, 1.0, 0.0)], dtype=_CANDIDATE)
        lib.llama_sampler_apply(grammar, ctypes.byref(_array(one)))
        return bool(np.isfinite(one["logit"][0]))


def _array(candidates: Any) -> Any:
    return lib.llama_token_data_array(
        data=candidates.ctypes.data_as(lib.llama_token_data_p), size=len(candidates), selected=-1, sorted=False
    )
