"""How a past turn went, in few figures: what pictures of many turns are made of."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Timing"]


class Timing(NamedTuple):
    """One turn that has ended. Nothing in it tells what was said."""

    number: int
    """Its place in the journal: later turns have higher ones. It never changes while the turn is kept."""
    begun: float
    """Seconds since the epoch, by the wall clock."""
    by: str | None
    """Who answered: `skill`, `local` or `cloud`; None where its process died before anything was known."""
    to: str | None
    """Where the router sent it."""
    complete: bool
    ttft_ms: float | None
    """From the question to the first text; None if there was none."""
    tok_s: float | None
    """Tokens a second behind the first one; None where none were counted."""
    fell_back: bool
    """Whether another one answered than should have."""
