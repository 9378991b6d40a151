"""The state of the device: `system.status`. What the system does not tell is left out."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from edge.machine import memory
from edge.machine.files import text as contents
from edge.resources import Sampler, battery
from edge.skills.names import Command
from edge.skills.replies.system import TEXTS
from edge.skills.skill import Outcome, Surroundings
from edge.skills.wording import duration, percent, say

__all__ = ["Condition", "SystemStatus", "look"]


@dataclass(frozen=True, slots=True)
class Condition:
    """The device at a moment; None is what the system does not tell. Sizes in bytes."""

    memory_total: int | None = None
    memory_free: int | None = None
    disk_total: int | None = None
    disk_free: int | None = None
    temperature_c: float | None = None
    battery_percent: float | None = None
    plugged_in: bool | None = None
    uptime_s: float | None = None


def look(home: Path, sampler: Sampler) -> Condition:
    """The device as it is now; `home` lies on the disk that counts. Takes some milliseconds and raises nothing."""
    now = memory()
    total: int | None = None
    free: int | None = None
    with contextlib.suppress(OSError):
        total, _, free = shutil.disk_usage(next(folder for folder in (home, *home.parents) if folder.exists()))
    left, plugged = battery()
    degrees = sampler.memory().temperature_c
    return Condition(now.total, now.available, total, free, degrees, left, plugged, _uptime())


class SystemStatus:
    """Memory, disk, temperature, battery, uptime and model, one a line."""

    names = ("system.status",)

    def __init__(self, look: Callable[[], Condition]) -> None:
        self._look = look

    def carry_out(self, _command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        condition, status, language = self._look(), surroundings.host.status(), surroundings.language
        lines = []
        if condition.memory_free is not None:
            sentence = "memory_free" if condition.memory_total is None else "memory"
            total, free = _gigabytes(condition.memory_total), _gigabytes(condition.memory_free)
            lines.append(say(TEXTS, sentence, language, total=total, free=free))
        if condition.disk_free is not None:
            total, free = _gigabytes(condition.disk_total), _gigabytes(condition.disk_free)
            lines.append(say(TEXTS, "disk", language, total=total, free=free))
        if condition.temperature_c is not None:
            lines.append(say(TEXTS, "temperature", language, degrees=f"{condition.temperature_c:.0f}"))
        if condition.battery_percent is not None:
            sentence = "charging" if condition.plugged_in else "battery"
            lines.append(say(TEXTS, sentence, language, percent=percent(round(condition.battery_percent))))
        if condition.uptime_s is not None:
            length = duration(_rounded(condition.uptime_s), language)
            lines.append(say(TEXTS, "uptime", language, length=length))
        named = f"{status.model} ({status.quantization})" if status.quantization else status.model
        lines.append(say(TEXTS, "model", language, model=named))
        return Outcome("\n".join(lines), {**asdict(condition), "model": status.model})


def _gigabytes(size: int | None) -> str:
    gigabytes = (size or 0) / 1e9
    return f"{gigabytes:.0f}" if gigabytes >= 100 else f"{gigabytes:.1f}"


def _rounded(seconds: float) -> float:
    """To minutes, and from a day on to hours: nobody counts the seconds of a week."""
    step = 60 if seconds >= 60 else 1
    return seconds // (3600 if seconds >= 86400 else step) * (3600 if seconds >= 86400 else step)


def _uptime() -> float | None:
    if sys.platform == "linux":
        first = contents(Path("/proc/uptime")).split()
        try:
            return float(first[0]) if first else None
        except ValueError:
            return None
    import psutil

    try:
        return time.time() - float(psutil.boot_time())
    except (psutil.Error, OSError, RuntimeError):
        return None
