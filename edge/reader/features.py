"""What the model sees of a message: those of its n-grams, of characters and of words, that the model knows.

Character n-grams need no word boundaries, so Chinese, Japanese, mixed text and slips of the finger are at home. All of
it is numpy on the array of code points: no loop over characters, and time in proportion to the length.
"""

from __future__ import annotations

import unicodedata

import numpy as np
import numpy.typing as npt

__all__ = ["HEAD", "LONGEST", "TAIL", "VERSION", "known_rows", "ngrams", "prepared"]

VERSION = 2
"""Of everything in this file that changes what a message looks like to the model; it stands in the model's file."""

HEAD, TAIL = 2000, 500
"""Characters of the beginning and of the end that decide: what is wanted stands before or after a pasted text."""

LONGEST = HEAD + TAIL

_BEGIN, _END = 2, 3
"""Code points that no prepared text holds, for the edges of the message."""

_U64 = npt.NDArray[np.uint64]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)
"""Odd constants of multiplicative hashing (the golden ratio; Evensen's moremur family); arithmetic is modulo 2^64."""

_SALTS = tuple(np.uint64(salt * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF) for salt in range(1, 7))

_TOP = 0x2E80
"""From here on scripts are written without spaces (CJK, kana, hangul): there, characters are the words."""


def _powers(base: int) -> _U64:
    values, value = [], 1
    for _ in range(LONGEST + 3):
        values.append(value)
        value = value * base & 0xFFFFFFFFFFFFFFFF
    return np.array(values, dtype=np.uint64)


_POWERS = _powers(int(_BASE))
_INVERSES = _powers(pow(int(_BASE), -1, 1 << 64))

_WORD = np.array([chr(at).isalnum() or at == 0x27 for at in range(_TOP)] + [False])
"""Whether a code point is part of a word; the apostrophe keeps "don't" in one piece."""


def prepared(text: str) -> str:
    """`text` as it is hashed: width, case and spaces made equal (NFKC, casefold), at most `LONGEST` characters."""
    text = _ends(text)
    # NFKC can make 18 characters of one, so what comes out is cut again.
    return _ends(" ".join(unicodedata.normalize("NFKC", text).casefold().split()))


def _ends(text: str) -> str:
    return text if len(text) <= LONGEST else text[:HEAD] + text[-TAIL:]


def known_rows(text: str, known: npt.NDArray[np.uint32]) -> npt.NDArray[np.int32]:
    """The places in `known`, which ascends, of the message's n-grams; what is not in it is left out.

    An n-gram that was hardly ever learnt from says nothing. In a table of buckets for all n-grams it would get the row
    of whatever shares its bucket, and most of the n-grams of a new message are such.
    """
    hashed = ngrams(text)
    # Without the last of them, so that every place is one of `known`; whether it is the same is looked at below.
    at = np.searchsorted(known[:-1], hashed)
    rows: npt.NDArray[np.int32] = at[known[at] == hashed].astype(np.int32)
    return rows


def ngrams(text: str) -> npt.NDArray[np.uint32]:
    """The message's n-grams as hashes of 32 bits, each once, ascending; at least one, at most about six a character.

    Character 1- to 4-grams with the edges of the message as characters, words, and pairs of neighbouring words. All
    digits count as one: what matters is that there is a number. Takes any string, lone surrogates too.
    """
    raw = np.frombuffer(prepared(text).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    points = np.empty(len(raw) + 2, dtype=np.uint64)
    points[0], points[-1] = _BEGIN, _END
    points[1:-1] = raw
    points[(points >= 0x30) & (points <= 0x39)] = 0x30

    two = points[:-1] * _BASE + points[1:]
    parts = [points + _SALTS[0], two + _SALTS[1]]
    if len(points) > 2:
        three = two[:-1] * _BASE + points[2:]
        parts.append(three + _SALTS[2])
        if len(points) > 3:
            parts.append(three[:-1] * _BASE + points[3:] + _SALTS[3])
    words = _words(points)
    if len(words) > 2:
        parts += [words[1:-1] + _SALTS[4], words[:-1] * _BASE + words[1:] + _SALTS[5]]

    hashed = np.concatenate(parts)
    hashed ^= hashed >> np.uint64(32)
    hashed *= _MIX
    # The highest bits are the best mixed.
    short = (hashed >> np.uint64(32)).astype(np.uint32)
    short.sort()
    new = np.empty(len(short), dtype=bool)
    new[0] = True
    np.not_equal(short[1:], short[:-1], out=new[1:])
    return short[new]


def _words(points: _U64) -> _U64:
    """A hash for each word, with one for the beginning before them and one for the end behind them."""
    part = _WORD[np.minimum(points, _TOP)]
    turns = np.flatnonzero(part[1:] != part[:-1]) + 1
    starts, stops = turns[::2], turns[1::2]
    # A polynomial over the prefix gives the hash of any stretch by one subtraction.
    sums = np.empty(len(points) + 1, dtype=np.uint64)
    sums[0] = 0
    np.cumsum(points * _POWERS[: len(points)], out=sums[1:])
    words = np.empty(len(starts) + 2, dtype=np.uint64)
    words[0], words[-1] = _BEGIN, _END
    words[1:-1] = (sums[stops] - sums[starts]) * _INVERSES[starts]
    return words
