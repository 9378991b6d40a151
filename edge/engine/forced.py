"""Text that a grammar forces: where only one continuation is allowed, there is nothing to ask the model.

Inside a JSON schema hardly ever is exactly one *token* legal (for `intent` i, in, int, … are), but long stretches of
*text* are: the names of members, and what stands between a value and the next. Such a stretch is found byte by byte
on a copy of the grammar's state, tokenized once, and evaluated in one batch with the token before it.
"""

from __future__ import annotations

from typing import Any

from edge.engine.bindings import lib
from edge.engine.candidates import Several
from edge.engine.llama import Llama

__all__ = ["ForcedText"]

LONGEST = 512
"""Bytes looked ahead at most; what follows is found the next time."""

_CONTINUATION = bytes(range(0x80, 0xC0))
"""Bytes of UTF-8 that are never a character's first."""


class ForcedText:
    """Finds what a grammar forces, for one vocabulary. Make one per context: it looks through the vocabulary."""

    def __init__(self, llama: Llama) -> None:
        self._llama = llama
        self._end = int(lib.llama_vocab_eos(llama.vocab))
        self._of_byte = _byte_tokens(llama)
        self._tokens = Several([*self._of_byte.values(), self._end])

    def after(self, grammar: Any) -> list[int]:
        """Token ids that have to follow in this state of the grammar; the end token if nothing may follow any more.

        The grammar's state stays as it is. Where the vocabulary lacks a token for some byte, there is never any.
        """
        if len(self._of_byte) < 256:
            return []
        found, ended = self._bytes(grammar)
        # The model may have stopped in the middle of a character, whose other bytes are no text.
        begun = len(found) - len(found.lstrip(_CONTINUATION))
        text = found[begun:].decode("utf-8", "ignore")  # without a last character that is forced in part only
        ended = ended and begun + len(text.encode()) == len(found)
        # A blank at the end is left to the model: with what follows, it is mostly one token.
        ids = self._llama.tokenize(text if ended else text.rstrip(" "))
        return [*(self._of_byte[byte] for byte in found[:begun]), *ids, *([self._end] if ended else [])]

    def _bytes(self, grammar: Any) -> tuple[bytes, bool]:
        """What has to follow, and whether the end is forced behind it."""
        found = bytearray()
        only = self._only(grammar)
        if only is None or only == self._end:
            return b"", only is not None
        state = lib.llama_sampler_clone(grammar)
        try:
            while only is not None and only != self._end and len(found) < LONGEST:
                found += self._llama.piece(only)
                lib.llama_sampler_accept(state, only)
                only = self._only(state)
        finally:
            lib.llama_sampler_free(state)
        return bytes(found), only == self._end

    def _only(self, grammar: Any) -> int | None:
        """The one byte's token, or the end token, that may stand next; None if there are several."""
        may = self._tokens.allowed(grammar)
        return may[0] if len(may) == 1 else None


def _byte_tokens(llama: Llama) -> dict[int, int]:
    """The token of each single byte. In most vocabularies they are among the first."""
    found: dict[int, int] = {}
    for token in range(llama.n_vocab):
        if len(found) == 256:
            break
        if len(piece := llama.piece(token)) == 1:
            found.setdefault(piece[0], token)
    return found
