"""How much memory there is, and how much of it may still be used: the system's figures, or a container's, if less."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from edge.machine.cgroup import memory_limits
from edge.machine.files import ROOT, text

__all__ = ["Memory", "memory"]


@dataclass(frozen=True, slots=True)
class Memory:
    """In bytes; None where the system does not tell."""

    total: int | None
    """What the machine has, or the container may use."""
    available: int | None
    """What can be handed out without swapping; what files keep cached is among it."""
    limited: bool = False
    """Whether the total is that of a container (a control group) and not the machine's."""


def memory(root: Path = ROOT, *, contained: bool = True) -> Memory:
    """The memory at this moment; `root` is where `proc` and `sys` are. Raises nothing, takes well below 1 ms.

    `contained=False` leaves out a container's limits, for whoever knows that there are none.
    """
    if sys.platform != "linux" and root == ROOT:
        return _elsewhere()
    about = text(root / "proc/meminfo")
    total, available = _bytes("MemTotal", about), _bytes("MemAvailable", about)
    limits = memory_limits(root) if contained else []
    limited = False
    for one in limits:
        if total is None or one.limit < total:
            total, limited = one.limit, True
        available = one.available if available is None else min(available, one.available)
    return Memory(total, available, limited)


def _bytes(key: str, about: str) -> int | None:
    """The value of the line `key: 123 kB`."""
    found = re.search(rf"^{key}:\s+(\d{{1,15}}) kB$", about, re.MULTILINE)
    return int(found[1]) * 1024 if found else None


def _elsewhere() -> Memory:
    import psutil  # only where there is no /proc

    try:
        about = psutil.virtual_memory()
        return Memory(int(about.total), int(about.available))
    except (psutil.Error, OSError):
        return Memory(None, None)
