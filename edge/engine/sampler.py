"""Choosing the next token with llama.cpp's own sampler chain, with or without a grammar."""

from __future__ import annotations

import secrets

from edge.answerer import Sampling
from edge.engine.bindings import lib
from edge.engine.llama import Llama

__all__ = ["BadGrammar", "Sampler"]

PENALTY_WINDOW = 64
PENALTY_CANDIDATES = 40
"""With a penalty and no top-k, the penalty looks at this many candidates: over the whole vocabulary of Qwen it costs
five times as much as behind a top-k."""


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
            from edge.engine.candidates import Candidates  # numpy: 0.15 s that a reply without a grammar never pays

            self._candidates = Candidates(llama.n_vocab)
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
        logits = self._llama.logits()
        token = self._candidates.choose(logits, self._chain)
        if not self._candidates.allowed(token, self._grammar):
            # Only now the grammar is applied to the whole vocabulary, which takes as long as decoding a token.
            token = self._candidates.choose(logits, self._grammar, self._chain)
        lib.llama_sampler_accept(self._grammar, token)
        lib.llama_sampler_accept(self._chain, token)
        return token

    def free(self) -> None:
        """Give the chain back."""
        lib.llama_sampler_free(self._chain)
        if self._grammar:
            lib.llama_sampler_free(self._grammar)
