"""Samples of one quantity, and what a table says of them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from edge.bench.definitions import DEFINITIONS

__all__ = ["Measure", "Samples"]


@dataclass(frozen=True, slots=True)
class Samples:
    """What was measured, in the order in which it was measured."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Sequence[float | None]) -> Samples:
        """The values that there are; None stands for one that could not be had."""
        return cls(tuple(value for value in values if value is not None))

    @property
    def median(self) -> float | None:
        """The middle one, or the mean of the two in the middle; None if there are none."""
        return statistics.median(self.values) if self.values else None

    @property
    def low(self) -> float | None:
        """The smallest."""
        return min(self.values, default=None)

    @property
    def high(self) -> float | None:
        """The largest."""
        return max(self.values, default=None)

    def to_json(self) -> dict[str, Any]:
        """Median, spread, and every sample, rounded to what means something."""
        return {
            "median": _rounded(self.median),
            "min": _rounded(self.low),
            "max": _rounded(self.high),
            "samples": [_rounded(value) for value in self.values],
        }


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table. What `key` means stands in `edge.bench.definitions`."""

    key: str
    engine: Samples = field(default_factory=lambda: Samples(()))
    """By the engine's own clock, which sees nothing but llama.cpp."""
    asker: Samples = field(default_factory=lambda: Samples(()))
    """By the clock of whoever asked, which sees everything."""
    note: str = ""
    """What a reader has to know of these samples, as a sentence or less."""
    skipped: str = ""
    """Why there are no samples, as a sentence; empty where there are."""
    detail: dict[str, Any] = field(default_factory=dict)
    """Further figures, for JSON."""

    @property
    def unit(self) -> str:
        """For example `ms`."""
        return DEFINITIONS[self.key].unit

    @property
    def title(self) -> str:
        """What the table calls it."""
        return DEFINITIONS[self.key].title

    @property
    def shown(self) -> Samples:
        """The samples that the table shows: the asker's, where there are both."""
        return self.asker if self.asker.values else self.engine

    def to_json(self) -> dict[str, Any]:
        """Everything."""
        said: dict[str, Any] = {"unit": self.unit}
        if self.engine.values:
            said["engine"] = self.engine.to_json()
        if self.asker.values:
            said["asker"] = self.asker.to_json()
        for name in ("note", "skipped"):
            if value := getattr(self, name):
                said[name] = value
        return {**said, **self.detail}


def _rounded(value: float | None) -> float | None:
    """Four significant digits for what is small, one decimal for what is large."""
    if value is None:
        return None
    return round(value, 1) if abs(value) >= 100 else float(f"{value:.4g}")
