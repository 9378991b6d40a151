"""A file of fixed size for a week of samples: the one of each minute has its place, and the next week's goes over it.

The place follows from the minute, so that nothing has to be found, moved or counted, and a minute in which no process
was there is simply an old record, which counts no more. Each record has a checksum: one that a power cut tore is left
out, and the others stay. A file that is no such file is begun anew.

Samples are kept in memory and written together, a quarter of an hour at a time, without waiting for the disk: that is
about a megabyte a day, and an SD card does not notice it. A power cut takes the last of them.
"""

from __future__ import annotations

import contextlib
import math
import os
import struct
import threading
import zlib
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from edge.paths import make_private
from edge.samples.sample import Sample

__all__ = ["MINUTE_S", "SLOTS", "SampleRing"]

MINUTE_S = 60
SLOTS = 7 * 24 * 60
"""Minutes that are kept."""
TOGETHER = 15
"""Samples that are written at once."""

_HEADER = b"EDGE samples 1\n".ljust(32, b"\0")
_RECORD = struct.Struct("<I5fB3x")
"""The minute since the epoch, the five figures (NaN where there is none), and whether it was throttled."""
_SUM = struct.Struct("<I")
_SIZE = _RECORD.size + _SUM.size
_WHOLE = len(_HEADER) + SLOTS * _SIZE


class SampleRing:
    """Samples in `file`, or in memory where it is None. May be used from any thread; raises nothing for a bad file."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._waiting: deque[Sample] = deque(maxlen=SLOTS)
        """What is not written yet, the oldest first; all of it where nothing can be written."""
        self._lock = threading.Lock()

    def add(self, sample: Sample) -> None:
        """Keep a sample as that of its minute."""
        with self._lock:
            self._waiting.append(sample)
            if len(self._waiting) % TOGETHER == 0:  # where the disk is full, it is tried again as rarely
                self._write()

    def since(self, since: float, now: float) -> list[Sample]:
        """The samples from `since` to `now`, both in seconds since the epoch, the oldest first; a week's at most.

        Each is told as taken at the beginning of its minute.
        """
        last = _minute(now)
        first = max(_minute(since), last - SLOTS + 1)
        with self._lock:
            waiting = list(self._waiting)
            stored = b"" if self._file is None else _contents(self._file)
        found = dict(_records(stored, first, last)) if stored else {}
        for sample in waiting:
            minute = _minute(sample.when)
            if first <= minute <= last:
                found[minute] = sample._replace(when=float(minute * MINUTE_S))
        return [found[minute] for minute in sorted(found)]

    def flush(self) -> None:
        """Write what waits, if it can be."""
        with self._lock:
            self._write()

    def forget(self) -> None:
        """Erase all of them. Raises OSError where the file cannot be removed."""
        with self._lock:
            self._waiting.clear()
            if self._file is not None:
                self._file.unlink(missing_ok=True)

    def _write(self) -> None:
        if self._file is None or not self._waiting:
            return
        try:
            make_private(self._file.parent)
            descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError:
            return  # they stay in memory
        try:
            if not _sound(descriptor):
                os.ftruncate(descriptor, 0)
                os.ftruncate(descriptor, _WHOLE)
                os.pwrite(descriptor, _HEADER, 0)
            for sample in self._waiting:
                minute = _minute(sample.when)
                os.pwrite(descriptor, _encoded(minute, sample), _place(minute))
            self._waiting.clear()
        except OSError:
            return
        finally:
            os.close(descriptor)


def _minute(when: float) -> int:
    """The minute since the epoch, in the range that a record can hold."""
    return int(min(max(when, 0.0) // MINUTE_S, 2**32 - 1))


def _place(minute: int) -> int:
    return len(_HEADER) + minute % SLOTS * _SIZE


def _encoded(minute: int, sample: Sample) -> bytes:
    figures = (sample.app_mb, sample.engine_mb, sample.free_mb, sample.cpu_load, sample.temperature_c)
    record = _RECORD.pack(minute, *(math.nan if figure is None else figure for figure in figures), sample.throttled)
    return record + _SUM.pack(zlib.crc32(record))


def _sound(descriptor: int) -> bool:
    return os.fstat(descriptor).st_size == _WHOLE and os.pread(descriptor, len(_HEADER), 0) == _HEADER


def _contents(file: Path) -> bytes:
    """All of a file that is such a file; nothing of any other."""
    with contextlib.suppress(OSError):
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            if _sound(descriptor):
                return os.read(descriptor, _WHOLE)
        finally:
            os.close(descriptor)
    return b""


def _records(stored: bytes, first: int, last: int) -> Iterator[tuple[int, Sample]]:
    """Those of these minutes that are whole, each with its minute."""
    for minute in range(first, last + 1):
        place = _place(minute)
        record = stored[place : place + _RECORD.size]
        if len(stored) < place + _SIZE or _SUM.unpack_from(stored, place + _RECORD.size)[0] != zlib.crc32(record):
            continue
        written, *figures, throttled = _RECORD.unpack(record)
        if written == minute:
            app, engine, free, load, temperature = (figure if math.isfinite(figure) else None for figure in figures)
            yield minute, Sample(float(minute * MINUTE_S), app, engine, free, load, temperature, bool(throttled))
