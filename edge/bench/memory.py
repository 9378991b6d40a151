"""Memory of processes: PSS where the system tells it, and what of it is backed by files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["Footprint", "footprint", "parsed"]

_LINE = re.compile(r"^(\w+):\s+(\d+) kB$", re.MULTILINE)
_KIB_A_MIB = 1024


@dataclass(frozen=True, slots=True)
class Footprint:
    """What some processes hold together, in MiB."""

    kind: Literal["PSS", "RSS"]
    total: float
    file: float | None
    """Of it, pages of files; None where the system does not tell."""


def footprint(pids: Iterable[int], proc: Path = Path("/proc")) -> Footprint | None:
    """What these processes hold; a process that has ended counts for nothing. None where nothing can be read.

    Where one of them has no PSS, all are given as RSS, which counts what they share once for each.
    """
    found = list(pids)
    rollups = [parsed(_read(proc / str(pid) / "smaps_rollup")) for pid in found]
    known = [rollup for rollup in rollups if "Pss" in rollup]
    if known and len(known) == sum(1 for pid in found if (proc / str(pid)).exists()):
        files = [rollup.get("Pss_File") for rollup in known]
        told = [file for file in files if file is not None]
        return Footprint("PSS", sum(r["Pss"] for r in known), sum(told) if len(told) == len(files) else None)
    rss = [size for pid in found if (size := _rss(pid)) is not None]
    return Footprint("RSS", sum(rss), None) if rss else None


def parsed(rollup: str) -> dict[str, float]:
    """The lines of a `smaps_rollup` in MiB."""
    return {name: int(size) / _KIB_A_MIB for name, size in _LINE.findall(rollup)}


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace")
    except OSError:
        return ""


def _rss(pid: int) -> float | None:
    import psutil  # only where /proc does not say it

    try:
        return float(psutil.Process(pid).memory_info().rss) / 2**20
    except psutil.Error:
        return None
