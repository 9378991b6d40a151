"""The application on a real Ray, where the extra `edge-assistant[cluster]` is installed.

It takes some 400 MB, so that `dev` does not have it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.edge.cluster.ports import free_port

SCRIPT = Path(__file__).parents[3] / "scripts" / "measure_cluster.py"

pytest.importorskip("ray", reason="needs the extra edge-assistant[cluster]")


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
