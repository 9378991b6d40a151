"""The application on a real Ray, where the extra `edge-assistant[cluster]` is installed.

It takes some 400 MB, so that `dev` does not have it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from edge.cluster.replicas import Asking, Here
from edge.turn import Question, Status
from tests.edge.cluster.ports import free_port

SCRIPT = Path(__file__).parents[3] / "scripts" / "measure_cluster.py"

pytest.importorskip("ray", reason="needs the extra edge-assistant[cluster]")


class Full:
    """A deployment handle whose replicas have as much to do as they may have, so that no look at them comes through."""

    def __init__(self) -> None:
        self.cancelled = False

    @property
    def status(self) -> Full:
        return self

    def remote(self, *_asked: object) -> Any:
        return self

    def options(self, **_options: object) -> Any:
        return SimpleNamespace(remote=lambda _asking: iter([[Here("a")], []]))

    def result(self, timeout_s: float) -> Status:
        raise TimeoutError(f"{timeout_s} s")

    def cancel(self) -> None:
        self.cancelled = True


@pytest.mark.filterwarnings("ignore")  # Ray's own
def test_replicas_that_are_all_busy_are_not_down_and_who_looks_does_not_wait_on() -> None:
    from edge.cluster.handles import Handles

    full = Full()
    handles = Handles(full)
    assert handles.status().state == "down"
    assert full.cancelled
    under_way = iter(handles.begin(Asking(Question("hello", "q", history=()))))
    assert next(under_way) == Here("a")
    assert handles.status().state == "answering"
    assert list(under_way) == []
    assert handles.status().state == "down"


@pytest.mark.timeout(400)
def test_a_replica_that_is_killed_in_mid_answer_costs_no_turn() -> None:
    command = [
        sys.executable,
        str(SCRIPT),
        "--conversations",
        "24",
        "--kills",
        "1",
        "--json",
        "--port",
        str(free_port()),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=360)
    found = json.loads(next(line for line in done.stdout.splitlines() if line.startswith('{"turns"')))
    assert (found["turns"], found["lost"], found["wrong_text"]) == (72, 0, 0), found
    assert found["kills"] == 1
    assert found["back_s"] != [None]
    assert found["at_their_holder"] > found["elsewhere"]
    assert done.returncode == 0
