"""What this project promised itself, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.side import PREFILLS, Found

__all__ = ["Target", "targets"]

SAME = 0.97
"""Of llama-bench's speed."""
NEW_SHARE = 1.05
RESUMED_SHARE = 1.3
COLD_START_MS = 800.0
MORE_MEMORY_MIB = 80e6 / 2**20


@dataclass(frozen=True, slots=True)
class Target:
    """One promise."""

    text: str
    value: float | None
    limit: float
    unit: str
    least: bool
    """Whether `limit` is the least that is allowed, or the most."""

    @property
    def met(self) -> bool | None:
        """None if it could not be measured."""
        if self.value is None:
            return None
        return self.value >= self.limit if self.least else self.value <= self.limit


def targets(found: Mapping[str, Found]) -> Iterator[Target]:
    """All of them, from the medians of the sides."""
    ours = found["edge"]

    def by(key: str, side: str, theirs: str) -> float | None:
        mine, other = ours[key].median, found[side][theirs].median if side in found else None
        return mine / other if mine is not None and other else None

    yield Target("decode, by llama-bench's", by("decode", "llama-bench", "decode"), SAME, "×", least=True)
    yield Target(
        "decode, by llama-server's, both by the client's clock",
        by("decode_clock", "llama-server", "decode_clock"),
        1.0,
        "×",
        least=True,
    )
    for tokens in PREFILLS:
        key = f"prefill_{tokens}"
        yield Target(
            f"prefill of {tokens:,} tokens, by llama-bench's", by(key, "llama-bench", key), SAME, "×", least=True
        )
    yield Target("turn 5: tokens evaluated, by new ones", ours["new_share"].median, NEW_SHARE, "×", least=False)
    yield Target("first text resumed, by warm", ours["resumed_share"].median, RESUMED_SHARE, "×", least=False)
    yield Target("process start to first text", ours["cold_start"].median, COLD_START_MS, "ms", least=False)
    mine = ours["memory"].median
    other = found["llama-server"]["memory"].median if "llama-server" in found else None
    more = mine - other if mine is not None and other is not None else None
    yield Target("memory of all processes, more than llama-server's", more, MORE_MEMORY_MIB, "MiB", least=False)
