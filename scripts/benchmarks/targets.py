"""What this project promised itself, and whether it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from benchmarks.side import PREFILLS, Found
from edge.bench import Samples

__all__ = ["Target", "Verdict", "targets"]

SAME = 0.97
"""Of llama-bench's speed."""
NEW_SHARE = 1.05
RESUMED_SHARE = 1.3
COLD_START_MS = 800.0
MORE_MEMORY_MIB = 80e6 / 2**20

Verdict = Literal["met", "missed", "undecided", "not measured"]


@dataclass(frozen=True, slots=True)
class Target:
    """One promise."""

    text: str
    value: float | None
    """From the medians; None if it could not be measured."""
    worst: float | None
    """What the samples allow at the least favourable: our worst sample and the other side's best."""
    best: float | None
    """The other way round."""
    limit: float
    unit: str
    least: bool
    """Whether `limit` is the least that is allowed, or the most."""

    @property
    def verdict(self) -> Verdict:
        """Undecided where the samples lie so far apart that some would meet it and some would not."""
        if self.worst is None or self.best is None:
            return "not measured"
        if self._holds(self.worst):
            return "met"
        return "undecided" if self._holds(self.best) else "missed"

    def _holds(self, value: float) -> bool:
        return value >= self.limit if self.least else value <= self.limit


def targets(found: Mapping[str, Found]) -> Iterator[Target]:
    """All of them."""
    ours = found["edge"]

    def theirs(side: str, key: str) -> Samples:
        return found[side][key] if side in found else Samples(())

    def ratio(text: str, key: str, side: str, limit: float) -> Target:
        return _against(text, ours[key], theirs(side, key), _divided, limit, "×", least=True)

    yield ratio("decode, by llama-bench's", "decode", "llama-bench", SAME)
    yield ratio("decode, by llama-server's, both by the client's clock", "decode_clock", "llama-server", 1.0)
    for tokens in PREFILLS:
        yield ratio(f"prefill of {tokens:,} tokens, by llama-bench's", f"prefill_{tokens}", "llama-bench", SAME)
    yield _most("turn 5: tokens evaluated, by new ones", ours["new_share"], NEW_SHARE, "×")
    yield _most("first text resumed, by warm", ours["resumed_share"], RESUMED_SHARE, "×")
    yield _most("process start to first text", ours["cold_start"], COLD_START_MS, "ms")
    text = "memory of all processes, more than llama-server's"
    server = theirs("llama-server", "memory")
    yield _against(text, ours["memory"], server, _minus, MORE_MEMORY_MIB, "MiB", least=False)


def _most(text: str, ours: Samples, limit: float, unit: str) -> Target:
    """A figure of our own that may be at most `limit`."""
    return Target(text, ours.median, ours.high, ours.low, limit, unit, least=False)


def _against(
    text: str,
    ours: Samples,
    theirs: Samples,
    compared: Callable[[float | None, float | None], float | None],
    limit: float,
    unit: str,
    *,
    least: bool,
) -> Target:
    """A figure of ours compared with another side's."""
    low, high = compared(ours.low, theirs.high), compared(ours.high, theirs.low)
    worst, best = (low, high) if least else (high, low)
    return Target(text, compared(ours.median, theirs.median), worst, best, limit, unit, least)


def _divided(mine: float | None, other: float | None) -> float | None:
    return mine / other if mine is not None and other else None


def _minus(mine: float | None, other: float | None) -> float | None:
    return mine - other if mine is not None and other is not None else None
