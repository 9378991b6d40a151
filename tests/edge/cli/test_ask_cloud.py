"""`edge ask` with an endpoint, as processes of a user: what goes up, what it prints and returns, and where a key is."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.catalogue.configuring import enter
from edge.paths import Paths
from tests.cloud_client.honest_server import Behaviour, HonestServer
from tests.edge.cli.conftest import Run

HARD = "Prove step by step that there are infinitely many primes."
CANARY = "canary-key-4c1d7e"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a cold start alone may take longer than the deadline, and nothing here is about that."""
    monkeypatch.setenv("EDGE_CLOUD_DEADLINE", "60")


@pytest.fixture
def server(paths: Paths) -> Iterator[HonestServer]:
    """A configured endpoint that wants a key."""
    with HonestServer(Behaviour(key=CANARY)) as server:
        enter(paths.endpoints, "lab", {"base_url": server.url, "model": "test-model", "key_env": "LAB_KEY"})
        yield server


def files_with(home: Path, text: str) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def test_a_hard_question_goes_up_masked_and_comes_back_whole(edge: Run, home: Path, server: HonestServer) -> None:
    server.behaviour.pieces = ("I wrote to <EM", "AIL_1>", ".")
    done = edge("ask", "--json", f"{HARD} Mail it to anna@example.com.", LAB_KEY=CANARY)
    assert (done.returncode, done.stderr) == (0, "")
    record = json.loads(done.stdout)
    assert (record["by"], record["text"]) == ("cloud", "I wrote to anna@example.com.")
    size = len(server.asked[0].body)
    (receipt,) = record["egress"].pop("receipts")
    assert record["egress"] == {"endpoint": "lab", "bytes": size, "masked": {"email": 1}}
    assert receipt["sha256"] == hashlib.sha256(server.asked[0].body).hexdigest()
    assert receipt.items() >= {"endpoint": "lab", "model": "test-model", "bytes": size, "masked": {"email": 1}}.items()
    assert record["tokens"] == {"prompt": 7, "cached": 3, "completion": 3}
    assert b"anna" not in server.asked[0].body
    with sqlite3.connect(home / "journal.db") as journal:
        kept = journal.execute("SELECT by, egress_endpoint, egress_bytes, egress_masked FROM turn").fetchall()
    journal.close()
    assert kept == [("cloud", "lab", size, '{"email": 1}')]
    assert json.loads(edge("stats", "--egress", "--json").stdout)["receipts"] == [receipt]
    assert "email 1" in edge("stats", "--egress").stdout
    assert json.loads(edge("stats", "--egress", "--json", "--since", "9999-01-01").stdout)["requests"] == 0
    assert files_with(home, CANARY) == []


def test_a_wrong_key_costs_a_sentence_and_the_device_answers(edge: Run, home: Path, server: HonestServer) -> None:
    done = edge("ask", HARD, LAB_KEY="wrong-" + CANARY)
    assert done.returncode == 0
    assert done.stdout.startswith("That is beyond me")
    assert "lab does not accept the key" in done.stderr
    assert CANARY not in done.stdout + done.stderr
    assert files_with(home, CANARY) == []


@pytest.mark.parametrize("wrong", ["model", "port", "key"])
def test_insisting_in_vain_is_a_sentence_and_exit_4_and_the_question_is_kept(
    edge: Run, paths: Paths, server: HonestServer, wrong: str
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1" if wrong == "port" else server.url
    paths.endpoints.unlink()
    model = "nosuch" if wrong == "model" else "test-model"
    enter(paths.endpoints, "lab", {"base_url": url, "model": model, "key_env": "LAB_KEY"})
    done = edge("ask", "--cloud", "hello", LAB_KEY="no" if wrong == "key" else CANARY)
    assert (done.returncode, done.stdout) == (4, "")
    sentence, kept = done.stderr.splitlines()
    says = {"model": "does not have the model", "port": "refuses the connection", "key": "does not accept the key"}
    assert says[wrong] in sentence
    assert "kept in the outbox" in kept


def test_ctrl_c_closes_the_connection_and_no_child_ever_had_the_key(home: Path, server: HonestServer) -> None:
    server.behaviour.hold_after = 2
    environment = {**os.environ, "EDGE_HOME": str(home), "LAB_KEY": CANARY}
    asked = [sys.executable, "-W", "error", "-m", "edge", "ask", "--cloud", "hello"]
    process = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        shown = b""
        while shown != b"Hello, ":
            shown += os.read(process.stdout.fileno(), 64)
        assert CANARY not in Path(f"/proc/{process.pid}/cmdline").read_text()
        for child in children(process.pid):
            assert CANARY.encode() not in Path(f"/proc/{child}/environ").read_bytes()
            assert CANARY.encode() not in Path(f"/proc/{child}/cmdline").read_bytes()
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == b"\n"
        assert process.stderr.read() == b"It was cancelled.\n"
        assert process.wait() == 130
    assert server.gone.wait(10)
    assert files_with(home, CANARY) == []
    assert files_with(home, "Hello, ") != []


def children(pid: int) -> list[int]:
    """The processes that this one has started."""
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]


def test_a_turn_that_stays_here_imports_no_client(home: Path, server: HonestServer) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "edge", "ask", "hello"],
        capture_output=True,
        text=True,
        env={**os.environ, "EDGE_HOME": str(home)},
        timeout=60,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "edge.cloud.cloud" in imported
    assert [name for name in imported if name.startswith(("cloud_client", "requests", "urllib3"))] == []
    assert server.requests == []
