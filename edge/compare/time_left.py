"""How long it still takes, from what each subject took for what it has answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Estimate", "Part", "TimeLeft"]

Part = tuple[str, str]
"""A subject's name, and what of it: its tasks, or its speed."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long what is left takes."""

    seconds: float
    at_least: bool
    """Whether it is longer: how fast one of them is, nobody knows yet."""


class TimeLeft:
    """Seconds a weight (`plan.Load.weight`), measured for each part.

    One subject can be a hundred times as fast as another, so that none is thought to be like the others.
    """

    def __init__(self) -> None:
        self._seconds: dict[Part, float] = {}
        self._weight: dict[Part, float] = {}

    def took(self, part: Part, weight: float, seconds: float) -> None:
        """So long a part of that weight took."""
        self._seconds[part] = self._seconds.get(part, 0.0) + seconds
        self._weight[part] = self._weight.get(part, 0.0) + weight

    def left(self, weights: Mapping[Part, float]) -> Estimate | None:
        """About how long what is left takes, by each part's weight of it; None where nothing is known of any.

        A part that was not begun goes by the other parts of its subject.
        """
        rates = {part: self._rate(part) for part, weight in weights.items() if weight > 0}
        known = {part: rate for part, rate in rates.items() if rate is not None}
        if rates and not known:
            return None
        return Estimate(sum(weights[part] * rate for part, rate in known.items()), len(known) < len(rates))

    def _rate(self, part: Part) -> float | None:
        parts = [part] if part in self._weight else [one for one in self._weight if one[0] == part[0]]
        weight = sum(self._weight[one] for one in parts)
        return sum(self._seconds[one] for one in parts) / weight if weight > 0 else None
