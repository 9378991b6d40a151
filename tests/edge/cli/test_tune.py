"""`edge models tune` as a user runs it; how it chooses is tested in tests/edge/tune."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.catalogue import Catalogue, tuned
from edge.catalogue.tuned import Figures, Machine, Tuned
from edge.cli import main
from edge.cli import tune as command
from edge.engine.wanted import wanted
from edge.home.lock import OwnerLock
from edge.paths import Paths
from edge.settings import Engine
from edge.tune.candidates import Candidate
from edge.tune.repeating import Repeated
from edge.tune.report import Report
from tests.edge.cli.conftest import Run
from tests.stubs.gguf_files import write_qwen2
from tests.tui.terminal import Terminal

FIGURES = Figures(100.0, 1.0, 1.0, 1.0)


@pytest.fixture
def mine(tmp_path: Path, edge: Run) -> Path:
    """On the list as `mine`."""
    path = write_qwen2(tmp_path / "mine.gguf", float16=True, endless=True)
    assert edge("models", "add", str(path), "--context", "360").returncode == 0
    return path


@pytest.fixture
def one_core() -> Iterator[None]:
    """One thread only is tried: on a busy machine, two that wait for each other take minutes."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    yield
    os.sched_setaffinity(0, allowed)


def write_entry(paths: Paths, **more: object) -> None:
    model = Catalogue.of(paths).named("mine")
    values = {
        "threads": 1,
        "batch": 256,
        "kv_type": "f16",
        "lookup": "auto",
        "measured": "2026-11-22T15:00:00+00:00",
        "machine": Machine.here(),
        "bytes": model.path.stat().st_size,
        "sha256": "",
        "before": FIGURES,
        "after": FIGURES,
        **more,
    }
    tuned.enter(paths.models, "mine", Tuned(**values))  # type: ignore[arg-type] # values of several types


@pytest.mark.usefixtures("one_core")
def test_it_measures_and_writes_what_it_found(edge: Run, mine: Path, paths: Paths) -> None:
    done = edge("models", "tune", "mine", "--quick", "--json", "--apply")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["written"] is True
    assert 0 <= said["others"] <= 1
    entry = tuned.read(paths.models)["mine"]
    assert entry.threads == said["chosen"]["threads"]
    assert entry.machine == Machine.here()
    assert entry.bytes == mine.stat().st_size
    assert entry.after.decode_tok_s == said["after"]["decode_tok_s"] > 0
    assert "counts from the next start on" in done.stderr
    assert "engine.threads (EDGE_ENGINE_THREADS)" in done.stderr  # what was set comes first, and it says so
    checks = {check["name"]: check for check in _doctor(edge)}
    assert checks["model.tuned"]["state"] == "ok"


CANDIDATE = Candidate(2, 512, "f16")
REPORT = Report(CANDIDATE, CANDIDATE, Repeated(4, 20, same=True), FIGURES, FIGURES, 0.0, 1024, (), others=0.0)


@pytest.mark.parametrize(
    ("others", "arguments", "code", "written"),
    [(0.02, [], 0, True), (0.5, [], 1, False), (0.5, ["--apply"], 0, True), (0.02, ["--dry-run"], 0, False)],
)
def test_what_was_measured_beside_busy_programs_is_written_only_when_asked_for(
    mine: Path,
    paths: Paths,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    others: float,
    arguments: list[str],
    code: int,
    written: bool,
) -> None:
    monkeypatch.setattr(command, "tune", lambda *_: dataclasses.replace(REPORT, others=others))
    assert main(["models", "tune", "mine", *arguments]) == code
    assert ("mine" in tuned.read(paths.models)) is written
    assert ("Other programs took 50%" in capsys.readouterr().err) is (others == 0.5)


def test_where_a_reply_came_out_otherwise_lookup_is_switched_off(
    mine: Path, paths: Paths, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report = dataclasses.replace(REPORT, lookup=Repeated(4, 20, same=False))
    monkeypatch.setattr(command, "tune", lambda *_: report)
    assert main(["models", "tune", "mine"]) == 0
    assert "Lookup speculation: off" in capsys.readouterr().out
    model = Catalogue.of(paths).named("mine")
    assert wanted(model, Engine()).lookup == "off"


def _doctor(edge: Run) -> list[dict[str, str]]:
    assert edge("models", "use", "mine").returncode == 0
    checks: list[dict[str, str]] = json.loads(edge("doctor", "--json").stdout)["checks"]
    return checks


def test_doctor_says_that_it_was_tuned_on_another_machine(edge: Run, mine: Path, paths: Paths) -> None:
    write_entry(paths, machine=Machine("Another processor", 4, 8))
    check = next(check for check in _doctor(edge) if check["name"] == "model.tuned")
    assert check["state"] == "warning"
    assert check["text"].startswith("tuned on another machine")
    assert check["advice"] == "run edge models tune mine again"


def test_doctor_names_a_damaged_file_in_one_sentence(edge: Run, mine: Path, paths: Paths) -> None:
    (paths.models / tuned.FILE).write_text("[[")
    check = next(check for check in _doctor(edge) if check["name"] == "model.tuned")
    assert check["state"] == "warning"
    assert "are ignored" in check["text"]


def test_reset_takes_it_out(edge: Run, mine: Path, paths: Paths) -> None:
    write_entry(paths)
    assert json.loads(edge("models", "tune", "mine", "--reset", "--json").stdout) == {"name": "mine", "reset": True}
    assert tuned.read(paths.models) == {}
    assert "was not tuned" in edge("models", "tune", "mine", "--reset").stderr


def test_reset_removes_a_damaged_file(edge: Run, mine: Path, paths: Paths) -> None:
    (paths.models / tuned.FILE).write_text("[[")
    assert edge("models", "tune", "mine", "--reset").returncode == 0
    assert not (paths.models / tuned.FILE).exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["qwen2.5-0.5b"], 3, "edge models pull"),
        (["nothing-like-it"], 3, "There is no model"),
        (["./missing.gguf"], 3, "There is no model file"),
        (["builtin", "--type", "q8_0"], 2, "give both"),
        (["builtin", "--requantize", "embedding"], 2, "nothing to gain"),
    ],
)
def test_mistakes_are_one_sentence(edge: Run, arguments: list[str], code: int, says: str) -> None:
    done = edge("models", "tune", *arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_beside_another_edge_nothing_is_measured(edge: Run, mine: Path, paths: Paths) -> None:
    import socket

    lock = OwnerLock(paths.lock)
    assert lock.try_acquire()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(paths.socket))
        listening.listen()
        lock.publish(paths.socket)
        done = edge("models", "tune", "mine", "--quick")
    lock.release()
    assert done.returncode == 1
    assert "Another edge is open on this home" in done.stderr


@pytest.mark.usefixtures("one_core")
def test_a_variant_is_made_and_compared(edge: Run, mine: Path) -> None:
    done = edge("models", "tune", "mine", "--requantize", "embedding", "--type", "q8_0", "--quick", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["name"] == "mine-embedding-q8_0"
    assert said["bytes"]["mine-embedding-q8_0"] < said["bytes"]["mine"]
    assert said["figures"]["mine-embedding-q8_0"]["turn_ms"] > 0
    assert "was not measured" in done.stderr
    listed = [json.loads(line) for line in edge("models", "--json").stdout.splitlines()]
    assert any(row["name"] == said["name"] and row["verified"] for row in listed)


@pytest.mark.usefixtures("one_core")
def test_ctrl_c_ends_it_with_130_and_writes_nothing(mine: Path, home: Path) -> None:
    program = "import sys; from edge.cli import main; sys.exit(main(['models', 'tune', 'mine']))"
    with Terminal(program, EDGE_ENGINE_CONTEXT="360") as terminal:
        terminal.until("measuring with different")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.end() == 130
    assert not (home / "models" / tuned.FILE).exists()
    assert b"Traceback" not in terminal.written
    assert b"nothing was written" in terminal.written
