"""What a container, or another control group of Linux, leaves this process of cores and memory.

Both versions of control groups are read, and every group above ours as well: the tightest limit holds. Inside a
container, `/proc/self/cgroup` may name a path that is not visible; then the group that is mounted counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edge.machine.files import ROOT, number, text

__all__ = ["MemoryLimit", "cpu_quota", "groups", "memory_limits"]

_NO_LIMIT = 1 << 60
"""Version 1 writes a number near 2^63 where there is no limit."""


@dataclass(frozen=True, slots=True)
class MemoryLimit:
    """One group's memory, in bytes."""

    limit: int
    used: int
    """With what files keep cached."""
    cached: int
    """Of it, what the kernel takes back when it is needed."""

    @property
    def available(self) -> int:
        """What may still be used."""
        return max(0, self.limit - self.used + min(self.cached, self.used))


def groups(text_: str, controller: str) -> tuple[str, str]:
    """The path of this process's group in version 1 (of that controller) and in version 2, from `/proc/self/cgroup`.

    An empty string where there is none.
    """
    first = second = ""
    for line in text_.splitlines():
        number_, colon, rest = line.partition(":")
        controllers, also, path = rest.partition(":")
        if not (colon and also and path.startswith("/")):
            continue
        if number_ == "0" and not controllers:
            second = path
        elif controller in controllers.split(","):
            first = path
    return first, second


def memory_limits(root: Path = ROOT) -> list[MemoryLimit]:
    """The limits on memory of our group and of those above it, the innermost first; empty where there is none."""
    return [found for folder, version in _folders(root, "memory") if (found := _memory_limit(folder, version))]


def cpu_quota(root: Path = ROOT) -> float | None:
    """How many CPUs' worth of time our groups get, for example 1.5; None where there is no limit."""
    quotas = [found for folder, version in _folders(root, "cpu") if (found := _quota(folder, version))]
    return min(quotas, default=None)


def _folders(root: Path, controller: str) -> Iterator[tuple[Path, int]]:
    """Our group's folder and those above it, as far as they are mounted, each with the version of its files."""
    first, second = groups(text(root / "proc/self/cgroup"), controller)
    mounted = root / "sys/fs/cgroup"
    unified = mounted if (mounted / "cgroup.controllers").exists() else mounted / "unified"
    for path, top, version in ((first, mounted / controller, 1), (second, unified, 2)):
        if not path:
            continue
        parts = [part for part in path.split("/") if part not in {"", ".", ".."}]
        for length in range(len(parts), -1, -1):
            yield top.joinpath(*parts[:length]), version


def _memory_limit(folder: Path, version: int) -> MemoryLimit | None:
    names: tuple[str, ...]
    if version == 1:
        names, usage, prefix = ("memory.limit_in_bytes",), "memory.usage_in_bytes", "total_"  # with the groups below
    else:
        # Above `high` the kernel slows the group down until it gives memory back: as good as a limit.
        names, usage, prefix = ("memory.max", "memory.high"), "memory.current", ""
    limits = [number(text(folder / name)) for name in names]
    limit = min((found for found in limits if found is not None and found < _NO_LIMIT), default=None)
    used = None if limit is None else number(text(folder / usage))  # most groups have no limit: nothing more is read
    if limit is None or used is None:
        return None
    stat = _stat(text(folder / "memory.stat"))
    cached = stat.get(f"{prefix}active_file", 0) + stat.get(f"{prefix}inactive_file", 0)
    return MemoryLimit(limit, used, cached)


def _quota(folder: Path, version: int) -> float | None:
    if version == 1:
        written = [text(folder / "cpu.cfs_quota_us"), text(folder / "cpu.cfs_period_us")]
    else:
        written = text(folder / "cpu.max").split()
    values = [number(value) for value in written]
    if len(values) != 2 or not values[0] or not values[1]:
        return None
    return values[0] / values[1]


def _stat(written: str) -> dict[str, int]:
    """The lines `name 123` of a `memory.stat`."""
    found: dict[str, int] = {}
    for line in written.splitlines():
        name, _, value = line.partition(" ")
        if (known := number(value)) is not None:
            found[name] = known
    return found
