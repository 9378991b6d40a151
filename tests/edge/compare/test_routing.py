"""What the router would do with a task, beside every answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from edge.catalogue import Catalogue
from edge.catalogue.endpoint import Endpoint
from edge.compare.routing import Routing
from edge.compare.task import Grade, Task, Turn
from edge.paths import Paths
from edge.settings import Settings
from edge.transcript import Attachment

ENDPOINT = Endpoint.from_entry("one", {"base_url": "http://127.0.0.1:1/v1", "model": "big", "context": 32_768})


def task(text: str, *attachments: Attachment) -> Task:
    return Task(f"some.{text}.en", "some", "en", (Turn(text, attachments),), lambda _: Grade(1.0), ("",))


@pytest.fixture
def routing(paths: Paths) -> Iterator[Routing]:
    catalogue = Catalogue.of(paths)
    found = Routing(paths, Settings(), catalogue.named("qwen2.5-0.5b"), [ENDPOINT])
    yield found
    found.close()


def test_what_the_score_decides_is_forced_nowhere(routing: Routing) -> None:
    easy, hard = (
        routing.expected(task(text))
        for text in ("hi there, how are you?", "Prove that there are infinitely many primes.")
    )
    assert easy.p_cloud is not None
    assert hard.p_cloud is not None
    assert easy.p_cloud < routing.threshold < hard.p_cloud
    assert (easy.forced, easy.endpoint) == (None, None)
    assert hard.endpoint == "one"


def test_what_a_rule_sends_up_is_forced(routing: Routing) -> None:
    document = Attachment("handbook.txt", "A line of a handbook.\n" * 20)
    for forced in (task("What does it say?", document), task("```python\nprint(1)\n```\nWhat does this print?")):
        found = routing.expected(forced)
        assert (found.forced, found.endpoint) == ("cloud", "one")


def test_without_an_endpoint_only_the_likelihood_is_known(paths: Paths) -> None:
    routing = Routing(paths, Settings(), Catalogue.of(paths).choose("builtin"), [])
    try:
        found = routing.expected(task("Prove that there are infinitely many primes."))
    finally:
        routing.close()
    assert found.p_cloud is not None
    assert (found.forced, found.endpoint) == (None, None)
