"""`edge models pull` as a user runs it, against a hub on loopback."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edge.cli.conftest import Run
from tests.stubs.hub import COMMIT, FILE, REPOSITORY, Hub

CONTENT = b"GGUF" + bytes(range(256)) * 4000


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    for name in ("HF_TOKEN", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    with Hub(CONTENT) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        yield hub


@pytest.fixture
def small(home: Path) -> Path:
    """A model of the hub on the user's list; where its file belongs."""
    (home / "models").mkdir()
    entry = f'[models.small]\ntitle = "Small"\nrepository = "{REPOSITORY}"\nfile = "{FILE}"\nkv_kib = 2\n'
    (home / "models" / "added.toml").write_text(entry)
    return home / "models" / "added" / FILE


def test_a_model_is_fetched_and_said_what_it_costs_first(edge: Run, hub: Hub, small: Path) -> None:
    done = edge("models", "pull", "small", "--json")
    assert done.returncode == 0, done.stderr
    assert small.read_bytes() == CONTENT
    told = json.loads(done.stdout)
    assert told == {**told, "name": "small", "bytes": len(CONTENT), "commit": COMMIT, "fetched": True}
    said = done.stderr
    assert said.index("Memory needed: about 69 MB at 4,096 tokens of context") < said.index("verified (SHA-256")
    assert "it fits" in said
    assert "\x1b" not in said
    assert "\r" not in said
    again = edge("models", "pull", "small", "--json")
    assert json.loads(again.stdout)["fetched"] is False
    assert len(hub.starts) == 1


def test_what_ships_is_pinned(edge: Run, hub: Hub, home: Path) -> None:
    hub.to_store = True
    done = edge("models", "pull")
    assert done.returncode == 3
    assert "has no qwen2.5-0.5b-instruct-q4_0.gguf" in done.stderr
    assert "/resolve/9217f5db79a29953eb74d5343926648285ec7e67/" in hub.asked[0].path
    assert not list((home / "models").glob("*.gguf"))


@pytest.mark.parametrize(("status", "code"), [(404, 3), (503, 1)])
def test_what_the_hub_refuses_is_one_sentence(edge: Run, hub: Hub, small: Path, status: int, code: int) -> None:
    hub.head_status = status
    done = edge("models", "pull", "small")
    assert done.returncode == code
    asking, sentence = done.stderr.splitlines()
    assert asking.startswith("Asking for")
    assert f"({status})" in sentence
    assert not small.exists()


def test_without_a_network_it_says_so_at_once(edge: Run, home: Path) -> None:
    done = edge("models", "pull", HF_ENDPOINT="http://127.0.0.1:9")
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert f"put it at {home}/models/qwen2.5-0.5b-instruct-q4_0.gguf" in done.stderr
    offline = edge("models", "pull", HF_HUB_OFFLINE="1")
    assert offline.returncode == 1
    assert "HF_HUB_OFFLINE is set" in offline.stderr
    assert "429 MB" in offline.stderr  # what it would be is known without a network


def test_a_senseless_variable_is_a_mistake_in_its_use(edge: Run) -> None:
    done = edge("models", "pull", HF_HUB_ETAG_TIMEOUT="soon")
    assert done.returncode == 2
    assert "HF_" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_does_not_come_from_the_hub_needs_no_fetching(edge: Run) -> None:
    done = edge("models", "pull", "builtin")
    assert done.returncode == 2
    assert "ships inside" in done.stderr


def test_ctrl_c_keeps_what_came_and_says_how_to_go_on(edge: Run, hub: Hub, small: Path) -> None:
    hub.stall_after = 500_000
    command = [sys.executable, "-m", "edge", "models", "pull", "small"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert hub.stalled.wait(30)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "Stopped: 'edge models pull small' goes on from what has arrived."
    hub.stall_after = None
    hub.released.set()
    assert edge("models", "pull", "small").returncode == 0
    assert small.read_bytes() == CONTENT


def test_on_a_terminal_one_line_is_drawn_over(hub: Hub, small: Path) -> None:
    hub.rate = 2e6
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "edge", "models", "pull", "small"]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "70"}
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    screen = bytearray()

    def read() -> None:
        try:
            while piece := os.read(ours, 4096):
                screen.extend(piece)
        except OSError:
            return  # the other side is closed

    reader = threading.Thread(target=read)
    reader.start()
    assert process.wait(30) == 0
    reader.join()
    os.close(ours)
    lines = screen.decode().split("\r\n")
    drawn = [part for line in lines for part in line.split("\r\x1b[2K") if "MB/s" in part]
    assert drawn
    assert all("small  [" in part and len(part) < 70 for part in drawn)
    assert lines[-3].endswith(str(small))  # the progress is gone, the result stands in its place
    assert "it/s" not in screen.decode()
