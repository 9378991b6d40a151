"""A wording to look for, and how its expressions are written."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from edge.care.replies import Need

__all__ = ["Language", "Rule"]

_WORD = re.compile(r"\w+")
_BEGIN = 3
"""Letters by which keys are looked up where words are divided by blanks."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One wording, searched for in one sentence."""

    need: Need
    keys: str
    """Beginnings of words, separated by spaces; one of them stands in every sentence that the rule can match.

    They are looked for first, because that is quick and nearly every sentence holds none. Rare words are good keys.
    """
    says: str
    """A regular expression in verbose form: blanks and line ends in it mean nothing, `_` is a blank, and `<name>`
    stands for the language's part of that name. Every gap has a limit, so that the time is linear."""
    unless: str = ""
    """The same for what looks alike and means something else: where it matches, the rule does not."""
    serious: bool = True
    """False for what people also say in fun: it does not count in a message that laughs."""


@dataclass(frozen=True)
class Language:
    """The wordings of one language."""

    rules: tuple[Rule, ...]
    parts: dict[str, str]
    """Expressions by the name under which rules use them; one may use another."""
    own: str
    """In a sentence that speaks of its writer; of a long text only such sentences count."""
    laughs: str
    """In a message that is meant in fun."""
    tasks: str
    """In a message that asks about a wording (to translate it, to explain it) instead of saying it."""
    words: bool
    """Whether words are divided by blanks: an expression then begins and ends at the border of a word."""

    def heard(self, text: str) -> set[str]:
        """The keys of rules that stand in `text`."""
        begins = {word[:_BEGIN] for word in _WORD.findall(text)} if self.words else set(text)
        return {key for begin in self._keys.keys() & begins for key in self._keys[begin] if key in text}

    def says(self, rule: Rule, sentence: str) -> bool:
        """Whether the sentence holds the wording, and nothing that makes it mean something else."""
        return self.matches(rule.says, sentence) and not (rule.unless and self.matches(rule.unless, sentence))

    def matches(self, expression: str, text: str) -> bool:
        """Whether an expression of this language matches somewhere in `text`."""
        pattern = self._compiled.get(expression)
        if pattern is None:  # only now: most programs never need one
            filled = self._filled(expression).replace("_", r"\ ")
            pattern = re.compile(rf"\b(?:{filled})\b" if self.words else filled, re.VERBOSE)
            self._compiled[expression] = pattern
        return pattern.search(text) is not None

    @functools.cached_property
    def _keys(self) -> dict[str, set[str]]:
        """The keys of all rules, by how they begin."""
        keys: dict[str, set[str]] = {}
        for key in {key for rule in self.rules for key in rule.keys.split()}:
            keys.setdefault(key[: _BEGIN if self.words else 1], set()).add(key)
        return keys

    @functools.cached_property
    def _compiled(self) -> dict[str, re.Pattern[str]]:
        return {}

    def _filled(self, expression: str) -> str:
        filled = re.sub(r"<(\w+)>", lambda match: f"(?:{self.parts[match[1]]})", expression)
        return filled if filled == expression else self._filled(filled)
