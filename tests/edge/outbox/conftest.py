"""A server that can be reached, and homes whose outboxes do not wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from edge.journal import queued
from edge.paths import Paths
from tests.cloud_client.honest_server import Behaviour, HonestServer
from tests.edge.outbox.outbox_help import Desk, configure

MakeDesk = Callable[..., Desk]


@pytest.fixture(autouse=True)
def no_rest_after_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question is due as soon as its turn has ended."""
    monkeypatch.setattr(queued, "REST_S", 0.0)


@pytest.fixture
def desk(paths: Paths) -> Iterator[MakeDesk]:
    """Open the home; it is closed when the test ends."""
    opened: list[Desk] = []

    def make(**more: object) -> Desk:
        opened.append(Desk(paths, **more))  # type: ignore[arg-type]
        return opened[-1]

    yield make
    for one in opened:
        one.close()
        assert one.faults == []


@pytest.fixture
def server() -> Iterator[HonestServer]:
    """A server that no endpoint leads to yet."""
    with HonestServer(Behaviour()) as server:
        yield server


@pytest.fixture
def lab(paths: Paths, server: HonestServer) -> HonestServer:
    """The same, configured."""
    configure(paths, server.url)
    return server
