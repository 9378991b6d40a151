"""How sure a mean of few tasks is: intervals by resampling tasks.

Tasks are what was drawn, not answers: a task asked five times is still one task. So the bootstrap draws tasks with
replacement (Efron's percentile interval, 95%), from a fixed seed, so that the same run has the same intervals. Where
all tasks scored the same, resampling knows no spread; there Wilson's interval stands in for it, so that five tasks out
of five do not look like certainty.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["RESAMPLES", "Estimate", "mean", "percentile_interval", "weights"]

RESAMPLES = 2000
_SEED = 20261123
_TAIL = 2.5
"""Percent below and above the interval."""
_Z = 1.959964
"""The same for a normal distribution."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95% interval."""

    value: float
    low: float | None = None
    """None where there are too few tasks for an interval."""
    high: float | None = None
    count: int = 0
    """Tasks that it is from."""


@functools.lru_cache(maxsize=8)
def weights(count: int) -> NDArray[np.float64]:
    """How often each of `count` tasks is drawn, a row for each of `RESAMPLES` draws of as many tasks."""
    import numpy as np

    generator = np.random.default_rng(_SEED)
    drawn = generator.multinomial(count, [1 / count] * count, size=RESAMPLES).astype(np.float64)
    drawn.flags.writeable = False  # it is kept, and everybody has the same one
    return drawn


def mean(values: Sequence[float]) -> Estimate | None:
    """The mean of the tasks' scores (0 to 1), in an order that does not depend on chance; None without any."""
    count = len(values)
    if not count:
        return None
    value = math.fsum(values) / count
    if count == 1:
        return Estimate(value, count=1)
    if max(values) - min(values) < 1e-9:
        return Estimate(value, *_wilson(value, count), count)
    import numpy as np

    drawn = weights(count) @ np.asarray(values, dtype=np.float64) / count
    return Estimate(value, *percentile_interval(drawn), count)


def percentile_interval(drawn: NDArray[np.float64]) -> tuple[float, float]:
    """Between which values 95% of what was drawn lie."""
    import numpy as np

    low, high = np.percentile(drawn, [_TAIL, 100 - _TAIL])
    return float(low), float(high)


def _wilson(share: float, count: int) -> tuple[float, float]:
    square = _Z * _Z
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _Z / (1 + square / count) * math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)
