"""The assistant that the server of the address asks: each turn of it is a replica's."""

from __future__ import annotations

import dataclasses
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from edge.cleaning import clean
from edge.cloud import Cloud
from edge.cluster.pins import Pins
from edge.cluster.replicas import Replicas
from edge.cluster.resumed import ResumedTurn
from edge.endpoints.info import EndpointInfo
from edge.errors import UsageError
from edge.guests import GuestJournal
from edge.offline import OfflineMode
from edge.paths import Paths
from edge.resources import Sampler
from edge.samples.sample import Sample
from edge.settings import Settings
from edge.turn import Question, Status

if TYPE_CHECKING:
    from edge.cloud.relay import Relay

__all__ = ["FIGURES", "Fleet"]

FIGURES = ("turns", "at_their_holder", "elsewhere", "asked_again", "seams")
"""What is counted; see `Fleet.figures`."""


class Fleet:
    """Implements `edge.server.served.Served` over replicas. All calls may come from any thread."""

    def __init__(self, replicas: Replicas, paths: Paths, settings: Settings) -> None:
        """`paths` and `settings` are those that the replicas share."""
        self._replicas = replicas
        self._pins = Pins()
        self._guests = GuestJournal()
        self._offline = OfflineMode(paths.offline)
        self._cloud = Cloud(paths, settings, lambda: self._offline.on)
        self._sampler = Sampler()
        self._lock = threading.Lock()
        self._counted: Counter[str] = Counter()

    def ask(self, question: Question) -> ResumedTurn:
        """Begin a turn. Raises UsageError where it does not bring its conversation along."""
        if question.history is None:
            raise UsageError(
                "Replicas keep no conversations: send what was said before as 'history', and leave 'conversation' out."
            )
        if not clean(question.text).strip():
            raise UsageError("There is no message: write what you want to say.")
        # What was said in private may be asked about at another replica, which would not know.
        history = self._guests.marked(question)
        offline = question.offline or self._offline.on
        question = dataclasses.replace(question, history=history, offline=offline)
        return ResumedTurn(question, self._replicas, self._pins, self)

    def status(self) -> Status:
        """The state of one of the replicas."""
        return self._replicas.status()

    def samples(self, since: float | None = None) -> list[Sample]:
        """What the process of the address uses at this moment; engines are in processes of their own."""
        now, memory = since or 0.0, self._sampler.memory()
        return [Sample(now, memory.rss_mb, None, memory.free_mb, memory.cpu_load, memory.temperature_c)]

    def endpoints(self) -> list[EndpointInfo]:
        """The endpoints that every replica has. Raises SettingsError if the list of them is wrong."""
        return self._cloud.infos()

    def relay(self, messages: Sequence[Mapping[str, Any]], options: Mapping[str, Any], language: str) -> Relay:
        """A chat completion with tools goes from here to an endpoint: no engine has a part in it, and no home keeps how
        it went."""
        return self._cloud.relay(messages, options, language, lambda _record: None)

    def count(self, what: str) -> None:
        """One more of `what`, which is one of `FIGURES`."""
        with self._lock:
            self._counted[what] += 1

    def figures(self) -> dict[str, int]:
        """Since the start: `turns`; of those that go on with a conversation, how many were answered by a replica that
        holds it (`at_their_holder`), and how many `elsewhere`; how often a replica was lost before its first word
        (`asked_again`), and how often behind it (`seams`)."""
        with self._lock:
            return {name: self._counted[name] for name in FIGURES}
