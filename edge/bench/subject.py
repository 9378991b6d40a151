"""What is measured: one model with these settings, in a home of its own."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from edge.assistant import Assistant
from edge.bench.home import Homes
from edge.bench.plan import Plan
from edge.catalogue import Model
from edge.settings import Settings

__all__ = ["Subject"]

READY_S = 60.0
"""How long loading is waited for, seconds; then the next question is asked all the same, and says what is wrong."""


@dataclass(slots=True)
class Subject:
    """One model in one home, and how far its measuring is."""

    homes: Homes
    settings: Settings
    model: Model
    plan: Plan
    tell: Callable[[int, int, str], None]
    """Called with the steps that are done, the steps in all, and what comes next."""
    done: int = 0
    _fresh: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def context(self) -> int:
        """Tokens that the model can see."""
        return self.settings.engine.context or self.model.context

    @property
    def fresh(self) -> int:
        """A number that was not given out before: a prompt that begins with another word is in no cache."""
        return next(self._fresh)

    def step(self, what: str) -> None:
        """Something of one step begins."""
        self.tell(min(self.done, self.plan.steps), self.plan.steps, what)
        self.done += 1

    @contextmanager
    def assistant(self, *, loaded: bool = True) -> Iterator[Assistant]:
        """A new one with a new engine, whose model is loaded unless that is not wanted; closed at the end."""
        assistant = Assistant(self.homes.own, self.settings)
        try:
            if loaded:
                assistant.warm()
                deadline = time.monotonic() + READY_S
                while assistant.status().state != "ready" and time.monotonic() < deadline:
                    time.sleep(0.01)
            yield assistant
        finally:
            assistant.close()
