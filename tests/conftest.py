"""Every test has a home of its own, and the user's is out of reach."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from edge.paths import Paths
from edge.reader.telemetry import without_telemetry

without_telemetry()  # a test may import onnxruntime before the reader does

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background of a script: a shell lets such a process, and all below it, ignore Ctrl-C. The tests
    # that press it need it.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty `EDGE_HOME`; no other `EDGE_…` variable is set."""
    for name in [name for name in os.environ if name.startswith("EDGE_")]:
        monkeypatch.delenv(name)
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("EDGE_HOME", str(folder))
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.fixture
def paths(home: Path) -> Paths:
    """The paths of that home."""
    return Paths.under(home)
