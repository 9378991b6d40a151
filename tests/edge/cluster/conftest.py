"""Replicas in this process: scripted assistants, lost where a test says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import cast

import pytest

from edge.cluster.fleet import Fleet
from edge.cluster.replicas import Asking, Here, Refused, ReplicaLostError, Said
from edge.errors import EdgeError
from edge.events import Piece
from edge.paths import Paths
from edge.settings import Settings
from edge.turn import AssistantLike, Status
from tests.edge.server.conftest import Serving, running
from tests.stubs.assistant import FakeAssistant, FakeTurn


class Replica:
    """One of them.

    lost_after  so many pieces of its next answer, and it is lost for good; None for never
    """

    def __init__(self, assistant: FakeAssistant, lost_after: int | None = None) -> None:
        self.assistant = assistant
        self.lost_after = lost_after
        self.lost = False


class LocalReplicas:
    """Asks the first that holds the conversation, else the first that is there."""

    def __init__(self, replicas: dict[str, Replica]) -> None:
        self.replicas = replicas
        self.asked: list[tuple[str, Asking]] = []

    def begin(self, asking: Asking) -> Answering:
        left = [name for name, one in self.replicas.items() if not one.lost]
        name = next((name for name in left if name in asking.holders), left[0] if left else "none")
        self.asked.append((name, asking))
        return Answering(name, self.replicas.get(name), asking)

    def status(self) -> Status:
        some = next((one for one in self.replicas.values() if not one.lost), None)
        return some.assistant.status() if some is not None else Status("", None, "down", "No engine replica answers.")


class Answering:
    def __init__(self, name: str, replica: Replica | None, asking: Asking) -> None:
        self._name, self._replica, self._asking = name, replica, asking
        self._turn: FakeTurn | None = None
        self._cancelled = False

    def __iter__(self) -> Iterator[Said]:
        if self._replica is None:
            raise ReplicaLostError
        yield Here(self._name)
        try:
            self._turn = self._replica.assistant.ask(self._asking.question)
        except EdgeError as error:
            yield Refused(error.kind, str(error))
            return
        pieces = 0
        for event in self._turn:
            if self._cancelled:
                return
            if self._replica.lost_after == pieces and isinstance(event, Piece):
                self._replica.lost = True
                raise ReplicaLostError
            yield event
            pieces += isinstance(event, Piece)

    def cancel(self) -> None:
        self._cancelled = True
        if self._turn is not None:
            self._turn.cancel()


Fleets = Callable[..., tuple[Serving, LocalReplicas]]


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleets]:
    """Serve replicas by their names behind one address."""
    with ExitStack() as stack:

        def begin(**replicas: Replica) -> tuple[Serving, LocalReplicas]:
            local = LocalReplicas(replicas)
            made = Fleet(local, Paths.under(tmp_path), Settings())
            # It has what the server asks for (`edge.server.served.Served`), and no more.
            return stack.enter_context(running(cast("AssistantLike", made))), local

        yield begin
