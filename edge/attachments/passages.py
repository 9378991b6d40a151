"""A text in passages of up to 200 tokens, cut where the author paused: at headings, paragraphs, ends of sentences.

A passage is a stretch of the text itself, so that its place in lines can be told exactly. All that is not blank is in
one passage, and they stand in the text's order.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from edge.router.text import tokens_of

__all__ = ["MOST_TOKENS", "Lines", "Passage", "passages_of"]

MOST_TOKENS = 200
"""Of a passage, as `tokens_of` counts."""
_ENOUGH = MOST_TOKENS // 2
"""Tokens from which a passage ends with its paragraph."""
_TOO_LITTLE = MOST_TOKENS // 5
"""Tokens below which a passage goes on over a heading: a title is no passage."""

_HEADING = re.compile(
    r"#{1,6} \S|=+ \S|\d{1,2}(?:\.\d{1,2}){0,3}\.? +\S[^\n]{0,80}\Z"
    r"|第[0-9０-９一二三四五六七八九十百]{1,5}[章节節条條編编回部]"
)
_SENTENCE_END = re.compile(r"[.!?;](?=\s)|[。！？；…]+[」』”’）]?|\Z")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text."""

    start: int
    end: int
    """Characters of the text: `text[start:end]`."""
    tokens: int
    """At most `MOST_TOKENS`."""


@dataclass(frozen=True, slots=True)
class _Atom:
    """A line, or a part of a long one."""

    start: int
    end: int
    tokens: int
    paragraph: bool
    """Whether a paragraph begins with it."""
    heading: bool


class Lines:
    """The lines of a text by their numbers, which begin with 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        if text.endswith("\n"):
            self._starts.pop()

    def __len__(self) -> int:
        return len(self._starts)

    def of(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last line of a stretch that is not empty."""
        return bisect_right(self._starts, start), bisect_right(self._starts, end - 1)


def passages_of(text: str) -> list[Passage]:
    """The passages of a text. Time grows in proportion to its length."""
    passages: list[Passage] = []
    start = end = tokens = 0

    def close() -> None:
        if tokens:
            passages.append(Passage(start, end, tokens_of(text[start:end])))

    for atom in _atoms(text):
        together = tokens + atom.tokens + tokens_of(text[end : atom.start])
        pause = (atom.heading and tokens >= _TOO_LITTLE) or (atom.paragraph and tokens >= _ENOUGH)
        if tokens and not pause and together <= MOST_TOKENS:
            end, tokens = atom.end, together
            continue
        close()
        start, end, tokens = atom.start, atom.end, atom.tokens
    close()
    return passages


def _atoms(text: str) -> Iterator[_Atom]:
    at, blank = 0, True
    for line in text.split("\n"):
        if line.strip():
            heading = blank and _HEADING.match(line) is not None
            for start, end in _cut(line):
                piece = line[start:end]
                yield _Atom(at + start, at + end, tokens_of(piece), blank and start == 0, heading and start == 0)
            blank = False
        else:
            blank = True
        at += len(line) + 1


def _cut(line: str) -> Iterator[tuple[int, int]]:
    """The line, or parts of it that are short enough, cut behind sentences where that goes."""
    if tokens_of(line) <= MOST_TOKENS:
        yield 0, len(line)
        return
    start = end = 0
    for found in _SENTENCE_END.finditer(line):
        if start < end and tokens_of(line[start : found.end()]) > MOST_TOKENS:
            yield from _halved(line, start, end)
            start = end
        end = found.end()
    yield from _halved(line, start, len(line))


def _halved(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch, in halves as often as needed, and nothing of it if it is blank."""
    if not line[start:end].strip():
        return
    if tokens_of(line[start:end]) <= MOST_TOKENS:
        yield start, end
        return
    middle = (start + end) // 2
    blank = line.rfind(" ", start + (end - start) // 4, middle)
    middle = blank + 1 if blank > 0 else middle
    yield from _halved(line, start, middle)
    yield from _halved(line, middle, end)
