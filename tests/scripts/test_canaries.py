"""What must not get anywhere does not, in the short form of `scripts/check_canaries.py`, which sees what does."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import check_canaries
import pytest
from canaries.runs import run
from canaries.traces import files_with, stands_in

CANARY = "canary-金丝雀-4711"


@pytest.mark.parametrize(
    "data",
    [
        f"before {CANARY} behind".encode(),
        json.dumps({"text": CANARY}).encode(),
        CANARY.encode("utf-16"),
        CANARY.encode().hex().encode(),
        *(base64.b64encode(b"x" * before + CANARY.encode() + b"yy") for before in range(5)),
    ],
)
def test_a_canary_is_seen_in_every_form(data: bytes) -> None:
    assert stands_in(CANARY, data)
    assert not stands_in("canary-银丝雀-4711", data)


def test_a_canary_is_seen_in_files_and_in_their_names(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "file").write_text(f"a {CANARY}", "utf-8")
    (tmp_path / f"{CANARY}.txt").touch()
    assert files_with(CANARY, tmp_path) == [f"the name {CANARY}.txt", "inside/file (as it is)"]
    assert files_with("canary-other", tmp_path) == []


def test_a_canary_is_seen_in_the_arguments_and_the_environment_of_a_child(tmp_path: Path) -> None:
    program = (
        "import os, subprocess, sys;"
        "subprocess.run([sys.executable, '-c', 'import time; time.sleep(0.5)', sys.argv[1]],"
        " env={**os.environ, 'LEAKED': sys.argv[1]})"
    )
    ran = run(tmp_path, CANARY, program=program, environment={"OTHER": CANARY})
    (child,) = ran.children.values()
    seen = (ran.itself.arguments, ran.itself.environment, child.arguments, child.environment)
    assert all(stands_in(CANARY, each) for each in seen)


def test_no_canary_gets_anywhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_canaries.main(["--short"]) == 0, capsys.readouterr().out
