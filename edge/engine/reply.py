"""One reply: evaluate what is new of the prompt, then the token loop.

A step of the loop evaluates the token chosen last, with what a grammar forces behind it or what lookup speculation
guesses, in one batch; then it chooses the next token."""

from __future__ import annotations

import codecs
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from edge.answerer import CutOff, Uncertainty
from edge.engine.begun import DoesNotFit, Joint, last_word
from edge.engine.cache import Cache
from edge.engine.forced import ForcedText
from edge.engine.gate import Choice, Gate
from edge.engine.llama import Aborted, Llama, NoRoom
from edge.engine.lookup import Lookup, Worth
from edge.engine.sampler import Sampler
from edge.engine.uncertainty import DISTRIBUTIONS, Probe

__all__ = ["Outcome", "Tools", "Writer"]


@dataclass(slots=True)
class Outcome:
    """How a reply ended, and what it cost."""

    cut_off: CutOff | None = None
    completion: int = 0
    """Tokens of the reply, a class token counted, the end token not."""
    forced: int = 0
    """Those of them that a grammar left no choice about."""
    drafted: int = 0
    """Tokens guessed from the conversation."""
    accepted: int = 0
    """Those of them that were right."""
    prefill_ms: float = 0.0
    decode_ms: float = 0.0
    choice: Choice | None = None
    ids: list[int] = field(default_factory=list)
    """The reply's token ids, with those of what was begun of it."""
    uncertainties: list[Uncertainty] = field(default_factory=list)
    """Of the first distributions, in their order."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a child makes once, and each reply uses."""

    probe: Probe
    worth: Worth | None = None
    """Whether guessing pays; None switches lookup speculation off."""
    finder: ForcedText | None = None
    """Needed where there is a grammar."""
    gate: Gate | None = None
    """The built-in model's; a grammar passes it by."""


class Writer:
    """Writes one reply: `emit` gets each piece of text as soon as it is whole, `first` the first uncertainty."""

    def __init__(
        self,
        llama: Llama,
        cache: Cache,
        tools: Tools,
        sampler: Sampler,
        max_tokens: int,
        *,
        emit: Callable[[str], None],
        first: Callable[[Uncertainty], None],
        stopped: Callable[[], bool],
    ) -> None:
        """The sampler is freed when the reply is written."""
        self._llama = llama
        self._cache = cache
        self._tools = tools
        self._max_tokens = max_tokens
        self._emit = emit
        self._first = first
        self._stopped = stopped
        self._sampler = sampler
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._lookup: Lookup | None = None
        self._out = Outcome()

    def write(self, new: Sequence[int], begun: Sequence[int] = ()) -> Outcome:
        """Evaluate `new` behind the cache and write the reply.

        begun  what another model has written of the reply: the last tokens of the prompt. At least its last word
               (`last_word`) and the token before have to be in `new`.

        Raises DoesNotFit if a grammar does not allow what was begun, RuntimeError when llama.cpp fails. Never raises
        when it is cancelled: then `cut_off` says so, and the text so far has been emitted.
        """
        out = self._out
        out.ids.extend(begun)
        since = time.monotonic()
        try:
            run = self._begin(new, begun)
            out.prefill_ms = (time.monotonic() - since) * 1000
            since = time.monotonic()
            while run:
                if self._stopped():
                    raise Aborted
                run = self._step(run)
        except Aborted:
            out.cut_off = "cancelled"
        except NoRoom:
            out.cut_off = "context"
        finally:
            self._sampler.free()
        rest = self._decoder.decode(b"", final=True)
        if rest and out.cut_off is None:
            self._emit(rest)
        if out.prefill_ms:
            out.decode_ms = (time.monotonic() - since) * 1000
        else:
            out.prefill_ms = (time.monotonic() - since) * 1000
        return out

    def _begin(self, new: Sequence[int], begun: Sequence[int]) -> list[int]:
        """Evaluate the prompt and choose the first token; returns what is to be evaluated next, nothing at the end."""
        if begun and not self._sampler.constrained:
            return self._join(new, begun)
        if not self._sampler.follow(begun):
            raise DoesNotFit
        forced = self._forced()
        self._cache.evaluate([*new, *(token for token in forced if not self._llama.is_end(token))])
        self._room = self._llama.n_ctx - len(self._cache.ids) + len(forced)
        gate = self._tools.gate
        if gate is not None and not self._sampler.constrained:
            choice = self._out.choice = gate.choose(self._llama.logits())
            self._probe(-1)
            self._out.ids.append(choice.token)
            self._out.completion = 1
            self._cache.evaluate([choice.token])
        self._look_up()
        return self._next(-1) if self._put_forced(forced) else []

    def _join(self, new: Sequence[int], begun: Sequence[int]) -> list[int]:
        """The same behind what another model began, whose last word may be written on with other tokens."""
        word = last_word(self._llama, begun)
        at = len(new) - len(word) - 1
        self._cache.evaluate(new[:at])
        self._cache.evaluate_guess(new[at : at + 1], word)
        joint = Joint(self._llama)
        try:
            chosen = joint.choose(word)
        finally:
            joint.free()
        stays = len(word) if chosen is None else chosen[0]
        self._cache.take_back(len(word) - stays)
        del self._out.ids[len(begun) - len(word) + stays :]
        self._sampler.follow(self._out.ids)
        self._room = self._llama.n_ctx - len(self._cache.ids)
        self._look_up()
        if chosen is None:
            return self._next(-1)
        _, token, there = chosen
        self._sampler.take(token)
        return [token] if self._put(token, there) else []

    def _look_up(self) -> None:
        if self._tools.worth is not None and not self._sampler.constrained:
            self._lookup = Lookup(self._cache.ids, self._tools.worth)

    def _step(self, run: list[int]) -> list[int]:
        """Evaluate `run`, and behind it what may follow; take over as much of that as the sampler chooses, too."""
        guess = self._guess(len(run))
        begun = time.monotonic()
        if not guess:
            self._cache.evaluate(run)
            self._timed(len(run), begun)
            return self._next(-1)
        self._cache.evaluate_guess(run, guess)
        self._timed(len(run) + len(guess), begun)
        assert self._lookup is not None
        right = 0
        following = self._next(len(run) - 1)
        while following and right < len(guess) and following[0] == guess[right]:
            right += 1
            following = self._next(len(run) - 1 + right)
        self._out.drafted += len(guess)
        self._out.accepted += right
        self._lookup.judged(len(guess), right)
        self._cache.take_back(len(guess) - right)
        return following

    def _guess(self, known: int) -> list[int]:
        if self._lookup is None:
            return []
        free = self._llama.n_ctx - len(self._cache.ids) - known
        left = self._max_tokens - self._out.completion
        return self._lookup.guess(min(free, left, self._llama.n_batch - known))

    def _timed(self, tokens: int, begun: float) -> None:
        if self._tools.worth is not None:
            self._tools.worth.timed(tokens, (time.monotonic() - begun) * 1000)

    def _next(self, index: int) -> list[int]:
        """Choose the token behind `index` of the last batch, and what a grammar forces behind it; empty at the end."""
        if len(self._out.uncertainties) < DISTRIBUTIONS:
            self._probe(index)
        token = self._sampler.sample(index)
        if not self._put(token):
            return []
        forced = self._forced()
        return [token, *forced] if self._put_forced(forced) else []

    def _forced(self) -> list[int]:
        return self._sampler.forced(self._tools.finder) if self._tools.finder is not None else []

    def _put_forced(self, tokens: Sequence[int]) -> bool:
        """Add tokens that were not sampled; False when the reply ends among them."""
        before = self._out.completion
        goes_on = all(self._put(token) for token in tokens)
        self._out.forced += self._out.completion - before
        return goes_on

    def _probe(self, index: int) -> None:
        seen = self._tools.probe.read(index)
        if not self._out.uncertainties:
            self._first(seen)
        self._out.uncertainties.append(seen)

    def _put(self, token: int, told: int = 0) -> bool:
        """Add a token to the reply, whose first `told` bytes were told already; False when it ends there."""
        out = self._out
        if self._llama.is_end(token):
            return False
        out.ids.append(token)
        out.completion += 1
        if self._lookup is not None:
            self._lookup.add(token)
        text = self._decoder.decode(self._llama.piece(token)[told:])
        if text:
            self._emit(text)
        if out.completion >= self._max_tokens:
            out.cut_off = "length"
        elif out.completion >= self._room:
            out.cut_off = "context"
        return out.cut_off is None
