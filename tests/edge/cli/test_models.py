"""`edge models list | verify | remove | use | add` as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

from edge.assistant import Assistant
from edge.paths import Paths
from tests.edge.cli.conftest import Run
from tests.stubs.home import served


def test_models_of_ones_own_are_added_used_verified_and_removed(edge: Run, home: Path, tiny: Path) -> None:
    added = edge("models", "add", str(tiny), "--name", "mine", "--copy", "--context", "512", "--json")
    assert added.returncode == 0, added.stderr
    copy = Path(json.loads(added.stdout)["path"])
    assert copy.read_bytes() == tiny.read_bytes()

    assert json.loads(edge("models", "use", "mine", "--json").stdout) == {"name": "mine", "path": str(copy)}
    [row] = [row for row in map(json.loads, edge("models", "--json").stdout.splitlines()) if row["name"] == "mine"]
    assert (row["here"], row["answers"], row["added"], row["context"]) == (True, True, True, 512)
    assert row["verified"]

    assert json.loads(edge("models", "verify", "--json").stdout)["state"] == "ok"
    with copy.open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\1\2\3")
    damaged = edge("models", "verify", "mine")
    assert damaged.returncode == 1
    assert "DAMAGED" in damaged.stdout

    removed = edge("models", "remove", "mine", "--json")
    assert json.loads(removed.stdout)["freed"] == tiny.stat().st_size
    assert not copy.exists()
    assert "the best one that is here answers" in removed.stderr
    assert edge("config", "get", "model").stdout == "auto\n"


def test_the_process_that_owns_the_home_goes_by_the_choice_at_once(edge: Run, paths: Paths, tiny: Path) -> None:
    assert edge("models", "add", str(tiny), "--name", "mine").returncode == 0
    owner = Assistant(paths)
    try:
        with served(owner, paths):
            used = edge("models", "use", "mine")
        assert "answers from the next turn on" in used.stderr
        assert owner.status().model == "mine"
        assert edge("config", "get", "model").stdout == "mine\n"
    finally:
        owner.close()


def test_the_list_says_what_each_model_costs_and_how_to_get_it(edge: Run) -> None:
    text = edge("models").stdout
    [line] = [line for line in text.splitlines() if " qwen2.5-0.5b " in line]
    assert "Q4_0" in line
    assert "429 MB" in line
    assert "needs 740 MB" in line
    assert line.endswith("edge models pull qwen2.5-0.5b")
    assert text.startswith("* builtin")


def test_the_list_helps_when_the_chosen_model_is_gone(edge: Run) -> None:
    done = edge("models", "list", EDGE_MODEL="qwen2.5-0.5b-q8_0")
    assert done.returncode == 0
    assert "is not installed" in done.stderr
    assert "builtin" in done.stdout


def test_mistakes_are_one_sentence(edge: Run, home: Path) -> None:
    for arguments, code in (
        (("add", "/no/such.gguf"), 3),
        (("add", str(home)), 2),
        (("remove", "nosuch"), 3),
        (("verify", "qwen2.5-0.5b"), 3),
    ):
        done = edge("models", *arguments)
        assert done.returncode == code, arguments
        assert len(done.stderr.splitlines()) == 1, done.stderr


def test_with_nothing_fetched_there_is_nothing_to_verify(edge: Run) -> None:
    done = edge("models", "verify")
    assert done.returncode == 0
    assert done.stdout == ""
    assert "nothing to verify" in done.stderr
