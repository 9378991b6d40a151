"""An honest server, and clients of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from cloud_client import Client, Endpoint, Retries
from tests.cloud_client.bad_server import BadServer
from tests.cloud_client.honest_server import Behaviour, HonestServer

MESSAGES = {"messages": [{"role": "user", "content": "Hello?"}]}


@pytest.fixture
def honest() -> Iterator[HonestServer]:
    """A server that does as it should, until its behaviour is set otherwise."""
    with HonestServer(Behaviour()) as server:
        yield server


@pytest.fixture(scope="session")
def bad() -> Iterator[BadServer]:
    """A server that misbehaves on request."""
    with BadServer() as server:
        yield server


@pytest.fixture
def client(honest: HonestServer) -> Iterator[Client]:
    """A client of the honest server, without pauses between its tries."""
    with Client(Endpoint("test", honest.url, "test-model"), retries=Retries(pause=0.001)) as client:
        yield client


@pytest.fixture
def make_client() -> Iterator[Callable[[Endpoint], Client]]:
    """Makes clients that ask once, and closes them in the end."""
    made: list[Client] = []

    def make(endpoint: Endpoint) -> Client:
        made.append(Client(endpoint, retries=Retries(tries=1)))
        return made[-1]

    yield make
    for client in made:
        client.close()
