"""`edge` as a user runs it: a process with a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def edge(home: Path, tmp_path: Path) -> Run:
    """Run `edge` with arguments; stdin is empty unless given. Warnings of ours would fail it."""

    def run(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "edge", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env={**os.environ, "EDGE_HOME": str(home), "EDGE_ENGINE_THREADS": "1", **environment},
            timeout=60,
            check=False,
        )

    return run
