"""Which of several settings is faster, from what was measured. No clock and no engine here.

Each round measures every candidate once, so what slows the whole machine down for a while slows all of them. So a
candidate is compared with the start round by round: the median of the ratios says how much faster it is, their median
deviation how much of that is chance.
"""

from __future__ import annotations

import statistics
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["LOST", "MARGIN", "Ratio", "choose", "holds", "lost", "ratio"]

Key = TypeVar("Key", bound=Hashable)

MARGIN = 0.03
"""A share: what is not better by this much is not better."""
LOST = 0.2
"""A share: what is slower than the fastest by this much is not measured again."""
_DEVIATIONS = 2.0
"""A gain has to be this many times the median deviation."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """One way's time by another's."""

    value: float
    """Below 1 it is faster. Median of the rounds."""
    spread: float
    """Median deviation from that."""

    @property
    def better(self) -> bool:
        """Whether it is faster by more than the margin and by more than chance."""
        return 1 - self.value >= max(MARGIN, _DEVIATIONS * self.spread)


def ratio(times: Sequence[float], start: Sequence[float]) -> Ratio:
    """How `times` compare with `start`, both in the order of their rounds; rounds that only one of them has do not
    count. At least one has to be common."""
    ratios = [one / other for one, other in zip(times, start, strict=False)]
    middle = statistics.median(ratios)
    return Ratio(middle, statistics.median(abs(each - middle) for each in ratios))


def choose(start: Key, times: Mapping[Key, Sequence[float]]) -> Key:
    """The fastest of those that are better than the start, which itself is among them; else the start.

    times  of each candidate, in the order of the rounds; fewer where it was dropped or failed, perhaps none
    """
    ratios = {key: ratio(each, times[start]) for key, each in times.items() if key != start and each}
    better = {key: found.value for key, found in ratios.items() if found.better}
    return min(better, key=lambda key: better[key]) if better else start


def lost(start: Key, times: Mapping[Key, Sequence[float]]) -> set[Key]:
    """The candidates that need not be measured again; never the start, and never one without times."""
    ratios = {key: ratio(each, times[start]).value for key, each in times.items() if each}
    best = min(ratios.values())
    return {key for key, found in ratios.items() if key != start and found > best * (1 + LOST)}


def holds(turn: Ratio, long: Ratio) -> bool:
    """Whether a choice, measured once more against the start, is to be taken: its typical turn is faster, or its long
    prompt is and its typical turn is not slower."""
    return turn.better or (long.better and turn.value <= 1 + MARGIN)
