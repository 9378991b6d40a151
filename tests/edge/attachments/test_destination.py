"""Where files would go: as the router decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.assistant import Assistant
from edge.attachments.destination import Destination
from edge.catalogue.configuring import enter
from edge.home import open_home
from edge.journal import new_uid
from edge.paths import Paths
from edge.settings import Engine, Settings
from edge.turn import Question


@pytest.fixture
def assistant(paths: Paths, tiny: Path) -> Iterator[Assistant]:
    assistant = Assistant(paths, Settings(model=str(tiny), engine=Engine(threads=1, context=2048)))
    yield assistant
    assistant.close()


def configure(paths: Paths) -> None:
    enter(paths.endpoints, "lab", {"base_url": "http://127.0.0.1:9/v1", "model": "m", "context": 8192})


def test_without_an_endpoint_the_device_reads_what_fits(assistant: Assistant) -> None:
    assert assistant.destination(100) == Destination("device")
    assert assistant.destination(5000) == Destination("device", None, whole=False, fits_device=False)
    assert assistant.destination(100, choice="cloud") == Destination("nowhere", None, whole=False)


def test_with_one_it_goes_there_unless_it_may_not_leave(assistant: Assistant, paths: Paths) -> None:
    configure(paths)
    assert assistant.destination(100) == Destination("cloud", "lab")
    assert assistant.destination(5000) == Destination("cloud", "lab", fits_device=False)
    assert assistant.destination(50_000) == Destination("cloud", "lab", whole=False, fits_device=False)
    assert assistant.destination(100, choice="local") == Destination("device")
    assert assistant.destination(100, private=True) == Destination("device")
    private = Question("My secret", new_uid(), conversation="new", private=True, choice="local", max_tokens=1)
    turn = assistant.ask(private)
    list(turn)
    where = assistant.conversations(1)[0].uid
    assert assistant.destination(100, where) == Destination("device")
    assistant.set_offline(True)
    assert assistant.destination(100) == Destination("device")


def test_over_the_homes_socket_it_is_the_same(paths: Paths, tiny: Path) -> None:
    configure(paths)
    settings = Settings(model=str(tiny), engine=Engine(threads=1))
    homes = [open_home(paths, lambda: Assistant(paths, settings)) for _ in range(2)]
    try:
        assert homes[1].destination(100, None, "local") == Destination("device")
        assert homes[1].destination(100) == Destination("cloud", "lab")
    finally:
        for home in reversed(homes):
            home.close()
