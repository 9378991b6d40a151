"""Downwards: what the cloud wrote enters the device's context within a budget.

A small model loses itself in a long answer, and evaluating it would keep the next turn waiting. So of a long answer of
the cloud the device sees the beginning and the end, always the same ones, so that what it evaluated stays valid.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from edge.router.text import tokens_of
from edge.transcript import Message

__all__ = ["SHARE", "shortened"]

SHARE = 8
"""An answer of the cloud may take the n-th part of the device's context."""
_BEGINNING = 0.7
"""Of the budget for the beginning; the end, where an answer sums up, gets the rest."""
_LEFT_OUT = "\n[…]\n"


def shortened(messages: Iterable[Message], context: int) -> list[Message]:
    """The messages, with those of the cloud cut that are longer than an eighth of `context` (tokens) allows."""
    budget = context // SHARE
    return [_cut(message, budget) if message.by == "cloud" else message for message in messages]


def _cut(message: Message, budget: int) -> Message:
    if tokens_of(message.text) <= budget:
        return message
    lines = message.text.splitlines()
    first, taken = _lines(lines, int(budget * _BEGINNING))
    last, _ = _lines(lines[len(first) :][::-1], budget - taken)
    head, tail = "\n".join(first), "\n".join(last[::-1])
    if not head:  # one long line
        head = _characters(lines[0], int(budget * _BEGINNING)) if lines else ""
    return dataclasses.replace(message, text=f"{head}{_LEFT_OUT}{tail}".strip(), uid=f"{message.uid}.short")


def _lines(lines: list[str], budget: int) -> tuple[list[str], int]:
    """As many of the first lines as the budget allows, and what they take of it."""
    taken, chosen = 0, []
    for line in lines:
        tokens = tokens_of(line) + 1
        if taken + tokens > budget:
            break
        taken += tokens
        chosen.append(line)
    return chosen, taken


def _characters(line: str, budget: int) -> str:
    """The beginning of a line that takes about so many tokens."""
    return line[: max(1, len(line) * budget // max(1, tokens_of(line)))]
