"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass

from edge.bench.definitions import PREFILLS

__all__ = ["Plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes of each part."""

    repeat: int = 5
    """Samples of each figure, at least 1."""
    prefills: tuple[int, ...] = PREFILLS
    """Tokens of prompt."""
    decode_tokens: int = 256
    """Tokens of the reply at which decoding is measured."""
    turns: int = 8
    """Turns of the conversation, at least 2."""
    reply_tokens: int = 32
    """The most tokens of a reply in that conversation."""
    cancels: int = 5
    """Turns that are cancelled at each of the two places."""

    @classmethod
    def quick(cls, repeat: int = 1) -> Plan:
        """A look rather than a measurement."""
        return cls(repeat, prefills=PREFILLS[:2], decode_tokens=64, turns=5, cancels=2)

    @property
    def steps(self) -> int:
        """How many steps a run of it has, for showing how far it is."""
        samples = self.repeat * (3 + len(self.prefills)) + 1  # cold start, load, decode; and one start that warms up
        return samples + self.repeat * (self.turns + 1) + 2 * self.cancels + 1
