"""How far something is, on stderr: one line that is drawn over on a terminal, else a line every ten seconds."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from edge.cli.output import note

__all__ = ["Progress", "duration", "megabytes"]

_EVERY = 10.0
"""Seconds between two lines where nothing can be drawn over."""
_BAR = 20


class Progress:
    """The line. Leaving the `with` block wipes it away, so that what follows stands in its place."""

    def __init__(self, title: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._title = title
        self._clock = clock
        self._drawn = False
        self._due = 0.0
        self._said = ""
        self._over = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wipe()

    def count(self, done: int, total: int | None, speed: float | None = None, left: float | None = None) -> None:
        """Bytes done and in all, bytes a second, seconds left; None where that is not known."""
        share = min(1.0, done / total) if total else None
        parts = [] if share is None else [f"{share:4.0%}"]
        parts.append(megabytes(done) if total is None else f"{done / 1e6:,.0f} of {megabytes(total)}")
        if speed:
            parts.append(f"{speed / 1e6:.1f} MB/s")
        if left is not None:
            parts.append(f"{duration(left)} left")
        if self._over:
            bar = "" if share is None else "[" + f"{'#' * round(share * _BAR):.<{_BAR}}" + "]  "
            self._draw(f"{self._title}  {bar}{'  '.join(parts)}")
        elif self._clock() >= self._due:
            self._due = self._clock() + _EVERY
            note(f"{self._title}: {', '.join(part.strip() for part in parts)}.")

    def steps(self, done: int, total: int, what: str) -> None:
        """Steps done and in all, and what comes next; nothing where it cannot be drawn over."""
        if self._over:
            share = min(1.0, done / total)
            self._draw(f"{self._title}  [{'#' * round(share * _BAR):.<{_BAR}}]  {share:4.0%}  {what}")

    def say(self, text: str) -> None:
        """A sentence about what goes on, in the place of the counts; the same one is not repeated."""
        if self._over:
            self._draw(text)
        elif text != self._said:
            note(text)
        self._said = text

    def _draw(self, text: str) -> None:
        width = shutil.get_terminal_size().columns
        sys.stderr.write(f"\r\x1b[2K{text[: width - 1]}")
        sys.stderr.flush()
        self._drawn = True

    def _wipe(self) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
            self._drawn = False


def megabytes(size: int) -> str:
    """Bytes as a person reads them: megabytes of a million bytes, as disks and downloads are counted."""
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{size / 1e6:.1f} MB"


def duration(seconds: float) -> str:
    """Seconds as a person reads them."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
