"""`edge backup` and `edge restore` from the command line."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from edge.cli import main
from edge.journal import Journal
from edge.paths import Paths
from edge.turn import Question


@pytest.fixture
def said(paths: Paths) -> Paths:
    with contextlib.closing(Journal.open(paths.journal)) as journal:
        journal.begin(Question("before", uid="q", conversation="new"))
    return paths


def titles(paths: Paths) -> list[str]:
    with contextlib.closing(Journal.open(paths.journal)) as journal:
        return [info.title for info in journal.conversations()]


def test_there_and_back(said: Paths, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "b.tar.gz"
    assert main(["backup", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["file"], told["holds"]) == (str(file), ["journal"])
    assert told["bytes"] == file.stat().st_size
    assert main(["forget", "--all", "--yes"]) == 0
    capsys.readouterr()
    assert main(["restore", str(file), "--yes", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["aside"]) >= 1
    assert titles(said) == ["before"]


def test_a_second_one_of_that_name_is_refused_with_one_line(
    said: Paths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "b.tar.gz"
    assert main(["backup", str(file)]) == 0
    assert "keep it as you keep the device" in capsys.readouterr().err
    assert main(["backup", str(file)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert main(["backup", str(file), "--force"]) == 0


def test_a_pipe_gets_the_archive_and_nothing_else(said: Paths, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "edge", "backup", "-"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[3])
    (tmp_path / "b.tar.gz").write_bytes(done.stdout)
    assert done.stderr == b""
    assert main(["restore", str(tmp_path / "b.tar.gz"), "--yes"]) == 0


def test_without_a_terminal_a_restoration_has_to_be_confirmed(
    said: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["restore", str(tmp_path / "b.tar.gz")]) == 2
    assert "--yes" in capsys.readouterr().err


def test_a_no_changes_nothing(
    said: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert main(["restore", str(tmp_path / "b.tar.gz")]) == 130
    assert titles(said) == ["before"]
