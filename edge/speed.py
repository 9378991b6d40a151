"""How fast the device has been lately: what the router knows of it."""

from __future__ import annotations

from edge.events import TurnRecord

__all__ = ["Speed"]

_ENOUGH = 32
"""Tokens below which a time says little about the speed."""


class Speed:
    """Of the last turn of the local model from which each can be told; None before there was one."""

    def __init__(self) -> None:
        self.prefill: float | None = None
        """Tokens of prompt that it evaluates in a second."""
        self.decode: float | None = None
        """Tokens that it writes in a second."""

    def of(self, record: TurnRecord) -> None:
        """Take the figures of a turn that has ended."""
        if record.by != "local":
            return
        new = record.tokens.prompt - record.tokens.cached
        if record.prefill_ms and new >= _ENOUGH:
            self.prefill = new * 1000 / record.prefill_ms
        if record.tok_s is not None and record.tokens.completion >= _ENOUGH:
            self.decode = record.tok_s
