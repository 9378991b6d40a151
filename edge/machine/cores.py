"""Which cores this process may compute on, and how many threads suit them.

Physical cores, because two threads on one core share the units that multiply; the fast ones where there are two kinds,
because every matrix waits for the slowest of its threads; and no more than a container's quota, because what is over
it is held up in the middle of a matrix.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from edge.machine.cgroup import cpu_quota
from edge.machine.files import ROOT, cpu_list, number, text
from edge.machine.sysctl import sysctl_int

__all__ = ["Cores", "cores"]

_BIG_CAPACITY = 0.6
"""Share of the fastest core's `cpu_capacity` from which a core counts as big: a Cortex-A55 has some 0.4 of an A76, and
the middle cores of a phone 0.6 and more."""
_BIG_FREQUENCY = 0.8
"""The same of the highest frequency. Among cores of one kind the favoured ones are a few percent faster."""


@dataclass(frozen=True, slots=True)
class Cores:
    """The cores that this process may use."""

    logical: int
    """As the system counts them, at least 1."""
    physical: int
    big: int | None = None
    """Physical cores of the fast kind, where there are two kinds."""
    quota: float | None = None
    """CPUs' worth of time that the container gets, where that is limited."""

    @property
    def threads(self) -> int:
        """How many threads suit them; at least 1."""
        wanted = self.big or self.physical
        return max(1, min(wanted, int(self.quota))) if self.quota is not None else max(1, wanted)

    @property
    def why(self) -> str:
        """What `threads` was taken from."""
        wanted = self.big or self.physical
        if self.threads < wanted:
            return "the container's share of CPU time"
        return "the fast cores" if self.big else "the physical cores"


def cores(root: Path = ROOT, allowed: AbstractSet[int] | None = None) -> Cores:
    """The cores that this process may use.

    root     where `proc` and `sys` are
    allowed  the CPUs that the process may run on; None asks the system

    Raises nothing. What the system does not tell is taken from its number of CPUs.
    """
    if sys.platform == "darwin" and root == ROOT:
        return _mac()
    if allowed is None:
        allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    folder = root / "sys/devices/system/cpu"
    big = _big(root, allowed)
    physical = _physical(folder, allowed)
    return Cores(
        logical=max(1, len(allowed)),
        physical=max(1, physical),
        big=_physical(folder, big) if big and big != allowed else None,
        quota=cpu_quota(root),
    )


def _physical(folder: Path, cpus: AbstractSet[int]) -> int:
    """How many physical cores these CPUs are."""
    return len({_siblings(folder / f"cpu{cpu}", cpu) for cpu in cpus})


def _siblings(cpu: Path, index: int) -> frozenset[int]:
    for name in ("core_cpus_list", "thread_siblings_list"):  # the second is the name in older kernels
        if found := cpu_list(text(cpu / "topology" / name)):
            return frozenset(found)
    return frozenset({index})


def _big(root: Path, cpus: AbstractSet[int]) -> AbstractSet[int]:
    """Those of the fast kind; all of them where there is one kind only, or nobody tells."""
    # Hybrid processors of Intel have a folder for each kind.
    performance = cpu_list(text(root / "sys/devices/cpu_core/cpus"))
    if performance & cpus:
        return performance & cpus
    folder = root / "sys/devices/system/cpu"
    for name, share in (("cpu_capacity", _BIG_CAPACITY), ("cpufreq/cpuinfo_max_freq", _BIG_FREQUENCY)):
        speeds = {cpu: number(text(folder / f"cpu{cpu}" / name)) for cpu in cpus}
        known = [speed for speed in speeds.values() if speed]
        if len(known) == len(speeds) and known:
            return {cpu for cpu, speed in speeds.items() if speed and speed >= share * max(known)}
    return cpus


def _mac() -> Cores:
    logical = os.cpu_count() or 1
    physical = sysctl_int("hw.physicalcpu") or logical
    fast = sysctl_int("hw.perflevel0.physicalcpu")
    return Cores(logical, physical, fast if fast and fast < physical else None)
