"""Fuzzy search in short texts: what somebody types finds what they mean, in any language, in linear time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Match", "match"]

WHOLE = 100.0
"""A word of the query with which the text or a word in it begins."""
INSIDE = 1.0
"""What stands inside of a word comes behind as many letters with which words begin."""
SPREAD = 4
"""For each letter of a word that is found letter by letter, if it begins a word or follows the one before."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well a query fits to a text."""

    score: float
    """The higher, the better; comparable between texts for one query."""
    places: tuple[int, ...]
    """The characters of the text that were found, in rising order."""


def match(query: str, text: str, *, words: bool = False) -> Match | None:
    """How the words of `query`, each for itself, are found in `text`; None where one of them is not.

    A word is found as it is, or else its letters in this order, most of them at the beginning of words or one behind
    the other: `nwc` finds `new conversation`. With `words` it has to begin a word of the text. Case does not count.
    """
    low = _lowered(text)
    score, places = 0.0, set[int]()
    for word in _lowered(query).split():
        found = _as_it_is(word, low, words) or (None if words else _spread(word, low))
        if found is None:
            return None
        score += found.score
        places.update(found.places)
    return Match(score - len(text) / 1000, tuple(sorted(places)))


def _lowered(text: str) -> str:
    """In lower case, a character for a character: a few have two in lower case."""
    return "".join(small if len(small := character.lower()) == 1 else character for character in text)


def _as_it_is(word: str, low: str, begins: bool) -> Match | None:
    at = first = low.find(word)
    while at >= 0 and not _begins(low, at):
        at = low.find(word, at + 1)
    starts = at >= 0
    if first < 0 or (begins and not starts):
        return None
    at = at if starts else first
    score = WHOLE if starts else SPREAD * len(word) - INSIDE
    return Match(score + len(word) / 10 - at / 100, tuple(range(at, at + len(word))))


def _spread(word: str, low: str) -> Match | None:
    """Each letter where a word begins if there is such a place, else at the next one; then the next places only."""
    for prefer in (True, False):
        places: list[int] = []
        good = 0
        for letter in word:
            at = _next(letter, low, places, prefer)
            if at < 0:
                break
            good += _begins(low, at) or (bool(places) and at == places[-1] + 1)
            places.append(at)
        else:
            if 2 * good > len(word):
                return Match(SPREAD * good - (places[-1] - places[0]) / 50, tuple(places))
    return None


def _next(letter: str, low: str, places: Sequence[int], prefer_beginnings: bool) -> int:
    behind = places[-1] + 1 if places else 0
    at = first = low.find(letter, behind)
    if not prefer_beginnings or first == behind:
        return first
    while at >= 0 and not _begins(low, at):
        at = low.find(letter, at + 1)
    return at if at >= 0 else first


def _begins(low: str, at: int) -> bool:
    return at == 0 or not low[at - 1].isalnum() or not low[at].isascii()
