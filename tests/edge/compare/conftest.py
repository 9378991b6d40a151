"""Comparisons of a small suite, in this process and as `edge compare`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edge.cli import main
from edge.compare import available
from edge.compare.results import Run
from edge.compare.run import Comparison
from edge.compare.store import Places, Store
from edge.compare.wanted import Choices, wanted
from edge.paths import Paths
from edge.settings import Settings
from tests.edge.compare.scripted import MODEL
from tests.edge.compare.small_suite import Small

ROOT = Path(__file__).parents[3]

PROGRAM = """
import sys
from edge.cli import main
from edge.compare import available
from tests.edge.compare.small_suite import Small
available.every_suite = lambda **_: (Small(%d),)
sys.exit(main(['compare', *sys.argv[1:]]))
"""


def endpoints(paths: Paths, **urls: str) -> None:
    """Configure endpoints with these addresses."""
    text = "".join(f'[endpoints.{name}]\nbase_url = "{url}"\nmodel = "{MODEL}"\n' for name, url in urls.items())
    paths.endpoints.write_text(text, "utf-8")


Compared = Callable[..., tuple[Run, bool]]


@pytest.fixture
def compared(paths: Paths) -> Compared:
    """Compare in this process, going on with what is there. The run, and whether nothing was left."""

    def go(
        *subjects: str, suite: Small | None = None, settings: Settings | None = None, **more: Any
    ) -> tuple[Run, bool]:
        choices = Choices(subjects, ("small",), **more)
        what, routing = wanted(
            paths, settings or Settings(model="builtin"), choices, [suite or Small()], lambda _name: ""
        )
        path = Places(paths.compare).unfinished
        with closing(routing), closing(Store(path) if path.exists() else Store.begin(path, what.head)) as store:
            store.go_on()
            comparison = Comparison(what, routing, store, pauses=())
            return comparison.run(), comparison.complete

    return go


Started = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def compare(home: Path) -> Iterator[Started]:
    """Start `edge compare` with the small suite in a process of its own; without a terminal."""
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str, tasks: int = 4) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", PROGRAM % tasks, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env={**os.environ, "EDGE_HOME": str(home), "EDGE_ENGINE_THREADS": "1", "EDGE_MODEL": "builtin"},
            start_new_session=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run `edge compare` with the small suite in this process: exit code, output, and what was said beside it."""
    monkeypatch.setattr(available, "every_suite", lambda **_: (Small(),))
    monkeypatch.setenv("EDGE_MODEL", "builtin")
    monkeypatch.setenv("EDGE_ENGINE_THREADS", "1")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["compare", *arguments])
        return code, *capsys.readouterr()

    return run
