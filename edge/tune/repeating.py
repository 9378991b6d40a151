"""Does lookup speculation leave the text as it is on this processor?

A batch of a few tokens and one token alone go through different routines of llama.cpp, whose results may differ in
their last bits; where two tokens are nearly as likely, another one can then win. Both texts would be right, and the
promise of the same text would be broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from edge.bench.prompts import words
from edge.engine.options import Options
from edge.errors import ContextFullError, EdgeError
from edge.tune.trial import Engine

__all__ = ["Repeated", "repeated"]


@dataclass(frozen=True, slots=True)
class Repeated:
    """What was found."""

    replies: int
    drafted: int
    """Tokens that were guessed; with 0, nothing could be compared."""
    same: bool
    """Whether each reply was the same with and without guesses."""
    failed: str = ""
    """Why they could not be compared, as a sentence."""


def repeated(path: Path, options: Options, replies: int, tokens: int) -> Repeated:
    """Let the model write `replies` replies of up to `tokens` tokens, without guesses and with as many as there can be.
    Where an engine dies of that, they do not count as the same."""
    try:
        plain = list(_replies(path, replace(options, lookup="off"), replies, tokens))
        guessed = list(_replies(path, replace(options, lookup="on"), replies, tokens))
    except EdgeError as error:
        return Repeated(0, 0, same=False, failed=str(error))
    same = [text for text, _ in plain] == [text for text, _ in guessed]
    return Repeated(len(plain), sum(drafted for _, drafted in guessed), same)


def _replies(path: Path, options: Options, replies: int, tokens: int) -> Iterator[tuple[str, int]]:
    with Engine.loaded(path, options) as engine:
        for number in range(replies):
            text = f"Repeat this, and then repeat it again: {words(24, begin=number)}."
            try:
                asked = engine.ask(text, max_tokens=tokens)
            except ContextFullError:  # a small context, or a tokenizer with many tokens for a word
                continue
            yield asked.text, asked.drafted
