"""A turn that survives its replica: what broke off is asked again elsewhere, and goes on behind a seam."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from typing import Protocol

from edge.cluster.pins import Pins, session_of
from edge.cluster.replicas import Answering, Asking, Here, Refused, ReplicaLostError, Replicas
from edge.cluster.told import Told
from edge.errors import EdgeError, error_from_kind
from edge.events import Event, Finished
from edge.turn import Question

__all__ = ["Counting", "ResumedTurn"]

MOST_REPLICAS = 3
"""That are asked one question: one that ends every replica which is asked it must not end all of them."""


class Counting(Protocol):
    """Who counts."""

    def count(self, what: str) -> None:
        """One more of `what`; see `edge.cluster.fleet.Fleet.figures`."""
        ...


class ResumedTurn:
    """Implements `edge.turn.Turn`."""

    def __init__(self, question: Question, replicas: Replicas, pins: Pins, counting: Counting) -> None:
        self._question = question
        self._replicas = replicas
        self._pins = pins
        self._counting = counting
        self._lock = threading.Lock()
        self._cancelled = False
        self._answering: Answering | None = None

    def cancel(self) -> None:
        """Ask for the end."""
        with self._lock:
            self._cancelled = True
            answering = self._answering
        if answering is not None:
            answering.cancel()

    def __iter__(self) -> Iterator[Event]:
        """The events, `Finished` last, whatever happens. Raises EdgeError where the turn does not begin."""
        told, lost = Told(self._question.uid), list[str]()
        holders = self._pins.holders(self._question)
        self._counting.count("turns")
        for _ in range(MOST_REPLICAS):
            here: str | None = None
            try:
                for said in self._begin(told, holders, lost):
                    match said:
                        case Here(name=name):
                            here = name
                            if not lost and holders:
                                self._counting.count("at_their_holder" if name in holders else "elsewhere")
                        case Refused(kind=kind, text=text):
                            yield from self._refused(told, error_from_kind(kind, text), begun=bool(lost))
                            return
                        case _:
                            yield from told.hear(said)
                            if isinstance(said, Finished):
                                self._pins.answered(self._question, said.record.text, here or "")
                                return
            except ReplicaLostError:
                pass
            if self._cancelled:
                break
            lost.append(here or "")
            self._counting.count("seams" if told.begun is not None else "asked_again")
            told.lose()
        yield from told.end(stopped=self._cancelled)

    def _begin(self, told: Told, holders: tuple[str, ...], lost: list[str]) -> Answering:
        question = dataclasses.replace(self._question, begun=told.begun)
        known = tuple(name for name in holders if name not in lost)
        session = None if known else session_of(question)
        answering = self._replicas.begin(Asking(question, known, tuple(lost), session))
        with self._lock:
            self._answering = answering
            cancelled = self._cancelled
        if cancelled:
            answering.cancel()
        return answering

    def _refused(self, told: Told, error: EdgeError, *, begun: bool) -> Iterator[Event]:
        if not begun:
            raise error
        yield from told.end(str(error))
