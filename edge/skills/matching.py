"""Which entry somebody means by a word or two of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from edge.skills.values import Text, fold

__all__ = ["matches", "means_all"]

T = TypeVar("T")

_ALL = frozenset(
    (
        *("all", "all of them", "every", "every one", "everything", "both"),
        *("全部", "所有", "所有的", "全都", "都", "すべて", "全て", "ぜんぶ"),
    )
)


def matches(wanted: str, entries: Sequence[T], text_of: Callable[[T], str]) -> list[T]:
    """The entries whose text is what is wanted, else those that have it in them; capitals and width do not count.

    English words count whole: "ice" is not in "rice".
    """
    key = fold(wanted).strip()
    texts = [(entry, Text.of(text_of(entry))) for entry in entries]
    exact = [entry for entry, text in texts if text.plain.strip() == key]
    return exact or [entry for entry, text in texts if key and _has(text, key)]


def _has(text: Text, key: str) -> bool:
    at = text.plain.find(key)
    while at >= 0:
        if text.has(key, at):
            return True
        at = text.plain.find(key, at + 1)
    return False


def means_all(wanted: str) -> bool:
    """Whether it is a word for all of them."""
    return fold(wanted).strip() in _ALL
