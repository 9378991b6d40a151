"""Choosing the next token with llama.cpp's own sampler chain, with or without a grammar."""

from __future__ import annotations

import ctypes
import secrets

import llama_cpp.llama_cpp as lib
import numpy as np

from edge.answerer import Sampling
from edge.engine.llama import Llama

__all__ = ["BadGrammar", "Sampler"]

PENALTY_WINDOW = 64
PENALTY_CANDIDATES = 40
"""With a penalty and no top-k, the penalty looks at this many candidates: over the whole vocabulary of Qwen it costs
five times as much as behind a top-k."""

_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)], align=True)


class BadGrammar(Exception):
    """llama.cpp could not read the grammar."""


class Sampler:
    """A chain for one reply. `free` it at the end."""

    def __init__(self, llama: Llama, sampling: Sampling, grammar: str | None = None) -> None:
        self._llama = llama
        self._grammar = None
        if grammar is not None:
            self._grammar = lib.llama_sampler_init_grammar(llama.vocab, grammar.encode(), b"root")
            if not self._grammar:
                raise BadGrammar
            self._candidates = np.empty(llama.n_vocab, dtype=_CANDIDATE)
            self._ids = np.arange(llama.n_vocab, dtype=np.int32)
        self._chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        for link in self._links(sampling, llama.n_vocab):
            lib.llama_sampler_chain_add(self._chain, link)

    @staticmethod
    def _links(s: Sampling, n_vocab: int) -> list[object]:
        links = []
        greedy = s.temperature <= 0
        penalty = s.repeat_penalty != 1
        top_k = s.top_k or (PENALTY_CANDIDATES if penalty else 0)
        if top_k and not (greedy and not penalty):
            links.append(lib.llama_sampler_init_top_k(top_k))
        if penalty:
            links.append(lib.llama_sampler_init_penalties(n_vocab, PENALTY_WINDOW, s.repeat_penalty, 0.0, 0.0))
        if greedy:
            return [*links, lib.llama_sampler_init_greedy()]
        if s.top_p < 1:
            links.append(lib.llama_sampler_init_top_p(s.top_p, 1))
        if s.min_p > 0:
            links.append(lib.llama_sampler_init_min_p(s.min_p, 1))
        seed = secrets.randbits(32) if s.seed is None else s.seed
        return [*links, lib.llama_sampler_init_temp(s.temperature), lib.llama_sampler_init_dist(seed)]

    def sample(self) -> int:
        """The next token, by the logits of the last decode; the chain takes note of it."""
        if self._grammar is None:
            return int(lib.llama_sampler_sample(self._chain, self._llama.context, -1))
        token = self._choose(constrained=False)
        if not self._allowed(token):
            # Only now the grammar is applied to the whole vocabulary, which takes as long as decoding a token.
            token = self._choose(constrained=True)
        lib.llama_sampler_accept(self._grammar, token)
        lib.llama_sampler_accept(self._chain, token)
        return token

    def _choose(self, *, constrained: bool) -> int:
        self._candidates["id"] = self._ids
        self._candidates["logit"] = np.ctypeslib.as_array(self._llama.logits())
        self._candidates["p"] = 0
        array = _array(self._candidates)
        if constrained:
            lib.llama_sampler_apply(self._grammar, ctypes.byref(array))
        lib.llama_sampler_apply(self._chain, ctypes.byref(array))
        return int(array.data[array.selected].id)

    def _allowed(self, token: int) -> bool:
        one = np.array([(token, 1.0, 0.0)], dtype=_CANDIDATE)
        array = _array(one)
        lib.llama_sampler_apply(self._grammar, ctypes.byref(array))
        return bool(np.isfinite(one["logit"][0]))

    def free(self) -> None:
        """Give the chain back."""
        lib.llama_sampler_free(self._chain)
        if self._grammar:
            lib.llama_sampler_free(self._grammar)


def _array(candidates: np.ndarray) -> lib.llama_token_data_array:
    return lib.llama_token_data_array(
        data=candidates.ctypes.data_as(lib.llama_token_data_p),
        size=len(candidates),
        selected=-1,
        sorted=False,
    )
