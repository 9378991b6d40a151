"""The engine that `edge ask` begins before it knows what is wanted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edge.cli import early
from edge.engine import spawn
from edge.engine.expected import remember
from edge.home.lock import OwnerLock
from edge.paths import Paths
from tests.edge.cli.conftest import Run


def test_the_second_question_is_answered_by_an_engine_that_was_begun_early(edge: Run, home: Path) -> None:
    first = edge("ask", "hello")
    (entry,) = json.loads((home / "cache" / "expected.json").read_text())
    assert entry["frame"]["path"].endswith("builtin.gguf")
    second = edge("ask", "hello")
    assert second.stdout == first.stdout
    assert second.stderr == ""


def test_what_was_expected_of_another_model_does_not_matter(edge: Run, home: Path) -> None:
    first = edge("ask", "hello")
    note = home / "cache" / "expected.json"
    (entry,) = json.loads(note.read_text())
    entry["frame"]["n_ctx"] = 64
    note.write_text(json.dumps([entry]))
    assert edge("ask", "hello").stdout == first.stdout
    assert json.loads(note.read_text())[0]["frame"]["n_ctx"] != 64


@pytest.mark.parametrize("owned", [False, True])
def test_no_engine_is_begun_where_another_process_has_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owned: bool
) -> None:
    monkeypatch.setenv("EDGE_HOME", str(tmp_path))
    paths = Paths.default()
    begun: list[object] = []
    monkeypatch.setattr(spawn, "ahead", begun.append)
    remember(paths.cache, "builtin", {"path": "/builtin.gguf"})
    lock = OwnerLock(paths.lock)
    assert lock.try_acquire()
    if not owned:
        lock.release()
    early._begin("auto")
    assert begun == ([] if owned else [{"path": "/builtin.gguf"}])
    lock.release()
