"""The scales of a plot: from values to places between 0 and 1, with the round values that are written beside them."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Scale", "TimeAxis", "linear", "logarithmic"]

_BOUNDS = tuple(digit * 10.0**power for power in range(-3, 10) for digit in (1, 2, 5))
"""Values at which a logarithmic scale may begin or end."""
_LIMITS = (_BOUNDS[0], 1e9)
"""What is beyond them is put at the nearer of the two."""
_ROUND = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)
"""First digits of the values at which a scale may end."""
_STEP = (1, 2, 2.5, 5)
"""First digits of the steps between its values."""
_LABEL = 5
"""Cells of `13:15`."""
_STEPS = tuple(minutes * 60 for minutes in (5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880))
"""Seconds between two moments that are named below a plot."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high`, both round, evenly or by powers of ten."""

    low: float
    high: float
    log: bool = False

    def place(self, value: float) -> float:
        """Where a value lies: 0 at `low`, 1 at `high`; what is beyond them at the nearer of the two."""
        if self.log:
            low, high = math.log10(self.low), math.log10(self.high)
            value = math.log10(value) if value > 0 else low
        else:
            low, high = self.low, self.high
        return min(1.0, max(0.0, (value - low) / (high - low)))

    def ticks(self, most: int) -> list[float]:
        """At most so many round values (2 or more), the lowest first; evenly, the ends are among them."""
        if not self.log:
            return _even(self.low, self.high, most)
        low, high = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
        if high <= low:
            return [self.low, self.high]
        return [10.0**power for power in range(low, high + 1, math.ceil((high - low) / max(1, most - 1)))]


def linear(values: Iterable[float], least: float) -> Scale:
    """From 0 to the next round number that is no less than any of these values, nor than `least`."""
    most = max([least, *(value for value in values if math.isfinite(value))])
    power = 10.0 ** math.floor(math.log10(most))
    return Scale(0.0, next(step * power for step in _ROUND if step * power >= most * (1 - 1e-12)))


def logarithmic(values: Iterable[float], low: float, high: float) -> Scale:
    """By powers of ten: between round numbers that hold all these values, or `low` and `high` where there are none."""
    known = [min(max(value, _LIMITS[0]), _LIMITS[1]) for value in values if value > 0 and math.isfinite(value)]
    first, last = min(known, default=low), max(known, default=high)
    down = max(bound for bound in _BOUNDS if bound <= first * (1 + 1e-9))
    up = min(bound for bound in _BOUNDS if bound >= max(last * (1 - 1e-9), down * 4))
    return Scale(down, up, log=True)


def _even(low: float, high: float, most: int) -> list[float]:
    """Multiples of a round step, as many as may be."""
    for parts in (6, 5, 4, 3, 2):
        step = (high - low) / parts
        if parts < most and any(math.isclose(_digits(step), round_step) for round_step in _STEP):
            return [low + step * part for part in range(parts + 1)]
    return [low, high]


def _digits(value: float) -> float:
    """A positive value without its power of ten: 1 to 10."""
    return value / 10.0 ** math.floor(math.log10(value) + 1e-12)


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Columns of equal spans of time. They stay where they are while time passes, until a new one begins."""

    begin: float
    """Seconds since the epoch at which the first column begins."""
    step: float
    """Seconds of a column."""
    columns: int

    @classmethod
    def until(cls, now: float, span: float, columns: int) -> TimeAxis:
        """The last `span` seconds in so many columns; the one that is under way is the last."""
        step = span / columns
        end = (math.floor(now / step) + 1) * step
        return cls(end - span, step, columns)

    @property
    def end(self) -> float:
        """Seconds since the epoch at which the last column ends."""
        return self.begin + self.step * self.columns

    def column(self, when: float) -> int | None:
        """In which column a moment lies; None if in none."""
        column = math.floor((when - self.begin) / self.step)
        return column if 0 <= column < self.columns else None

    def labels(self) -> str:
        """One line of exactly so many columns: round moments of local time, each beginning at its column.

        They are times of the day, and dates where the columns are more than two days.
        """
        offset = time.localtime(self.end).tm_gmtoff
        step = next((step for step in _STEPS if step / self.step >= _LABEL + 2), _STEPS[-1])
        days = self.step * self.columns > 2 * 86_400
        if days:
            step = max(step, 86_400)
        line = ""
        moment = math.ceil((self.begin + offset) / step) * step - offset
        while (column := self.column(moment)) is not None and column + _LABEL <= self.columns:
            named = time.strftime("%m-%d" if days else "%H:%M", time.localtime(moment))
            if not line or column > len(line):
                line = line.ljust(column) + named
            moment += step
        return line.ljust(self.columns)
