"""All tokens with their logits, in C's own array: llama.cpp fills it, and samplers are applied to it from here.

A sampler of llama.cpp may be a function of ours. The one here applies others, and looks at what they leave: so nothing
of a vocabulary of 151,936 is ever copied into Python.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Sequence
from typing import Any

from edge.engine.bindings import lib
from edge.engine.llama import Llama

__all__ = ["Candidates", "Several"]

_APPLY = ctypes.CFUNCTYPE(None, ctypes.c_void_p, lib.llama_token_data_array_p)


class _Interface(ctypes.Structure):
    """`struct llama_sampler_i`: only `apply` has to be there."""

    _fields_ = (
        ("name", ctypes.c_void_p),
        ("accept", ctypes.c_void_p),
        ("apply", _APPLY),
        ("others", ctypes.c_void_p * 7),
    )


class Candidates:
    """The candidates of a context's last decode. `free` it at the end: it holds 12 bytes for each token."""

    def __init__(self, llama: Llama) -> None:
        self._llama = llama
        self._act: Callable[[Any], None] = lambda _array: None
        self._failed: Exception | None = None
        # What C calls and points at must not be collected before the chain that holds it.
        self._apply = _APPLY(self._applied)
        self._interface = _Interface(apply=self._apply)
        interface = ctypes.cast(ctypes.pointer(self._interface), ctypes.POINTER(lib.llama_sampler_i))
        self._chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        lib.llama_sampler_chain_add(self._chain, lib.llama_sampler_init(interface, None))

    def see(self, index: int, act: Callable[[Any], None]) -> int:
        """Call `act(array)` with all candidates behind the token at `index` of the last batch: a pointer to a
        `llama_token_data_array`, valid only inside. Returns the id of the candidate that `act` left selected."""
        self._act, self._failed = act, None
        token = int(lib.llama_sampler_sample(self._chain, self._llama.context, index))
        if self._failed is not None:
            raise self._failed
        return token

    def choose(self, chain: Any) -> int:
        """The token that this chain of samplers chooses of all, behind the last token of the batch."""
        return self.see(-1, lambda array: lib.llama_sampler_apply(chain, array))

    def choose_allowed(self, grammar: Any, chain: Any, enough: int | None) -> int:
        """The token that the chain chooses of those that the grammar allows.

        `enough`: so many of the likeliest allowed tokens decide what the chain chooses, because it begins with a
        top-k; None if all do. Applying a grammar to a whole vocabulary takes as long as decoding a token, and the
        likeliest few nearly always hold enough.
        """
        sufficed = False

        def among_few(array: Any) -> None:
            nonlocal sufficed
            for sampler in (_top_k(_FEW), grammar):
                lib.llama_sampler_apply(sampler, array)
            array.contents.sorted = False  # those that are refused have lost their place
            lib.llama_sampler_apply(_top_k(enough or 1), array)
            kept = array.contents
            sufficed = math.isfinite(kept.data[kept.size - 1].logit)
            if sufficed:
                lib.llama_sampler_apply(chain, array)

        def among_all(array: Any) -> None:
            lib.llama_sampler_apply(grammar, array)
            lib.llama_sampler_apply(chain, array)

        if enough is not None and self._llama.n_vocab > _FEW:
            token = self.see(-1, among_few)
            if sufficed:
                return token
        return self.see(-1, among_all)

    def free(self) -> None:
        """Give C's part back."""
        lib.llama_sampler_free(self._chain)

    def _applied(self, _sampler: object, array: Any) -> None:
        array.contents.selected = 0  # llama.cpp ends the process where nothing is selected
        try:
            self._act(array)
        except Exception as error:  # noqa: BLE001 - C cannot pass it on: `see` raises it
            self._failed = error


_FEW = 1024
"""Likeliest candidates that a grammar is applied to before it is applied to all of them."""

_TOP_K: dict[int, Any] = {}


def _top_k(k: int) -> Any:
    """A sampler that keeps the k likeliest; it has no state, so each is made once."""
    if k not in _TOP_K:
        _TOP_K[k] = lib.llama_sampler_init_top_k(k)
    return _TOP_K[k]


class Several:
    """A few tokens, asked for again and again whether a grammar lets them stand next."""

    def __init__(self, tokens: Sequence[int]) -> None:
        self._tokens = list(tokens)
        size = len(self._tokens)
        self._fresh = (lib.llama_token_data * size)(*((token, 0.0, 0.0) for token in self._tokens))
        self._used = (lib.llama_token_data * size)()
        self._logits = memoryview(self._used).cast("B").cast("f")[1::3]  # id, logit, probability
        self._array = lib.llama_token_data_array(data=self._used, size=size, selected=-1, sorted=False)

    def allowed(self, grammar: Any) -> list[int]:
        """Those that may."""
        ctypes.memmove(self._used, self._fresh, ctypes.sizeof(self._fresh))
        lib.llama_sampler_apply(grammar, ctypes.byref(self._array))
        return [token for token, logit in zip(self._tokens, self._logits, strict=True) if logit == 0.0]
