"""`edge calibrate --from-compare` on the file of a comparison."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from edge.compare.results import Run
from edge.paths import Paths
from tests.edge.cli.conftest import Run as Edge
from tests.edge.compare import synthetic


def kept(folder: Path, run: Run) -> str:
    path = folder / "run.json"
    path.write_text(json.dumps(run.to_json()), "utf-8")
    return str(path)


def test_it_is_shown_written_and_taken_back_as_ever(edge: Edge, paths: Paths, tmp_path: Path) -> None:
    run = edge("calibrate", "--from-compare", kept(tmp_path, synthetic.run()))
    assert run.returncode == 0, run.stderr
    assert "agrees with who is better" in run.stdout
    assert "tasks: gpu-7b answered" in run.stdout
    (choice,) = tomllib.loads(paths.calibrated.read_text("utf-8"))["choices"]
    assert choice["aim"] == "agreement"
    assert choice["labels"] == choice["turns"] > 100
    assert edge("calibrate", "--undo").returncode == 0
    assert not paths.calibrated.exists()


def test_refusals_are_one_sentence(edge: Edge, paths: Paths, tmp_path: Path) -> None:
    noise = synthetic.run(meaningless="Made-up weights answer with noise.")
    refused = edge("calibrate", "--from-compare", kept(tmp_path, noise))
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    shown = edge("calibrate", "--from-compare", kept(tmp_path, noise), "--anyway", "--dry-run", "--json")
    assert json.loads(shown.stdout)["from_compare"]["cloud"] == "gpu-7b"
    few = edge("calibrate", "--from-compare", kept(tmp_path, synthetic.run(tasks=1)))
    assert (few.returncode, few.stderr.count("\n")) == (1, 1)
    assert "too few labels in this comparison" in few.stderr
    assert edge("calibrate", "--anyway").returncode == 2
    assert edge("calibrate", "--undo", "--from-compare", kept(tmp_path, synthetic.run())).returncode == 2
    assert edge("calibrate", "--from-compare", str(tmp_path / "not there")).returncode == 2
    assert not paths.calibrated.exists()
