"""What the outbox's tests have in common: a home without the rest of an assistant, and turns that nobody answered."""

from __future__ import annotations

import queue
import socket
from collections.abc import Callable
from typing import Any

from edge.catalogue.configuring import enter
from edge.cloud import Cloud
from edge.events import Fallback, Receipt, Route, Started
from edge.journal import Journal, new_uid
from edge.offers import Offer
from edge.outbox import Outbox
from edge.outbox.pace import Pace
from edge.paths import Paths
from edge.settings import Cloud as CloudSettings
from edge.settings import Outbox as OutboxSettings
from edge.settings import Settings
from edge.transcript import Message
from edge.turn import Question
from tests.edge.journal_help import record

HARD = "Prove step by step that there are infinitely many primes."
PROVISIONAL = "I cannot prove it, but I believe it."
ANSWER = "Hello, world."
UP = Route("cloud", 0.9, (), "en", task="reasoning", endpoint="lab", model="test-model")
QUICK = Pace(quiet=0.0, look=0.02, first=0.02, longest=0.05)


def configure(paths: Paths, url: str, name: str = "lab") -> None:
    """Put an endpoint on the list."""
    enter(paths.endpoints, name, {"base_url": url, "model": "test-model"})


def nobody() -> str:
    """An address at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"


class Desk:
    """The journal, the endpoints and the outbox of a home, as one process has them."""

    def __init__(self, paths: Paths, *, pace: Pace = QUICK, outbox: OutboxSettings | None = None, **cloud: Any) -> None:
        self.settings = Settings(cloud=CloudSettings(**cloud), outbox=outbox or OutboxSettings())
        self.offline = self.busy = False
        self.faults: list[BaseException] = []
        self.journal = Journal.open(paths.journal)
        self.cloud = Cloud(paths, self.settings, lambda: self.offline)
        self.outbox = Outbox(
            self.settings,
            self.journal,
            self.cloud,
            offline=lambda: self.offline,
            busy=lambda: self.busy,
            fault=self.faults.append,
            pace=pace,
        )
        self._offers: queue.SimpleQueue[Offer] = queue.SimpleQueue()
        self.hear(self._offers.put)

    def hear(self, listener: Callable[[Offer], None]) -> Callable[[], None]:
        """Another listener."""
        return self.outbox.listen(listener)

    def start(self) -> Desk:
        """As a process does when it has opened the home."""
        self.outbox.start()
        return self

    def ask(self, text: str = HARD, **decided: Any) -> Started:
        """A turn that nobody of the cloud answered, to its end."""
        question = Question(text, decided.pop("uid", None) or new_uid(), **decided)
        started = self.journal.begin(question)
        self.end(started, self.outbox.hold(started, question))
        return started

    def end(self, started: Started, uid: str | None) -> None:
        """The end of a turn that the device answered."""
        fallback = Fallback("cloud", "lab refuses the connection.")
        how = record(started, PROVISIONAL, route=UP, fallback=fallback, outbox=uid)
        self.journal.finish(how, f"{started.turn}.reply")
        self.outbox.turn_ended()

    def offer(self) -> Offer:
        """The next late answer."""
        return self._offers.get(timeout=20)

    @property
    def told(self) -> int:
        """How many late answers there are that nobody took yet."""
        return self._offers.qsize()

    def reply(self, started: Started) -> Message:
        """The reply that stands."""
        return next(one for one in reversed(self.journal.messages(started.conversation)) if one.role == "assistant")

    def receipts(self, started: Started) -> tuple[Receipt, ...]:
        """Of one turn."""
        (turn,) = [one for one in self.journal.turns(started.conversation) if one.turn == started.turn]
        return turn.egress.receipts if turn.egress else ()

    def close(self) -> None:
        """As a process does when it lets go of the home."""
        self.outbox.close()
        self.cloud.close()
        self.journal.close()
