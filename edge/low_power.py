"""Whether the terminal app draws sparingly: few frames, no animation.

Over a slow line every frame is bytes that keep the next key waiting, and on a small board every frame is time that the
engine does not get.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

__all__ = ["LowPower", "low_power", "terminal_device"]

_SERIAL = re.compile(r"/dev/tty(?:S|AMA|USB|ACM|THS|SC|mxc|O)\d+|/dev/hvc\d+|/dev/cu\.")
"""Devices of serial lines and of the consoles of virtual machines, on Linux and macOS."""
_OLD = re.compile(r"vt\d+")
"""What `agetty` calls a serial terminal, unless it is told otherwise."""


@dataclass(frozen=True, slots=True)
class LowPower:
    """The choice."""

    on: bool
    why: str
    """What it was made for, as a phrase in English."""


def low_power(
    wanted: str, environ: Mapping[str, str] = os.environ, device: str = "", weakness: Callable[[], str] | None = None
) -> LowPower:
    """The choice for the setting `ui.low_power`.

    wanted    `auto`, `on` or `off`
    device    of the terminal, such as `/dev/ttyS0`; empty where it is not known
    weakness  says why the processor is weak; None asks `edge.machine.strength`
    """
    if wanted != "auto":
        return LowPower(wanted == "on", f"ui.low_power is {wanted}")
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return LowPower(True, "the terminal is reached over SSH")
    if _SERIAL.match(device) or _OLD.fullmatch(environ.get("TERM", "")):
        return LowPower(True, "the terminal is a serial line")
    if environ.get("TERM") == "linux":
        return LowPower(True, "this is the Linux console, which draws slowly")
    if why := (weakness or _weakness)():
        return LowPower(True, why)
    return LowPower(False, "the terminal and the processor are fast enough")


def terminal_device() -> str:
    """The terminal that standard output goes to; empty where it is none."""
    with suppress(OSError, ValueError, AttributeError):
        return os.ttyname(sys.stdout.fileno())
    return ""


def _weakness() -> str:
    from edge.machine.strength import weakness  # it reads files, which the other cases need not

    return weakness()
