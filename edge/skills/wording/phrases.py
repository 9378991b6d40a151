"""Sentences out of a table: the language's own, the plural where it has one, and values put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

__all__ = ["Language", "Phrase", "Table", "either", "joined", "quoted", "say", "tongue"]

Language = Literal["en", "zh", "ja"]

Phrase = str | tuple[str, str]
"""A sentence with names in braces; or two of them, for one and for any other `count`."""

Table = Mapping[str, Mapping[Language, Phrase]]
"""A skill's sentences by their names, each in every language."""


def tongue(language: str) -> Language:
    """The language to answer in: that of the question, if it is one of the three, else English."""
    if language.startswith("zh"):
        return "zh"
    return "ja" if language == "ja" else "en"


def say(table: Table, name: str, language: str, /, **values: object) -> str:
    """A sentence of the table with its values put in; `count` chooses between one and many, and is a value too."""
    phrase = table[name][tongue(language)]
    if isinstance(phrase, tuple):
        phrase = phrase[0 if values.get("count") == 1 else 1]
    return phrase.format_map(values)


_QUOTES: dict[Language, tuple[str, str]] = {"en": ("“", "”"), "zh": ("“", "”"), "ja": ("「", "」")}


def quoted(text: str, language: str) -> str:
    """Somebody's own words, marked as such."""
    opening, closing = _QUOTES[tongue(language)]
    return f"{opening}{text}{closing}"


_JOINTS: dict[Language, tuple[str, str]] = {"en": (", ", " and "), "zh": ("、", "和"), "ja": ("、", "と")}


def joined(things: Sequence[str], language: str) -> str:
    """Several things in one breath: milk, eggs and bread; 牛奶、鸡蛋和面包; 牛乳、卵とパン."""
    between, last = _JOINTS[tongue(language)]
    if len(things) < 2:
        return "".join(things)
    return between.join(things[:-1]) + last + things[-1]


_OR: dict[Language, tuple[str, str]] = {"en": (", ", " or "), "zh": ("、", "、"), "ja": ("、", "、")}


def either(things: Sequence[str], language: str) -> str:
    """Several things to choose from: milk, eggs or bread."""
    between, last = _OR[tongue(language)]
    return between.join(things[:-1]) + last + things[-1] if len(things) > 1 else "".join(things)
