"""The colours of code that grows: what is new is looked at, and not the whole each time."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Span

if TYPE_CHECKING:  # a fifth of a second, and only for replies with code
    from pygments.lexer import Lexer

__all__ = ["Highlighter"]

STEP = 4
"""Lines after which a line is looked for from which on the lexer can begin anew."""
PATIENCE = 48
"""Lines that are looked at again and again while there is none; then it is done ever more seldom."""
LONGEST = 2000
"""Characters of a line from which on it has no colours: no person wrote it, and expressions can take long on it."""

STYLES = {
    ("Comment",): "comment",
    ("Error",): "",
    ("Generic", "Deleted"): "deleted",
    ("Generic", "Inserted"): "inserted",
    ("Generic", "Heading"): "name",
    ("Generic", "Subheading"): "name",
    ("Generic", "Prompt"): "comment",
    ("Keyword",): "keyword",
    ("Keyword", "Constant"): "constant",
    ("Literal",): "number",
    ("Literal", "String"): "string",
    ("Literal", "String", "Doc"): "doc",
    ("Name", "Attribute"): "function",
    ("Name", "Builtin"): "builtin",
    ("Name", "Class"): "function",
    ("Name", "Constant"): "constant",
    ("Name", "Decorator"): "decorator",
    ("Name", "Entity"): "constant",
    ("Name", "Exception"): "builtin",
    ("Name", "Function"): "function",
    ("Name", "Tag"): "keyword",
    ("Name", "Variable"): "variable",
    ("Operator", "Word"): "keyword",
}
"""The kinds (`LOOKS`) of Pygments' token types and of the types below them."""

Spans = list[Span]


@functools.cache
def _style(kind: tuple[str, ...]) -> str:
    while kind:
        if (found := STYLES.get(kind)) is not None:
            return found
        kind = kind[:-1]
    return ""


@functools.lru_cache(64)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=True) if language else None
    except ClassNotFound:
        return None


class Highlighter:
    """The spans of each line of one piece of code.

    Pygments cannot go on where it ended. So it begins at a line of which a second look has shown that what comes after
    it has the same colours with and without what stands before it; near the end there nearly always is one. While there
    is none, for example in a long string, it looks less often the longer that lasts, so that all of it takes a time
    that grows with the length of the code, and not with its square. `finish` looks at the whole once more.
    """

    def __init__(self, language: str) -> None:
        """`language` as a fence names it; for one that nobody knows there are no colours."""
        self._language = language.lower()[:32]
        self._safe = 0
        self._next = 0
        self.spans: list[Spans] = []

    def follow(self, lines: Sequence[str]) -> int:
        """Take in that the code, which has only grown, has these lines now. The first line whose spans changed."""
        del self.spans[len(lines) :]
        before = len(self.spans)
        lexer = _lexer(self._language)
        if lexer is None or len(lines) < self._next:
            self.spans += [[] for _ in range(before, len(lines))]
            return before
        new = self._spans(lexer, lines[self._safe :])
        changed = self._safe + _agreeing(self.spans[self._safe :], new)
        self.spans[self._safe :] = new
        self._begin_later(lexer, lines)
        return changed

    def finish(self, lines: Sequence[str]) -> int:
        """The same, and the code is whole now."""
        self._safe = self._next = 0
        return self.follow(lines)

    def _begin_later(self, lexer: Lexer, lines: Sequence[str]) -> None:
        unsafe = len(lines) - self._safe
        if unsafe <= STEP:
            return
        candidate = len(lines) - 2
        if self._spans(lexer, lines[candidate:]) == self.spans[candidate:]:
            self._safe = candidate
        elif unsafe > PATIENCE:
            self._next = len(lines) + unsafe // 4

    def _spans(self, lexer: Lexer, lines: Sequence[str]) -> list[Spans]:
        spans: list[Spans] = [[]]
        x = 0
        text = "\n".join(line if len(line) <= LONGEST else " " * len(line) for line in lines)
        try:
            tokens = list(lexer.get_tokens(text))
        except Exception:  # noqa: BLE001  there are 600 lexers, by many hands; colours are not worth an answer
            tokens, self._language = [], ""
        for kind, value in tokens:
            style = _style(tuple(kind))
            first, *others = value.split("\n")
            if style and first:
                spans[-1].append(Span(x, x + len(first), style))
            x += len(first)
            for part in others:
                spans.append([Span(0, len(part), style)] if style and part else [])
                x = len(part)
        spans = spans[: len(lines)]
        return spans + [[] for _ in range(len(spans), len(lines))]


def _agreeing(old: Sequence[Spans], new: Sequence[Spans]) -> int:
    """How many of the first ones are equal."""
    for number, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return number
    return min(len(old), len(new))
