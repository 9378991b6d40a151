"""Choosing the next token with llama.cpp's own sampler chain, with or without a grammar."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from edge.answerer import Sampling
from edge.engine.bindings import lib
from edge.engine.candidates import Candidates, Several
from edge.engine.forced import ForcedText
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
        """Raises BadGrammar."""
        self._llama = llama
        self._grammar = None
        self._enough = _enough(sampling)
        if grammar is not None:
            self._grammar = lib.llama_sampler_init_grammar(llama.vocab, grammar.encode(), b"root")
            if not self._grammar:
                raise BadGrammar
            self._candidates = Candidates(llama)
        self._chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        for link in self._links(sampling, llama.n_vocab):
            lib.llama_sampler_chain_add(self._chain, link)

    @staticmethod
    def _links(s: Sampling, n_vocab: int) -> list[object]:
        links = []
        greedy = s.temperature <= 0
        penalty = s.repeat_penalty != 1
        if top_k := _top_k(s):
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

    @property
    def constrained(self) -> bool:
        """Whether there is a grammar."""
        return self._grammar is not None

    def sample(self, index: int = -1) -> int:
        """The next token, by the logits behind the token at `index` of the last batch; the chain takes note of it."""
        if self._grammar is None:
            return int(lib.llama_sampler_sample(self._chain, self._llama.context, index))
        token = self._candidates.choose(self._chain)
        if not Several([token]).allowed(self._grammar):
            token = self._candidates.choose_allowed(self._grammar, self._chain, self._enough)
        self.take(token)
        return token

    def take(self, token: int) -> None:
        """Note a token that was not sampled as the next one."""
        if self._grammar is not None:
            lib.llama_sampler_accept(self._grammar, token)
        lib.llama_sampler_accept(self._chain, token)

    def follow(self, tokens: Sequence[int]) -> bool:
        """Note tokens with which the reply begins; False, and no use any more, if the grammar does not allow them."""
        if self._grammar is None:
            tokens = tokens[-PENALTY_WINDOW:]
        for token in tokens:
            if self._grammar is not None and not Several([token]).allowed(self._grammar):
                return False
            self.take(token)
        return True

    def forced(self, finder: ForcedText) -> list[int]:
        """Tokens that the grammar leaves no choice about, and takes note of them; without a grammar there are none."""
        if self._grammar is None:
            return []
        tokens = finder.after(self._grammar)
        for token in tokens:
            self.take(token)
        return tokens

    def free(self) -> None:
        """Give the chain back."""
        lib.llama_sampler_free(self._chain)
        if self._grammar:
            lib.llama_sampler_free(self._grammar)
            self._candidates.free()


def _top_k(s: Sampling) -> int:
    """How many candidates the chain begins with; 0 for all of them."""
    if s.repeat_penalty != 1:
        return s.top_k or PENALTY_CANDIDATES
    return 0 if s.temperature <= 0 else s.top_k


def _enough(s: Sampling) -> int | None:
    """How many of the likeliest candidates decide the choice; None if all do."""
    if s.temperature <= 0 and s.repeat_penalty == 1:
        return 1
    return _top_k(s) or None
