"""How much is measured: the typical turn that settings are judged by, and how often it is repeated."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["REPLY", "Effort"]

REPLY = 96
"""Tokens of a typical turn's reply, however many are generated to measure them."""


@dataclass(frozen=True, slots=True)
class Effort:
    """The sizes of a run."""

    rounds: int = 5
    """How often each candidate is measured, in turn with the others; at least 2."""
    new_tokens: int = 64
    """Of a typical turn's message."""
    reply_tokens: int = REPLY
    """That are generated."""
    prompts: tuple[int, ...] = (1024, 512, 256, 128, 64)
    """Lengths of the prompt in front of the turn, in tokens: the first that fits and is evaluated within
    `prompt_s`."""
    prompt_s: float = 8.0
    """Seconds."""
    lookups: int = 4
    """Replies that are compared with and without lookup speculation."""

    @classmethod
    def quick(cls) -> Effort:
        """A look rather than a measurement."""
        return cls(rounds=2, reply_tokens=32, prompts=(256, 128, 64), lookups=2)
