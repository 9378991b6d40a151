"""A misbehaving server: the right error, and exactly the text that had come. scripts/check_faults_cloud.py does all."""

from __future__ import annotations

import pytest

from tests.cloud_client.bad_server import REASONS, BadServer, ask, expected


@pytest.mark.parametrize("position", [0, 1, 19])
@pytest.mark.parametrize("name", REASONS)
def test_each_fault_is_told_as_what_it_is(bad: BadServer, name: str, position: int) -> None:
    kind, text = ask(bad, name, position)
    wanted_kind, wanted_text = expected(name, position)
    assert kind == wanted_kind
    assert text == wanted_text if REASONS[name].exact else text.startswith(wanted_text)


def test_a_long_line_does_not_fill_the_memory(bad: BadServer) -> None:
    import tracemalloc

    tracemalloc.start()
    ask(bad, "long_line", 3)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6_000_000  # the line is 10 MB
