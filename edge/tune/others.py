"""What other programs take of this machine while something is measured: beside them, the fewest threads look best."""

from __future__ import annotations

import os
import resource
from time import monotonic

__all__ = ["BUSY", "Others"]

BUSY = 0.15
"""Share of the CPUs' time from which what was measured is not this machine's alone."""


class Others:
    """Counts from when it is made."""

    def __init__(self) -> None:
        self._begun = monotonic()
        self._all, self._ours = _all(), _ours()

    def share(self) -> float:
        """Of the time of the CPUs that this process may run on, what others have taken since then, 0 to 1.

        Children that have not ended yet count as others.
        """
        available = (monotonic() - self._begun) * len(_cpus())
        taken = (_all() - self._all) - (_ours() - self._ours)
        return min(1.0, max(0.0, taken / available)) if available > 0 else 0.0


def _cpus() -> set[int]:
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))


def _all() -> float:
    """Seconds in which our CPUs were busy."""
    import psutil

    mine = _cpus()
    busy = 0.0
    for number, times in enumerate(psutil.cpu_times(percpu=True)):
        if number in mine:
            # What a guest takes is in `user` and `nice` already.
            idle = sum(getattr(times, name, 0.0) for name in ("idle", "iowait", "guest", "guest_nice"))
            busy += sum(times) - idle
    return busy


def _ours() -> float:
    """Seconds that this process and its children that have ended computed."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)
