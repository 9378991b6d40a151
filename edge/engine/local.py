"""The local engine as the rest of the program holds it: one child, one queue, any model."""

from __future__ import annotations

import contextlib
import shutil
import threading
from pathlib import Path
from typing import Literal

from edge.answerer import Answerer, Cancel
from edge.catalogue import Model
from edge.engine.answerer import LocalAnswerer
from edge.engine.expected import remember
from edge.engine.options import Options
from edge.engine.process import Ready
from edge.engine.spawn import discard
from edge.engine.supervisor import Supervisor
from edge.engine.turnstile import Turnstile
from edge.engine.wanted import wanted
from edge.errors import EdgeError, EngineDiedError, EngineHungError
from edge.settings import Engine

__all__ = ["LocalEngine"]

PAUSE_S = 20.0
"""Seconds of quiet after which the conversation's state is saved: a flash card should not be written every turn."""

State = Literal["idle", "loading", "ready", "answering", "down"]


class LocalEngine:
    """Starts nothing until it is asked."""

    def __init__(self, settings: Engine, cache: Path | None) -> None:
        """`cache` is the folder in which states and vocabularies may be saved; None saves none."""
        self._settings = settings
        self._cache = cache
        self._loads_in_turn = False
        self._name = ""
        """Of the model that was asked for last."""
        self._states = cache / "states" if cache is not None and settings.resume else None
        self._vocabularies = cache / "vocabularies" if cache is not None else None
        self._supervisor = Supervisor()
        self._turnstile = Turnstile()
        self._pause: threading.Timer | None = None

    def answerer(self, model: Model, check_memory: bool | None = None) -> Answerer:
        """What answers with this model; `check_memory` as in `edge.turn.Question`."""
        self._name = model.name
        options = self._wanted(model, check_memory)
        counts, self._loads_in_turn = self._loads_in_turn, False
        return LocalAnswerer(self._supervisor, self._turnstile, model, options, loading_counts=counts)

    def warm(self, model: Model, *, in_turn: bool = False) -> None:
        """Begin to load the model, and return at once. What is wrong with it, the first question says.

        With `in_turn`, a turn is under way already: the loading is a part of what it costs.
        """
        self._loads_in_turn = in_turn

        def start() -> None:
            with contextlib.suppress(EdgeError):
                self._supervisor.start(model.path, self._wanted(model)).wait_ready(Cancel())

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

    def rest(self) -> None:
        """A turn has ended: save the conversation's state if no other begins for a while."""
        if self._pause is not None:
            self._pause.cancel()
        if self._states is not None or self._vocabularies is not None:
            self._pause = threading.Timer(PAUSE_S, self._save)
            self._pause.daemon = True
            self._pause.start()

    def _save(self) -> None:
        process = self._supervisor.process
        if process is None or process.ready is None or self._turnstile.busy:
            return
        with self._turnstile.passing(Cancel()):
            try:
                process.save()
                if self._cache is not None:
                    remember(self._cache, self._name, process.loading)
            except (EngineDiedError, EngineHungError) as error:
                self._supervisor.died(error)

    def _wanted(self, model: Model, check_memory: bool | None = None) -> Options:
        return wanted(model, self._settings, self._states, check_memory, vocabularies=self._vocabularies)

    def forget(self) -> None:
        """Erase the saved states, and what the child has in its memory. Raises OSError."""
        with self._turnstile.passing(Cancel()):
            if self._supervisor.process is not None:
                self._supervisor.process.forget()
            if self._states is not None and self._states.is_dir():
                shutil.rmtree(self._states)

    def close(self) -> None:
        """Save what is worth it, end the child and start none again."""
        if self._pause is not None:
            self._pause.cancel()
            self._save()
        self._supervisor.close()
        discard()
