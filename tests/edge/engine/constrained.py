"""Grammars under llama.cpp's own sampler: what they admit, and what comes out when chance writes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from edge.answerer import Sampling
from edge.engine.bindings import lib
from edge.engine.candidates import Several
from edge.engine.llama import Llama
from edge.engine.sampler import Sampler

__all__ = ["Chance"]

_FREELY = Sampling(temperature=1.0, top_k=0, top_p=1.0, repeat_penalty=1.0, seed=1)
_ENDS = {'"': 6.0, "]": 4.0, "}": 4.0, ",": 1.0}
"""How much likelier at most what ends a string, an array or an object is than other tokens."""
_OVERLONG = (0xE0, 0xF0)
"""First bytes after which llama.cpp takes a few continuations for characters that UTF-8 writes shorter. Every trained
model knows better; chance does not."""


class Chance(Llama):
    """A model whose vocabulary has a token for each byte, and whose logits are chance."""

    def __init__(self, model: Path) -> None:
        super().__init__(model, n_ctx=32, n_batch=32, threads=1, alive=lambda _: False)
        self.decode([0])  # from now on there are logits, which `_draw` writes over
        self._random = np.random.default_rng()
        self._bias = np.zeros(self.n_vocab)

    def _draw(self) -> None:
        values = self._random.normal(0, 1.5, self.n_vocab) + self._bias
        np.ctypeslib.as_array(self.logits())[:] = values

    def reply(self, grammar: str, seed: int, most: int = 30_000) -> str:
        """A reply under the grammar. Fails when it has not ended after so many tokens."""
        self._random = np.random.default_rng(seed)
        self._bias[:] = 0
        for text, most_likely in _ENDS.items():
            self._bias[ord(text)] = self._random.uniform(most_likely / 3, most_likely)
        self._bias[list(_OVERLONG)] = -1e9
        sampler = Sampler(self, _FREELY, grammar)
        reply = b""
        try:
            for _ in range(most):
                self._draw()
                token = sampler.sample()
                if self.is_end(token):
                    return reply.decode()
                reply += self.piece(token)
        finally:
            sampler.free()
        raise AssertionError(f"no end after {reply[:200]!r}")

    def admits(self, grammar: str, text: str) -> bool:
        """Whether the grammar lets the whole text through, byte by byte."""
        reader = _Reader(self, _FREELY, grammar)
        try:
            return all(reader.takes(byte) for byte in text.encode()) and reader.may_end()
        finally:
            reader.free()


class _Reader(Sampler):
    """Follows a grammar along a text; a byte's token has its value as id."""

    def takes(self, byte: int) -> bool:
        if Several([byte]).allowed(self._grammar):
            lib.llama_sampler_accept(self._grammar, byte)
            return True
        return False

    def may_end(self) -> bool:
        return bool(Several([lib.llama_vocab_eos(self._llama.vocab)]).allowed(self._grammar))
