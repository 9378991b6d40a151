"""`kill -9` of the process that pulls, at any point: the next pull goes on, and what has the name is whole."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from edge.catalogue import added, verified
from edge.paths import Paths
from tests.edge.download.conftest import CONTENT
from tests.stubs.hub import FILE, REPOSITORY, Hub

PROJECT = Path(__file__).parents[3]
Pull = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def model_file(paths: Paths) -> Path:
    """Where the model belongs that the user's list names."""
    paths.models.mkdir()
    entry = f'[models.small]\nrepository = "{REPOSITORY}"\nfile = "{FILE}"\n'
    (paths.models / added.FILE).write_text(entry)
    return paths.models / "added" / FILE


@pytest.fixture
def pull(hub: Hub, home: Path) -> Pull:
    """Start a pull that kills itself in front of the n-th event of a kind; 0 is never."""

    def start(event: str = "any", number: int = 0) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.stubs.killed_pull", "small", event, str(number)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env={**os.environ, "EDGE_HOME": str(home), "HF_ENDPOINT": hub.endpoint},
        )

    return start


def finish(pull: Pull, model_file: Path, paths: Paths) -> None:
    """Pull to the end; nothing but what belongs there is left."""
    process = pull()
    _, complaints = process.communicate(timeout=60)
    assert process.returncode == 0, complaints
    assert model_file.read_bytes() == CONTENT
    assert verified.read(paths.models)["small"].size == len(CONTENT)
    names = {path.name for path in paths.models.rglob("*") if path.is_file()}
    assert names == {added.FILE, verified.FILE, FILE}


def test_killed_while_bytes_arrive(pull: Pull, model_file: Path, hub: Hub, paths: Paths) -> None:
    # What is in the buffers of the network is lost with the process: the throttle keeps them nearly empty.
    hub.rate = 10e6
    for offset in (300_000, 900_000):
        process = pull()

        def kill(sent: int, process: subprocess.Popen[str] = process, offset: int = offset) -> None:
            if sent >= offset:
                process.kill()

        hub.on_sent = kill
        process.communicate(timeout=60)
        assert process.returncode == -9
        assert not model_file.exists()
    hub.on_sent = None
    finish(pull, model_file, paths)
    assert 0 == hub.starts[0] < hub.starts[1] < hub.starts[2]


def test_killed_around_the_moment_when_the_file_gets_its_name(
    pull: Pull, model_file: Path, hub: Hub, paths: Paths
) -> None:
    before_model, before_record, before_tidying = ("os.rename", 1), ("os.rename", 2), ("os.rmdir", 1)
    for step, named in ((before_model, False), (before_record, True), (before_tidying, True)):
        if step is before_tidying:
            model_file.unlink()  # else there is nothing to fetch
        process = pull(*step)
        process.communicate(timeout=60)
        assert process.returncode == -9
        assert model_file.exists() is named
        if named:
            assert model_file.read_bytes() == CONTENT
    finish(pull, model_file, paths)
    assert hub.starts == [0, 0]
