"""The local engine as the rest of the program holds it: one child, one queue, any model."""

from __future__ import annotations

import contextlib
import shutil
import threading
from pathlib import Path
from typing import Literal

from edge.answerer import Answerer, Cancel, Request
from edge.catalogue import Model
from edge.engine.answerer import LocalAnswerer
from edge.engine.expected import remember
from edge.engine.options import Options
from edge.engine.preparing import Preparing
from edge.engine.process import EngineProcess, Ready
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
        self._preparing: Preparing | None = None
        self._closed = False

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
        preparing = None if in_turn else self._preparing

        def start() -> None:
            options = self._wanted(model)
            if preparing is not None and not self._supervisor.serves(model.path, options):
                preparing.cancel()  # what it evaluates is for the model whose place this one takes
                preparing.join()
            with contextlib.suppress(EdgeError):
                self._supervisor.start(model.path, options).wait_ready(Cancel())

        threading.Thread(target=start, name="warm", daemon=True).start()

    def prepare(
        self, model: Model, request: Request, check_memory: bool | None = None, *, in_turn: bool = False
    ) -> Preparing:
        """Evaluate the request's prompt in the background, and return at once.

        A reply to the same request then begins with its first token, and one to another request that begins alike
        evaluates only the rest. The messages may also end with a reply: then it is for the question that will come.
        The model is loaded if need be. Any answerer of this engine that begins to answer ends it by itself, within
        100 ms, and goes on with what was evaluated by then; so does preparing for something else. While it goes on, the
        state is not "answering". Nothing that goes wrong is told.

        With `in_turn`, a turn is under way already, as in `warm`: ask for its answerer afterwards.
        """
        self._name = model.name
        if self._preparing is not None:
            self._preparing.cancel()
        if not in_turn:
            self._loads_in_turn = False
        elif self.ready is None:
            self._loads_in_turn = True
        options = self._wanted(model, check_memory)
        self._preparing = Preparing(
            self._supervisor, self._turnstile, model.path, options, request, ended=self._prepared
        )
        return self._preparing

    def _prepared(self) -> None:
        if not self._closed:
            self.rest()

    def needed_mb(self, model: Model, check_memory: bool | None = None) -> float | None:
        """The least memory that has to be free for this model, MiB: 0 once it is loaded or being loaded.

        None where the catalogue does not know what it costs, and where its memory is not checked before it is loaded.
        """
        options = self._wanted(model, check_memory)
        if self._process is not None and self._supervisor.serves(model.path, options):
            return 0.0
        if options.shape is None or not options.check_memory:
            return None
        from edge.engine.plan import plan  # only the child needs it otherwise
        from edge.machine import Cores

        return plan(options, options.shape, Cores(1, 1), free=0).need.total / 2**20

    @property
    def pid(self) -> int | None:
        """The child's process id, if there is one."""
        process = self._process
        return process.pid if process else None

    @property
    def ready(self) -> Ready | None:
        """What is loaded, once it is."""
        process = self._process
        return process.ready if process else None

    def ready_with(self, model: Model) -> Ready | None:
        """What is loaded, if it is this model."""
        return self.ready if self._supervisor.serves(model.path, self._wanted(model)) else None

    @property
    def loaded(self) -> Path | None:
        """The file of the model that is loaded or being loaded."""
        return self._supervisor.model if self._process is not None else None

    @property
    def _process(self) -> EngineProcess | None:
        """The child, if it is of use: not one that has ended or could not load its model."""
        process = self._supervisor.process
        return process if process is not None and process.alive else None

    @property
    def down(self) -> str | None:
        """Why it is not started any more, or None."""
        return self._supervisor.down

    @property
    def state(self) -> State:
        """What it does at the moment."""
        if self.down:
            return "down"
        process = self._process
        if process is None:
            return "idle"
        if process.ready is None:
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
        process = self._process
        if process is None or process.ready is None or self._turnstile.busy:
            return
        if self._preparing is not None and not self._preparing.join(0):
            return  # at its end there is another pause
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
        self._closed = True
        if self._preparing is not None:
            self._preparing.cancel()
            self._preparing.join()
        if self._pause is not None:
            self._pause.cancel()
            self._save()
        self._supervisor.close()
        discard()
