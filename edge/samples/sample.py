"""One sample of what the machine and the processes of the assistant have and use."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Sample"]


class Sample(NamedTuple):
    """A moment. A figure is None where it could not be had. Nothing in it tells what was said or done."""

    when: float
    """Seconds since the epoch, by the wall clock."""
    app_mb: float | None
    """Resident memory of the process that owns the home, MiB."""
    engine_mb: float | None
    """Resident memory of the engine's process, MiB; None while there is none."""
    free_mb: float | None
    """Memory that the system could still hand out, MiB."""
    cpu_load: float | None
    """Load average of the last minute divided by the number of cores: 1 is all of them busy."""
    temperature_c: float | None
    """The hottest sensor in °C, where there is one."""
    throttled: bool = False
    """Whether the processor said that it runs slower because it is hot or short of power."""
