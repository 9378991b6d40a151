"""Homes for the measuring: the user's models and settings are in them, and nothing is left of them."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from edge.bench.home import temporary_homes
from edge.paths import Paths


@pytest.fixture
def user(paths: Paths) -> Paths:
    paths.models.mkdir(parents=True)
    (paths.models / "mine.gguf").write_bytes(b"GGUF")
    paths.config.write_text("[engine]\nthreads = 1\n")
    return paths


def test_the_user_s_models_and_settings_are_seen(user: Paths) -> None:
    with temporary_homes(user) as homes:
        for home in (homes.own, Paths.under(homes.child)):
            assert (home.models / "mine.gguf").read_bytes() == b"GGUF"
            assert home.config.read_text() == user.config.read_text()
            assert home.journal != user.journal


def test_whatever_ends_it_the_homes_are_gone_and_the_models_are_not(user: Paths) -> None:
    seen: list[Path] = []

    def ended_by(ending: type[BaseException]) -> None:
        with temporary_homes(user) as homes:
            seen.append(homes.child)
            homes.own.journal.write_bytes(b"something")
            raise ending

    for ending in (KeyboardInterrupt, RuntimeError, SystemExit):
        with pytest.raises(ending):
            ended_by(ending)
    assert [home for home in seen if home.parent.exists()] == []
    assert (user.models / "mine.gguf").read_bytes() == b"GGUF"


def test_a_home_in_which_nothing_is_yet_will_do(paths: Paths) -> None:
    with temporary_homes(paths) as homes:
        assert homes.own.config.parent.is_dir()
        assert not homes.own.models.exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from edge.bench.home import temporary_homes
from edge.paths import Paths
with temporary_homes(Paths.under(Path(sys.argv[1]))):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_homes_of_a_process_that_was_killed_go_with_the_next_and_those_of_one_that_runs_stay(
    user: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    subprocess.run([sys.executable, "-c", KILLED, str(user.config.parent)], check=False, timeout=60)
    (left,) = tmp_path.iterdir()
    with temporary_homes(user) as first, temporary_homes(user) as second:
        assert not left.exists()
        assert first.own.config.is_file()
        assert second.own.config.is_file()
    assert list(tmp_path.iterdir()) == []
