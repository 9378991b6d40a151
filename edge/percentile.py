"""Percentiles by nearest rank.

The smallest measured value that at least p percent of all values do not exceed: a value that some turn really had, also
where there are few turns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["percentile"]


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The percentile of `values` in any order; `percent` above 0 and up to 100. None where there are no values."""
    if not values:
        return None
    return sorted(values)[max(1, math.ceil(len(values) * percent / 100)) - 1]
