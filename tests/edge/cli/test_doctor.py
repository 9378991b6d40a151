"""`edge doctor` as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from edge.settings import declared
from tests.edge.cli.conftest import Run

HEAVY = {"huggingface_hub", "llama_cpp", "numpy", "onnxruntime", "psutil", "requests", "textual", "tomlkit"}


def test_a_fresh_home_is_in_order_and_nothing_is_written_into_it(edge: Run, home: Path) -> None:
    done = edge("doctor", "--json")
    assert done.returncode == 0, done.stdout
    report = json.loads(done.stdout)
    assert report["ok"] is True
    assert {check["state"] for check in report["checks"]} <= {"ok", "warning"}
    names = [check["name"] for check in report["checks"]]
    assert len(names) == len(set(names))
    assert {name.split(".")[0] for name in names} == {
        "python",
        "engine",
        "machine",
        "settings",
        "models",
        "model",
        "endpoints",
        "home",
        "journal",
        "skills",
        "terminal",
    }
    plan = next(check for check in report["checks"] if check["name"] == "model.plan")["values"]
    assert set(plan["reasons"]) == {"n_ctx", "threads", "kv_type", "mmap", "repack"}
    assert list(home.iterdir()) == []


def test_what_keeps_it_from_answering_is_exit_1_with_what_to_do(edge: Run) -> None:
    done = edge("doctor", EDGE_MODEL="qwen2.5-0.5b-q8_0")
    assert done.returncode == 1
    assert "PROBLEM model.answers" in done.stdout
    assert "edge models pull qwen2.5-0.5b-q8_0" in " ".join(done.stdout.split())
    assert "1 problem" in done.stderr


def test_nothing_heavy_is_imported() -> None:
    program = (
        "import sys, json; from edge.doctor import examine; from edge.paths import Paths;"
        "examine(Paths.default()); print(json.dumps(sorted(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert HEAVY.intersection(json.loads(said.stdout)) == set()


def test_the_choices_of_the_plan_can_be_set(edge: Run) -> None:
    changed = {"EDGE_ENGINE_KV_TYPE": "q8_0", "EDGE_ENGINE_MMAP": "off", "EDGE_ENGINE_REPACK": "off"}
    report = json.loads(edge("doctor", "--json", **changed).stdout)
    plan = next(check for check in report["checks"] if check["name"] == "model.plan")["values"]
    assert (plan["kv_type"], plan["mmap"], plan["repack"]) == ("q8_0", False, False)
    assert {"engine.kv_type", "engine.mmap", "engine.repack", "engine.check_memory"} <= declared().keys()
