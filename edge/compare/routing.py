"""What the router thinks of a task, asked apart from any turn: for the plan, and beside every answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from edge.catalogue import Model
from edge.catalogue.endpoint import Endpoint
from edge.compare.task import Task
from edge.errors import EngineError
from edge.events import Route
from edge.paths import Paths
from edge.router import EndpointState, LateReader, Situation, decide, hear
from edge.router.text import tokens_of
from edge.settings import Settings
from edge.turn import Question

__all__ = ["Expected", "Routing"]

_LOAD_S = 60.0
_ALWAYS, _NEVER = 0.0, 1.01
"""Thresholds at which every score says up, and none."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Where the first message of a task goes."""

    p_cloud: float | None
    """How likely the reader thinks that it needs the cloud, 0 to 1; None where it could not be read."""
    forced: Literal["local", "cloud"] | None
    """Where a rule sends it whatever the threshold is; None where the score decides, and without an endpoint."""
    endpoint: str | None
    """Who gets it at the threshold in force; None where it stays on the device."""


class Routing:
    """The router of a home with its endpoints, for a device that is neither hot nor busy."""

    def __init__(self, paths: Paths, settings: Settings, model: Model, endpoints: Sequence[Endpoint]) -> None:
        """Loads the reader. Raises EngineError where it cannot be loaded."""
        self._settings = settings
        self._model = model
        self._states = tuple(EndpointState(endpoint) for endpoint in endpoints)
        self._known: dict[str, Expected] = {}
        self._reader = LateReader(settings.router, paths.calibrated)
        self._reader.wait(_LOAD_S)
        if not self._reader.ready:
            why = next(iter(self._reader.notices), "It was not loaded in time.")
            raise EngineError(f"Without the reader nothing can be said of the router: {why}")

    @property
    def threshold(self) -> float:
        """The `p_cloud` from which a message goes up here, 0 to 1."""
        return self._reader.threshold

    def expected(self, task: Task) -> Expected:
        """Where a task's first message goes."""
        if task.uid not in self._known:
            self._known[task.uid] = self._decided(task)
        return self._known[task.uid]

    def _decided(self, task: Task) -> Expected:
        first = task.turns[0]
        heard = hear(first.text, (), self._reader.read(first.text), datetime.now().astimezone(), None)
        question = Question(first.text, "compare", schema=dict(task.schema) if task.schema else None)
        files = sum(tokens_of(one.text) for one in first.attachments) if first.attachments else None
        situation = Situation(
            endpoints=self._states,
            attachment_tokens=files,
            builtin=self._model.builtin,
            context=self._settings.engine.context or self._model.context,
        )

        def at(threshold: float) -> Route:
            return decide(question, heard, situation, self._settings.router, threshold)

        forced: Literal["local", "cloud"] | None = None
        if self._states:
            forced = "local" if at(_ALWAYS).to == "local" else "cloud" if at(_NEVER).to == "cloud" else None
        return Expected(
            p_cloud=heard.reading.p_cloud if heard.reading is not None else None,
            forced=forced,
            endpoint=at(self.threshold).endpoint,
        )

    def close(self) -> None:
        """Let go of the reader."""
        self._reader.close()
