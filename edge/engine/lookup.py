"""Lookup speculation: what follows may be what followed the same words before.

Rewriting, quoting and correcting repeat long stretches of the prompt. Where the last tokens stand earlier in the
conversation, what followed them there is evaluated in one batch with the token that is due anyway, and kept as far as
the sampler chooses the same. Each token is still chosen from its own distribution, in order, with the same draws of
the same generator: the text is the one that would have come without this.

A batch of a few tokens costs a CPU hardly more than one token as long as reading the weights takes the time; where
computing does (a weak board), a wrong guess is dear. So the cost is measured while it runs, and guesses are made only
when they pay. Source: prompt lookup decoding (A. Saxena, 2023); the adaptation is ours.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["Lookup", "Worth"]

GRAM = 3
"""Tokens that have to agree before what followed them is taken for a guess."""

LONGEST = 16
"""The most tokens guessed at a time: beyond, a batch costs more than a token on every machine that was measured."""

_SHORTEST = 2
_FIRST = 4

_FORGETTING = 0.9
"""Weight of earlier times in the running means of what evaluating takes."""

_HOPE, _LEARNING = 0.8, 0.2
"""The share of right guesses that each reply begins with, and the weight of its last guess. Hopeful, because each text
is another: where nothing repeats, nothing is guessed, and where a guess is wrong, that is learnt after one or two."""

_TRY_AGAIN = 32
"""Chances let go, after which it is tried again whether guessing pays by now."""


class Worth:
    """Whether guessing pays on this machine with this model: running means of times, over all its replies."""

    def __init__(self, *, always: bool = False) -> None:
        """With `always`, it counts as paying whatever is measured."""
        self._always = always
        self._single: float | None = None
        """Milliseconds to evaluate one token."""
        self._extra: float | None = None
        """Further milliseconds for each further token of a batch."""
        self._let_go = 0

    def pays(self, right: float) -> bool:
        """Whether a guess is worth making now, if this share of its tokens will be right."""
        if self._always:
            return True
        if self._single is None:
            return False  # one token has to be timed first
        if self._extra is None or right * self._single > self._extra:
            return True
        self._let_go += 1
        if self._let_go < _TRY_AGAIN:
            return False
        self._let_go = 0
        return True

    def timed(self, tokens: int, ms: float) -> None:
        """A batch of so many tokens took so long."""
        if tokens == 1:
            self._single = _mean(self._single, ms)
        elif self._single is not None:
            self._extra = _mean(self._extra, max(0.0, ms - self._single) / (tokens - 1))


class Lookup:
    """The tokens of one conversation so far, and where each of their triples stood last."""

    def __init__(self, ids: Sequence[int], worth: Worth) -> None:
        self._ids = list(ids)
        self._worth = worth
        self._length = _FIRST
        self._right = _HOPE
        self._after = {tuple(ids[at - GRAM : at]): at for at in range(GRAM, len(ids))}

    def add(self, token: int) -> None:
        """The conversation goes on with this token."""
        if len(self._ids) >= GRAM:
            self._after[tuple(self._ids[-GRAM:])] = len(self._ids)
        self._ids.append(token)

    def guess(self, most: int) -> list[int]:
        """What may follow, at most `most` tokens; empty where nothing is known or it would not pay."""
        at = self._after.get(tuple(self._ids[-GRAM:]))
        if at is None or most < 1 or not self._worth.pays(self._right):
            return []
        return self._ids[at : at + min(self._length, most)]

    def judged(self, guessed: int, right: int) -> None:
        """Of the last guess, so many tokens were right: longer guesses where all were, shorter ones where few were."""
        self._right += _LEARNING * (right / guessed - self._right)
        self._length = min(LONGEST, self._length * 2) if right == guessed else max(_SHORTEST, right + 1)


def _mean(before: float | None, now: float) -> float:
    return now if before is None else _FORGETTING * before + (1 - _FORGETTING) * now
