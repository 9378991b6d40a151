"""The prompt of a request, evaluated in the background before anybody asks for the reply."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from edge.answerer import Cancel, Request
from edge.engine.answerer import wire
from edge.engine.options import Options
from edge.engine.supervisor import Supervisor
from edge.engine.turnstile import Turnstile
from edge.errors import EdgeError, EngineDiedError, EngineHungError

__all__ = ["Preparing"]


class Preparing:
    """One such evaluation, in a thread of its own; it begins when it is made.

    It waits behind every asker, loads the model if need be, and ends as soon as an asker comes. It tells no errors: the
    reply will meet them again.
    """

    def __init__(
        self,
        supervisor: Supervisor,
        turnstile: Turnstile,
        model: Path,
        options: Options,
        request: Request,
        ended: Callable[[], None],
    ) -> None:
        """`ended` is called in its thread at the end."""
        self._supervisor = supervisor
        self._model = model
        self._options = options
        self._request = request
        self._ended = ended
        self._cancel = Cancel()
        self._place = turnstile.behind(self._cancel)  # now: the next asker must find it, however late the thread begins
        self._thread = threading.Thread(target=self._run, name="prepare", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """End it within 100 ms; what was evaluated stays in the engine's cache. Calling it again does nothing."""
        self._cancel.set()

    def join(self, timeout: float | None = None) -> bool:
        """Wait until it has ended, at most `timeout` seconds; returns whether it has."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        with self._place as mine:
            if mine and not self._cancel.is_set():
                self._prepare()
        self._ended()

    def _prepare(self) -> None:
        loaded = False
        try:
            process = self._supervisor.start(self._model, self._options)
            loaded = process.wait_ready(self._cancel) is not None
            if loaded and not self._cancel.is_set():
                process.prepare(wire(self._request), self._cancel)
        except (EngineDiedError, EngineHungError) as error:
            self._supervisor.died(error)
        except EdgeError:
            if not loaded:
                self._supervisor.failed_to_load()
