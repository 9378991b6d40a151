"""The local engine as the rest of the program holds it: one child, one queue, any model."""

from __future__ import annotations

import contextlib
import threading
from typing import Literal

from edge.answerer import Answerer, Cancel
from edge.catalogue import Model
from edge.engine.answerer import LocalAnswerer
from edge.engine.process import Options, Ready
from edge.engine.supervisor import Supervisor
from edge.engine.turnstile import Turnstile
from edge.errors import EdgeError
from edge.settings import Engine

__all__ = ["LocalEngine"]

State = Literal["idle", "loading", "ready", "answering", "down"]


class LocalEngine:
    """Starts nothing until it is asked."""

    def __init__(self, settings: Engine) -> None:
        self._settings = settings
        self._supervisor = Supervisor()
        self._turnstile = Turnstile()

    def answerer(self, model: Model) -> Answerer:
        """What answers with this model."""
        return LocalAnswerer(self._supervisor, self._turnstile, model, self._options(model))

    def warm(self, model: Model) -> None:
        """Begin to load the model, and return at once. What is wrong with it, the first question says."""

        def start() -> None:
            with contextlib.suppress(EdgeError):
                self._supervisor.start(model.path, self._options(model)).wait_ready(Cancel())

        threading.Thread(target=start, name="warm", daemon=True).start()

    @property
    def pid(self) -> int | None:
        """The child's process id, if there is one."""
        process = self._supervisor.process
        return process.pid if process else None

    @property
    def ready(self) -> Ready | None:
        """What is loaded, once it is."""
        process = self._supervisor.process
        return process.ready if process else None

    @property
    def down(self) -> str | None:
        """Why it is not started any more, or None."""
        return self._supervisor.down

    @property
    def state(self) -> State:
        """What it does at the moment."""
        if self.down:
            return "down"
        if self._supervisor.process is None:
            return "idle"
        if self.ready is None:
            return "loading"
        return "answering" if self._turnstile.busy else "ready"

    def close(self) -> None:
        """End the child and start none again."""
        self._supervisor.close()

    def _options(self, model: Model) -> Options:
        settings = self._settings
        return Options(
            n_ctx=settings.context or model.context,
            n_batch=settings.batch,
            threads=settings.threads or model.threads,
        )
