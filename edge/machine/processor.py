"""What kind of processor this is: its architecture, its name and the instructions that it has."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from pathlib import Path

from edge.machine.files import ROOT, text
from edge.machine.sysctl import sysctl_int, sysctl_text

__all__ = ["Processor", "parse_cpuinfo", "processor"]

_MAC_FLAGS = {
    "hw.optional.arm.FEAT_DotProd": "asimddp",
    "hw.optional.arm.FEAT_I8MM": "i8mm",
    "hw.optional.avx2_0": "avx2",
    "hw.optional.avx512f": "avx512f",
}
"""Names of macOS, and what Linux calls the same."""


@dataclass(frozen=True, slots=True)
class Processor:
    """The processor, or the board that it is on."""

    architecture: str
    """As `uname -m` says, for example `x86_64` or `aarch64`."""
    name: str
    """Empty where the system does not tell."""
    flags: frozenset[str]
    """Its instruction sets, as Linux calls them, for example `avx2` or `asimddp`; empty where nobody tells."""


def processor(root: Path = ROOT) -> Processor:
    """The processor of this machine; `root` is where `proc` and `sys` are. Raises nothing."""
    machine = platform.machine()
    if sys.platform == "darwin" and root == ROOT:
        flags = frozenset(flag for name, flag in _MAC_FLAGS.items() if sysctl_int(name))
        return Processor(machine, sysctl_text("machdep.cpu.brand_string"), flags)
    name, flags = parse_cpuinfo(text(root / "proc/cpuinfo"))
    # A board's name says more than "ARMv8 Processor rev 4".
    board = text(root / "proc/device-tree/model").strip("\0 \n")
    return Processor(machine, board or name, flags)


def parse_cpuinfo(written: str) -> tuple[str, frozenset[str]]:
    """Name and instruction sets of the first processor in a `/proc/cpuinfo`; both may be empty."""
    known: dict[str, str] = {}
    for line in written.splitlines():
        key, colon, value = line.partition(":")
        if colon:
            known.setdefault(key.strip().lower(), value.strip())
    flags = known.get("flags") or known.get("features") or ""
    return known.get("model name") or known.get("model", ""), frozenset(flags.split())
