"""How long it still takes, from what the same subjects took for what they have answered."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["TimeLeft"]


class TimeLeft:
    """Seconds a weight (`plan.Load.weight`), measured for each subject."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._weight: dict[str, float] = {}

    def took(self, subject: str, weight: float, seconds: float) -> None:
        """So long it took a subject."""
        self._seconds[subject] = self._seconds.get(subject, 0.0) + seconds
        self._weight[subject] = self._weight.get(subject, 0.0) + weight

    def seconds(self, left: Mapping[str, float]) -> float | None:
        """About how long what is left takes, by each subject's weight of it; None before anything was measured.

        Who has not answered yet is thought to be as fast as those who have on average.
        """
        known = sum(self._weight.values())
        if known <= 0:
            return None
        usual = sum(self._seconds.values()) / known
        return sum(weight * self._rate(name, usual) for name, weight in left.items())

    def _rate(self, subject: str, usual: float) -> float:
        weight = self._weight.get(subject, 0.0)
        return self._seconds[subject] / weight if weight > 0 else usual
