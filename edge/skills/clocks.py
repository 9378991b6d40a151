"""The clocks that timers and alarms go by: one that the user sets, and one that only runs."""

from __future__ import annotations

import threading
import time
import uuid
from datetime import datetime
from pathlib import Path
from typing import Protocol

__all__ = ["Clock", "SystemClock", "is_set"]

_FIRST_YEAR = 2026
"""When this program was written: a clock that shows an earlier year was never set."""

_PROCESS = f"process-{uuid.uuid4()}"


class Clock(Protocol):
    """Time as this machine knows it."""

    def now(self) -> datetime:
        """The wall clock, aware, in the machine's zone. It jumps when somebody or the network sets it."""
        ...

    def ticks(self) -> float:
        """Seconds that have passed since the machine was started, those in which it slept among them."""
        ...

    def boot(self) -> str:
        """Which start of the machine `ticks` counts from."""
        ...

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Wait until `condition` (held by the caller) is notified, or until then; None waits without end."""
        ...


class SystemClock:
    """The machine's clocks.

    On Linux `ticks` goes on over the end of this process and over sleep (CLOCK_BOOTTIME). Elsewhere it belongs to this
    process, and what was set before it is reckoned by the wall clock.
    """

    def __init__(self) -> None:
        try:
            self._boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            self._boot = ""

    def now(self) -> datetime:
        """See `Clock`."""
        return datetime.now().astimezone()

    def ticks(self) -> float:
        """See `Clock`."""
        return time.clock_gettime(time.CLOCK_BOOTTIME) if self._boot else time.monotonic()

    def boot(self) -> str:
        """See `Clock`."""
        return self._boot or _PROCESS

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """See `Clock`."""
        condition.wait(seconds)


def is_set(now: datetime) -> bool:
    """Whether the wall clock can be right: a board without a battery starts in the past until a network sets it."""
    return now.year >= _FIRST_YEAR
