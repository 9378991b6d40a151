"""Keeps an engine's process there: starts it when it is needed, replaces a dead one, gives up when that repeats."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from pathlib import Path

from edge.engine.process import EngineProcess, Options
from edge.errors import EdgeError, EngineDownError

__all__ = ["Supervisor"]

DEATHS = 3
WINDOW = 60.0
"""Three deaths within a minute, and it stays down."""


class Supervisor:
    """At most one child at a time, for the model that was asked for last. Calls may come from any thread."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._process: EngineProcess | None = None
        self._key: tuple[Path, Options] | None = None
        self._deaths: deque[float] = deque(maxlen=DEATHS)
        self._down: str | None = None
        self._closed = False

    @property
    def process(self) -> EngineProcess | None:
        """The child, if there is one."""
        return self._process

    @property
    def down(self) -> str | None:
        """Why it is not started again, or None."""
        return self._down

    @property
    def model(self) -> Path | None:
        """The file of the model that was asked for last."""
        return self._key[0] if self._key is not None else None

    def serves(self, model: Path, options: Options) -> bool:
        """Whether the child, if there is one, was started for this model with these options."""
        return self._key == (model, options)

    def start(self, model: Path, options: Options) -> EngineProcess:
        """The child for this model, begun if need be; it may still be loading.

        Raises EngineDownError if it died too often, ModelFileError if the file cannot be opened.
        """
        with self._lock:
            if self._closed:
                raise EngineDownError("The assistant is closing and starts no engine.")
            if self._key != (model, options):
                self._stop()
                self._deaths.clear()
                self._down = None
            self._key = (model, options)  # also if they are equal: whether memory is checked may differ
            if self._down:
                raise EngineDownError(self._down)
            if self._process is None or not self._process.alive:
                self._stop()
                self._process = EngineProcess(model, options)
            return self._process

    def died(self, error: EdgeError) -> None:
        """Take note that the child died or hung while it was needed, and start a new one unless it did so too often."""
        with self._lock:
            self._stop()
            self._deaths.append(time.monotonic())
            if len(self._deaths) == DEATHS and self._deaths[-1] - self._deaths[0] < WINDOW:
                self._down = (
                    f"The engine ended {DEATHS} times within a minute and is not started again. The last time: {error}"
                    " Choose another model, or start the program anew."
                ).replace("; a new one is started", "")
            elif self._key is not None and not self._closed:
                with contextlib.suppress(EdgeError):  # the next question says what is wrong with the file
                    self._process = EngineProcess(*self._key)

    def failed_to_load(self) -> None:
        """Let go of a child that could not load its model; the next question tries again."""
        with self._lock:
            self._stop()

    def close(self) -> None:
        """End the child and start none again."""
        with self._lock:
            self._closed = True
            self._stop()

    def _stop(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None
