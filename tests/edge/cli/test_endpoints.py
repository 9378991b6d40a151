"""`edge endpoints list | add | remove | test` as a user runs them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.cli import main
from tests.cloud_client.honest_server import Behaviour, HonestServer
from tests.edge.cli.conftest import Run

CANARY = "canary-3b1f"


@pytest.fixture
def honest() -> Iterator[HonestServer]:
    with HonestServer(Behaviour(key=CANARY, models={"Qwen/Qwen2.5-7B-Instruct": 4096})) as server:
        yield server


def key_file(home: Path, mode: int = 0o600) -> str:
    path = home / "key"
    path.write_text(CANARY + "\n")
    path.chmod(mode)
    return str(path)


def test_none_is_configured_at_first_and_examples_say_how_to_add_one(edge: Run) -> None:
    done = edge("endpoints")
    assert "No endpoint is configured" in done.stderr
    assert "edge endpoints add qwen7b --base-url" in done.stdout
    rows = [json.loads(line) for line in edge("endpoints", "list", "--json").stdout.splitlines()]
    assert [(row["name"], row["configured"]) for row in rows] == [("qwen7b", False), ("glm4", False)]


def test_one_is_added_tried_listed_and_removed(edge: Run, home: Path, honest: HonestServer) -> None:
    model = ("--base-url", honest.url + "/", "--model", "Qwen/Qwen2.5-7B-Instruct")
    added = edge("endpoints", "add", "lab", *model, "--key-file", key_file(home), "--json")
    assert added.returncode == 0, added.stderr
    row = json.loads(added.stdout)
    assert (row["base_url"], row["context"], "code" in row["good_at"]) == (honest.url, None, True)
    assert honest.requests == []

    tried = edge("endpoints", "test", "lab")
    assert (tried.returncode, tried.stderr) == (0, "")
    assert "lab: answers" in tried.stdout
    assert "Qwen/Qwen2.5-7B-Instruct is there" in tried.stdout
    assert "4,096 tokens, written down" in tried.stdout
    assert "first word" in tried.stdout
    found = json.loads(edge("endpoints", "test", "--json").stdout)
    assert (found["ok"], found["context"], found["usage"], found["tls"]) == (True, 4096, True, False)

    listed = edge("endpoints")
    assert "context 4096" in listed.stdout
    assert CANARY not in added.stdout + tried.stdout + listed.stdout + (home / "endpoints.toml").read_text()
    assert edge("endpoints", "remove", "lab").returncode == 0
    assert "No endpoint is configured" in edge("endpoints").stderr


def test_what_is_wrong_with_an_endpoint_is_one_sentence_and_exit_4(edge: Run, honest: HonestServer) -> None:
    for name, model, key in (("a", "nosuch", "KEY"), ("b", "Qwen/Qwen2.5-7B-Instruct", "WRONG")):
        edge("endpoints", "add", name, "--base-url", honest.url, "--model", model, "--key-env", key)
    edge("endpoints", "add", "c", "--base-url", "http://127.0.0.1:9/v1", "--model", "m")
    done = edge("endpoints", "test", KEY=CANARY, WRONG="wrong-canary")
    assert done.returncode == 4
    wrong_model, wrong_key, nobody = done.stdout.splitlines()
    assert "does not have the model (nosuch; it has Qwen/Qwen2.5-7B-Instruct)" in wrong_model
    assert "does not accept the key" in wrong_key
    assert "refuses the connection" in nobody
    assert "canary" not in done.stdout + done.stderr


def test_nothing_is_asked_in_offline_mode(edge: Run, home: Path, honest: HonestServer) -> None:
    edge("endpoints", "add", "lab", "--base-url", honest.url, "--model", "m")
    (home / "offline").touch()
    done = edge("endpoints", "test")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Offline mode is on" in done.stderr
    assert honest.requests == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["add", "x", "--base-url", "http://models.example/v1", "--model", "m"], "add --allow-http"),
        (
            ["add", "x", "--base-url", "https://me:canary@host/v1", "--model", "m"],
            "nothing secret belongs there",
        ),
        (["add", "x", "--base-url", "https://h", "--model", "m", "--proxy", "http://me:canary@h:1"], "nothing secret"),
        (["add", "x", "--base-url", "https://host/v1", "--model", "m", "--key-env", "sk-canary"], "and not the key"),
        (["add", "x", "--base-url", "https://host/v1", "--model", "m", "--good-at", "cooking"], "takes a list of code"),
        (["add", "x", "--base-url", "https://host/v1", "--model", "m", "--key-file", "nosuch"], "cannot be read"),
        (["remove", "qwen7b"], "There is no endpoint 'qwen7b'"),
        (["test", "qwen7b"], "There is no endpoint 'qwen7b'"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main(["endpoints", *arguments]) == 2
    shown, said = capsys.readouterr()
    assert (shown, says in said) == ("", True)
    assert "canary" not in said
    assert not (home / "endpoints.toml").exists()


def test_a_key_file_that_others_can_read_is_refused(edge: Run, home: Path) -> None:
    wide = key_file(home, 0o644)
    done = edge("endpoints", "add", "x", "--base-url", "https://host/v1", "--model", "m", "--key-file", wide)
    assert done.returncode == 2
    assert "can be read by others" in done.stderr
