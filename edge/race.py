"""Answerers that work at the same time, each in a thread of its own; one thread hears what all of them say."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

from edge.answerer import Answered, Cancel, Step

__all__ = ["Race", "Runner"]


class Runner:
    """One answerer at work."""

    def __init__(self, said: Callable[[Runner, Step | Exception], None]) -> None:
        self.cancel = Cancel()
        self.ended: Answered | None = None
        """How it ended, once that was heard."""
        self._said = said

    def start(self, answer: Callable[[Cancel], Iterator[Step]], name: str) -> None:
        """Begin to answer."""

        def work() -> None:
            ended = False
            try:
                for step in answer(self.cancel):
                    self._said(self, step)
                    ended = isinstance(step, Answered)
                if not ended:
                    raise AssertionError("an answerer ends with Answered")
            except Exception as error:  # noqa: BLE001 - it is raised in the thread that hears it
                self._said(self, error)

        threading.Thread(target=work, name=name, daemon=True).start()


class Race:
    """Starts answerers, and tells what they say in the order in which it comes."""

    def __init__(self) -> None:
        self._said: queue.SimpleQueue[tuple[Runner, Step | Exception]] = queue.SimpleQueue()

    def start(self, answer: Callable[[Cancel], Iterator[Step]], name: str) -> Runner:
        """Let an answerer begin, in a thread of this name."""
        runner = Runner(lambda runner, said: self._said.put((runner, said)))
        runner.start(answer, name)
        return runner

    def hear(self, seconds: float | None = None) -> tuple[Runner, Step] | None:
        """What is said next, and who says it; None if nobody says anything for so many seconds.

        Raises what an answerer raised.
        """
        try:
            runner, said = self._said.get(timeout=None if seconds is None else max(0.0, seconds))
        except queue.Empty:
            return None
        if isinstance(said, Exception):
            raise said
        if isinstance(said, Answered):
            runner.ended = said
        return runner, said
