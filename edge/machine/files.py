"""Reading the small files in which Linux tells about itself, below any root, so that tests can make such a tree."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["ROOT", "cpu_list", "number", "text"]

ROOT = Path("/")

_MOST = 1 << 20
"""Bytes that are read of one file: `/proc/cpuinfo` of a large server has some 300 KB."""
_PIECE = 1 << 14
_MOST_CPUS = 1 << 16


def text(path: Path) -> str:
    """The file's contents; empty if it is missing or cannot be read."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)  # a third of the time of a file object; there are many to read
    except (OSError, ValueError):
        return ""
    try:
        pieces = []
        left = _MOST
        while left and (piece := os.read(file, min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces).decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        os.close(file)


def number(written: str) -> int | None:
    """A whole number of 0 or more with blanks around it; None for anything else, such as the `max` of a group."""
    written = written.strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) < 24 else None


def cpu_list(written: str) -> set[int]:
    """The CPUs of a list such as `0-3,8,10-11`; parts that are none are passed over."""
    found: set[int] = set()
    for part in written.strip().split(","):
        first, dash, last = part.partition("-")
        low = number(first)
        high = number(last) if dash else low
        if low is not None and high is not None and low <= high < _MOST_CPUS:
            found.update(range(low, high + 1))
    return found
