"""Texts to ask with: messages of a wanted number of tokens, and a conversation."""

from __future__ import annotations

import math
from collections.abc import Callable

__all__ = ["SHORT", "STORY", "TURNS", "fitted", "words"]

_PROBES = (16, 48)
"""Words of the two messages from which the length of others is guessed."""
_TRIES = 6

_NOUNS = (
    "time year people way day man thing woman life child world school state family student group country problem hand"
    " part place case week company system program question work government number night point home water room mother"
    " area money story fact month lot right study book eye job word business issue side kind head house service friend"
    " father power hour game line end member law car city name team minute idea body back parent face level office door"
)
"""Common ones: nearly every tokenizer has one token for each."""

SHORT = "Hello, how are you today?"
STORY = (
    "Write a long story about a lighthouse keeper and the sea. Describe every room of the lighthouse and each person"
    " who visits it, and do not stop before many pages are full."
)

TURNS = tuple(
    f"This is part {number} of what I wanted to talk about with you, and it is about {what}. What do you think of it,"
    " and what should I do about it tomorrow?"
    for number, what in enumerate(
        ("my garden", "the weather", "an old book", "a new job", "the sea", "my friend", "a song", "the car", "dinner"),
        start=1,
    )
)
"""Questions of one length for the turns of a conversation."""


def words(count: int, begin: int) -> str:
    """A message of `count` words. Those with another `begin` start with another word, so that no cache knows them."""
    nouns = _NOUNS.split()
    return " ".join(nouns[(begin + n) % len(nouns)] for n in range(count))


def fitted(evaluated: Callable[[int], int], wanted: int) -> int | None:
    """The number of words at which `evaluated(words)` tokens is `wanted`, or the nearest below it found in a few tries.

    `evaluated` asks the engine, which is the only one that knows its tokenizer: with a few words first, from which
    follows how many it takes. None where even one word is too many.
    """
    few, count = _PROBES
    evaluated(few)  # what a cache knows of the markup differs at the first
    had, got = evaluated(few), evaluated(count)
    slope = (got - had) / (count - few)
    best: int | None = None
    for _ in range(_TRIES):
        if got == wanted:
            return count
        if got < wanted:
            best = max(best or 0, count)
        if count - few > few:  # farther apart, they tell it more exactly
            slope = (got - had) / (count - few)
        following = max(1, count + math.floor((wanted - got) / slope)) if slope > 0 else 1
        if following == count:
            break
        count, got = following, evaluated(following)
    return best
