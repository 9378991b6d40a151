"""Takes a sample at the beginning of each minute, for as long as this process owns the home."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from edge.resources import Sampler
from edge.samples.ring import MINUTE_S, SampleRing
from edge.samples.sample import Sample

__all__ = ["SampleKeeper"]


class SampleKeeper:
    """Samples of this process, its engine and the machine. Its calls may come from any thread."""

    def __init__(
        self,
        ring: SampleRing,
        sampler: Sampler,
        engine_pid: Callable[[], int | None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`engine_pid` tells the engine's process, if there is one; `clock` the seconds since the epoch."""
        self._ring = ring
        self._sampler = sampler
        self._engine_pid = engine_pid
        self._clock = clock
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="samples", daemon=True)

    def start(self) -> None:
        """Begin, with the next whole minute: a process that is only there for one question takes none."""
        self._thread.start()

    def since(self, since: float | None) -> list[Sample]:
        """Those that are kept from then on, at most a week's, the oldest first, and behind them one of this moment."""
        now = self._clock()
        return [*self._ring.since(since or 0.0, now), self._take(now)]

    def forget(self) -> None:
        """Erase all of them. Raises OSError where the file cannot be removed."""
        self._ring.forget()

    def close(self) -> None:
        """End it, and write what is not written yet."""
        self._closed.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._ring.flush()

    def _run(self) -> None:
        while not self._closed.wait(MINUTE_S - self._clock() % MINUTE_S):
            self._sampler.warm()
            self._sampler.join()  # else a sensor that nobody asked for in the last minute would tell an old figure
            self._ring.add(self._take(self._clock()))

    def _take(self, now: float) -> Sample:
        memory = self._sampler.memory(self._engine_pid())
        return Sample(
            now,
            app_mb=memory.rss_mb,
            engine_mb=memory.engine_rss_mb,
            free_mb=memory.free_mb,
            cpu_load=memory.cpu_load,
            temperature_c=memory.temperature_c,
            throttled=self._sampler.throttled,
        )
