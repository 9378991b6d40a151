"""A handbook: chapters of one theme each, sections of one place each, and in every section a fact of the theme."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from edge.compare.suites.documents.values import Value, Values
from edge.router.text import tokens_of

__all__ = ["Fact", "Handbook", "written"]

_FORMER = 0.5
"""Of so many sections another value stands beside the right one, which is called out of date."""
_FURNITURE = 0.45
"""So many sections have a table or a list."""
_HALF_SENTENCE = 15
"""Tokens: with less room than that, one more sentence is too many."""
_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact and where it stands."""

    theme: Mapping[str, Any]
    place: str
    value: Value
    former: Value | None
    number: str
    """Of the section: "3.2"."""
    title: str
    """Of the section."""
    chapter: str
    lines: tuple[int, int]
    """Of the section, its heading with it, from 1."""


@dataclass(frozen=True, slots=True)
class Handbook:
    """A text and all of its facts, in their order."""

    text: str
    facts: tuple[Fact, ...]
    tokens: int
    """About how many."""

    def at(self, depth: float) -> Fact:
        """The fact whose section's middle is nearest to this share of the text's lines (0 to 1)."""
        lines = self.text.count("\n") + 1
        return min(self.facts, key=lambda fact: abs(sum(fact.lines) / 2 / lines - depth))

    def others(self, fact: Fact) -> tuple[Value, ...]:
        """Every other value of the facts of its theme, the former ones with them."""
        values = [value for one in self.facts if one.theme is fact.theme for value in (one.value, one.former) if value]
        return tuple(value for value in values if value is not fact.value)


def written(
    words: Mapping[str, Any], values: Values, *, tokens: int, chapters: int, sections: int, seed: str
) -> Handbook:
    """A handbook of about `tokens` tokens, as `edge.router.text.tokens_of` counts them."""
    draw = random.Random(seed)  # noqa: S311 (a text, no secret)
    themes = draw.sample(words["themes"], chapters)
    lines = [f"# {words['title']}", "", words["intro"], ""]
    facts = []
    budget = (tokens - tokens_of("\n".join(lines))) / (chapters * sections)
    for number, theme in enumerate(themes, start=1):
        lines += [f"## {number} {theme['chapter']}", ""]
        for part, place in enumerate(draw.sample(words["places"], sections), start=1):
            value = values.next(theme)
            former = values.next(theme) if draw.random() < _FORMER else None
            title, begun = theme["section"].format(place=place), len(lines) + 1
            lines += [f"### {number}.{part} {title}", ""]
            lines += _section(words, theme, place, value, former, budget, draw)
            facts.append(
                Fact(theme, place, value, former, f"{number}.{part}", title, theme["chapter"], (begun, len(lines))),
            )
    text = "\n".join(lines).rstrip() + "\n"
    return Handbook(text, tuple(facts), tokens_of(text))


def _section(
    words: Mapping[str, Any],
    theme: Mapping[str, Any],
    place: str,
    value: Value,
    former: Value | None,
    budget: float,
    draw: random.Random,
) -> list[str]:
    """Paragraphs up to the budget, in one of which the fact stands, and sometimes a table or a list behind them."""
    behind = list(_furniture(words, draw)) if draw.random() < _FURNITURE else []
    fact = [theme["fact"].format(place=place, value=value.text)]
    if former is not None:
        fact.append(words["former"].format(value=former.text))
    room = budget - tokens_of("\n".join([*fact, *behind])) - 12  # of which the heading has some
    general: list[str] = []
    for pattern in _shuffled(words["general"], draw):
        if room <= _HALF_SENTENCE:
            break
        general.append(_filled(pattern, words, draw))
        room -= tokens_of(general[-1])
    at = draw.randint(0, len(general))
    sentences = [*general[:at], *fact, *general[at:]]
    joint = " " if sentences[0].isascii() or " " in sentences[0] else ""
    paragraphs = [joint.join(sentences[n : n + 4]) for n in range(0, len(sentences), 4)]
    return [line for paragraph in paragraphs for line in (paragraph, "")] + behind


def _furniture(words: Mapping[str, Any], draw: random.Random) -> Iterator[str]:
    if draw.random() < 0.5:
        yield from words["table"]
        for item in draw.sample(words["items"], 3):
            yield f"| {item} | {draw.randint(2, 19)} | {words['shelf'].format(n=draw.randint(2, 19))} |"
    else:
        yield words["steps"]
        yield ""
        for n, action in enumerate(draw.sample(words["actions"], 3), start=1):
            yield f"{n}. {_filled(action, words, draw)}"
    yield ""


def _filled(pattern: str, words: Mapping[str, Any], draw: random.Random) -> str:
    filled = pattern.format(
        role=draw.choice(words["roles"]),
        item=draw.choice(words["items"]),
        day=draw.choice(words["days"]),
        n=draw.randint(2, 19),
    )
    return filled[0].upper() + filled[1:]


def _shuffled(patterns: Sequence[str], draw: random.Random) -> Iterator[str]:
    """Every pattern once, then all of them again in another order."""
    for _ in range(_ROUNDS):
        yield from draw.sample(patterns, len(patterns))
