"""Whether drawing a screen takes away from answering on this machine: engine and screen share the same cores."""

from __future__ import annotations

from pathlib import Path

from edge.machine.cores import Cores, cores
from edge.machine.files import ROOT, number, text
from edge.machine.processor import processor

__all__ = ["weakness"]

SLOW_KHZ = 1_600_000
"""Below this highest frequency a processor counts as weak: boards have 1.0 to 1.5 GHz, laptops 2 and more."""
BOARDS = ("Raspberry Pi",)
"""How the names of boards begin whose engine needs every core for itself."""


def weakness(root: Path = ROOT, own: Cores | None = None) -> str:
    """Why this processor is weak, as a phrase; empty where it is not, or nobody tells. Raises nothing.

    root  where `proc` and `sys` are
    own   the cores that this process may use; None looks
    """
    if (own or cores(root)).threads == 1:
        return "there is one core to compute on"
    board = processor(root).name
    if board.startswith(BOARDS):
        return f"this is a {board}"
    khz = number(text(root / "sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq"))
    if khz and khz < SLOW_KHZ:
        return f"the processor has {khz / 1e6:.1f} GHz"
    return ""
