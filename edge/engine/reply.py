"""One reply: evaluate what is new of the prompt, then the token loop."""

from __future__ import annotations

import codecs
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from edge.answerer import CutOff, Sampling
from edge.engine.gate import Choice, Gate
from edge.engine.llama import Aborted, Llama, NoRoom
from edge.engine.prompt import PlannedPrompt
from edge.engine.sampler import Sampler

__all__ = ["Cache", "Outcome", "write_reply"]


class Cache:
    """The token ids that the KV cache holds, in order."""

    def __init__(self, llama: Llama) -> None:
        self._llama = llama
        self.ids: list[int] = []

    def clear(self) -> None:
        """Empty it."""
        self._llama.cut(0)
        self.ids = []

    def fit(self, plan: PlannedPrompt) -> int:
        """Keep of the cache what the prompt begins with, close its gap; returns how many tokens are reused."""
        if plan.gap and self._llama.can_shift:
            start, length = plan.gap
            if len(self.ids) > start + length and self.ids[:start] == plan.tokens[:start]:
                self._llama.remove(start, start + length)
                del self.ids[start : start + length]
        common = _common(self.ids, plan.tokens)
        # The last token is evaluated in any case: its logits are needed.
        common = min(common, len(plan.tokens) - 1)
        if common < len(self.ids):
            self._llama.cut(common)
            del self.ids[common:]
        return common

    def evaluate(self, tokens: Sequence[int]) -> None:
        """Evaluate tokens behind the cache. Raises Aborted with the cache in step, NoRoom, RuntimeError."""
        for start in range(0, len(tokens), self._llama.n_batch):
            batch = tokens[start : start + self._llama.n_batch]
            try:
                self._llama.decode(batch)
            except Aborted:
                # The sub-batches that were finished stay in the cache: count them.
                done = max(0, self._llama.cached() - len(self.ids))
                self.ids.extend(batch[:done])
                raise
            self.ids.extend(batch)


@dataclass(slots=True)
class Outcome:
    """How a reply ended, and what it cost."""

    cut_off: CutOff | None = None
    completion: int = 0
    """Tokens generated, a class token counted, the end token not."""
    prefill_ms: float = 0.0
    decode_ms: float = 0.0
    choice: Choice | None = None
    ids: list[int] = field(default_factory=list)
    """The reply's token ids."""


def write_reply(
    llama: Llama,
    cache: Cache,
    new: Sequence[int],
    *,
    max_tokens: int,
    sampling: Sampling,
    grammar: str | None,
    gate: Gate | None,
    emit: Callable[[str], None],
    tick: Callable[[], None],
    stop: Callable[[], bool],
) -> Outcome:
    """Evaluate `new` behind the cache and write a reply; `emit` gets each piece of text as soon as it is whole.

    Raises BadGrammar before anything is evaluated, RuntimeError when llama.cpp fails. Never raises when it is
    cancelled: then `cut_off` says so, and the text so far has been emitted.
    """
    sampler = Sampler(llama, sampling, grammar)
    out = Outcome()
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    begun = time.monotonic()
    try:
        cache.evaluate(new)
        out.prefill_ms = (time.monotonic() - begun) * 1000
        begun = time.monotonic()
        room = llama.n_ctx - len(cache.ids)
        if gate is not None and grammar is None:
            out.choice = gate.choose(llama.logits())
            out.ids.append(out.choice.token)
            out.completion = 1
            cache.evaluate([out.choice.token])
        while True:
            tick()
            if stop():
                raise Aborted
            token = sampler.sample()
            if llama.is_end(token):
                break
            out.ids.append(token)
            out.completion += 1
            text = decoder.decode(llama.piece(token))
            if text:
                emit(text)
            if out.completion >= max_tokens:
                out.cut_off = "length"
                break
            if out.completion >= room:
                out.cut_off = "context"
                break
            cache.evaluate([token])
    except Aborted:
        out.cut_off = "cancelled"
    except NoRoom:
        out.cut_off = "context"
    finally:
        sampler.free()
    rest = decoder.decode(b"", final=True)
    if rest and out.cut_off is None:
        emit(rest)
    if out.prefill_ms:
        out.decode_ms = (time.monotonic() - begun) * 1000
    else:
        out.prefill_ms = (time.monotonic() - begun) * 1000
    return out


def _common(a: Sequence[int], b: Sequence[int]) -> int:
    """Length of the longest common beginning."""
    n = min(len(a), len(b))
    if list(a[:n]) == list(b[:n]):
        return n
    return next(i for i in range(n) if a[i] != b[i])
