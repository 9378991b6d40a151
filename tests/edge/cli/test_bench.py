"""`edge bench` as a user runs it; what it measures is tested in tests/edge/bench."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.edge.cli.conftest import Run
from tests.tui.terminal import Terminal

PROGRAM = "import sys; from edge.cli import main; sys.exit(main(['bench', '--model', 'builtin', '--repeat', '5']))"


def test_ctrl_c_ends_it_with_130_and_leaves_nothing_behind(tmp_path: Path, home: Path) -> None:
    with Terminal(PROGRAM, TMPDIR=str(tmp_path), EDGE_ENGINE_THREADS="1") as terminal:
        terminal.until("starting edge ask")
        assert list(tmp_path.iterdir()) != []
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.end() == 130
    assert list(tmp_path.iterdir()) == []
    assert list(home.iterdir()) == []
    assert b"Traceback" not in terminal.written
    assert b"Stopped" in terminal.written


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--model", "qwen2.5-0.5b"], 3, "edge models pull"),
        (["--model", "./missing.gguf"], 3, "There is no model file"),
        (["--repeat", "0"], 2, "has to lie between"),
    ],
)
def test_mistakes_are_one_sentence(edge: Run, arguments: list[str], code: int, says: str) -> None:
    done = edge("bench", *arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_json_is_one_object_and_without_a_terminal_there_is_no_progress_bar(edge: Run, tiny: Path) -> None:
    done = edge("bench", "--quick", "--json", "--model", str(tiny), EDGE_ENGINE_CONTEXT="512")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["measures"]["decode"]["unit"] == "tok/s"
    assert done.stderr == ""
